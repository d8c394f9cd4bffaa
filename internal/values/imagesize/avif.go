package imagesize

import (
	"encoding/binary"
)

// Bounds on the boxes of an AVIF file.
const (
	maxMeta  = 1 << 20
	maxBoxes = 10_000
)

// avif reads an AVIF or HEIF file (ISO/IEC 14496-12 boxes; ISO/IEC 23008-12
// image properties; AV1 Image File Format, section 2): the spatial extent of
// the primary item.
func (f *file) avif() (Info, error) {
	info := Info{}
	var meta []byte
	at := int64(0)
	for range maxBoxes {
		if at >= f.size {
			break
		}
		var head [16]byte
		n, _ := f.ReadAt(head[:min(16, f.size-at)], at)
		if n < 8 {
			return info, errCut
		}
		size, header := int64(binary.BigEndian.Uint32(head[:])), int64(8)
		typ := string(head[4:8])
		switch {
		case size == 0: // to the end of the file
			size = f.size - at
		case size == 1:
			if n < 16 {
				return info, errCut
			}
			size, header = int64(binary.BigEndian.Uint64(head[8:])), 16
		}
		if size < header {
			return info, damaged("the box %q has an invalid length", typ)
		}
		if typ == "ftyp" {
			brands := make([]byte, min(size-header, 512, max(0, f.size-at-header)))
			if _, err := f.ReadAt(brands, at+header); err != nil {
				return info, errCut
			}
			if info.Type = brandType(brands); info.Type == "" {
				return info, ErrUnknown
			}
		}
		if size > f.size-at {
			return info, damaged("the box %q continues after the end of the file", typ)
		}
		if typ == "meta" && meta == nil {
			meta = make([]byte, min(size-header, maxMeta))
			if _, err := f.ReadAt(meta, at+header); err != nil {
				return info, errCut
			}
		}
		at += size
	}
	if len(meta) < 4 {
		return info, damaged("no box declares the content")
	}
	info.Width, info.Height, info.Turned = extent(meta[4:])
	return info, nil
}

// brandType is the media type that the brands of a file name.
func brandType(brands []byte) string {
	typ := ""
	for i := 0; i+4 <= len(brands); i += 4 {
		if i == 4 {
			continue // the minor version
		}
		switch string(brands[i : i+4]) {
		case "avif", "avis":
			return "image/avif"
		case "heic", "heix", "hevc", "mif1":
			typ = "image/heic"
		}
	}
	return typ
}

// boxes calls yield with the type and payload of each box in data.
func boxes(data []byte, yield func(typ string, payload []byte)) {
	for range maxBoxes {
		if len(data) < 8 {
			return
		}
		size := int(binary.BigEndian.Uint32(data))
		if size == 0 {
			size = len(data)
		}
		if size < 8 || size > len(data) {
			return
		}
		yield(string(data[4:8]), data[8:size])
		data = data[size:]
	}
}

// extent is the width and height of the primary item of a meta box, and
// whether it is shown turned by a quarter; zeros where that is not said.
func extent(meta []byte) (width, height int, turned bool) {
	type property struct {
		width, height int
		turned        bool
	}
	var primary uint32
	var properties []property
	var ipma []byte
	boxes(meta, func(typ string, data []byte) {
		switch typ {
		case "pitm":
			switch {
			case len(data) >= 6 && data[0] == 0:
				primary = uint32(binary.BigEndian.Uint16(data[4:]))
			case len(data) >= 8:
				primary = binary.BigEndian.Uint32(data[4:])
			}
		case "iprp":
			boxes(data, func(typ string, data []byte) {
				switch typ {
				case "ipco":
					boxes(data, func(typ string, data []byte) {
						var p property
						switch {
						case typ == "ispe" && len(data) >= 12:
							w, h := binary.BigEndian.Uint32(data[4:]), binary.BigEndian.Uint32(data[8:])
							if w < 1<<31 && h < 1<<31 {
								p.width, p.height = int(w), int(h)
							}
						case typ == "irot" && len(data) >= 1:
							p.turned = data[0]&1 == 1
						}
						properties = append(properties, p)
					})
				case "ipma":
					ipma = data
				}
			})
		}
	})
	for _, index := range associations(ipma, primary) {
		if index < 1 || index > len(properties) {
			continue
		}
		p := properties[index-1]
		turned = turned || p.turned
		if p.width > 0 {
			width, height = p.width, p.height
		}
	}
	return width, height, turned
}

// associations are the numbers, from 1, of the properties of an item (ISO/IEC
// 23008-12, section 9.3).
func associations(ipma []byte, item uint32) []int {
	if len(ipma) < 8 {
		return nil
	}
	version, wide := ipma[0], ipma[3]&1 == 1
	count := binary.BigEndian.Uint32(ipma[4:])
	data := ipma[8:]
	idSize, size := 2, 1
	if version > 0 {
		idSize = 4
	}
	if wide {
		size = 2
	}
	for range min(count, maxBoxes) {
		if len(data) < idSize+1 {
			return nil
		}
		id := uint32(binary.BigEndian.Uint16(data))
		if idSize == 4 {
			id = binary.BigEndian.Uint32(data)
		}
		n := int(data[idSize])
		data = data[idSize+1:]
		if len(data) < n*size {
			return nil
		}
		if id == item {
			var list []int
			for i := range n {
				// The highest bit says that the property is essential.
				if wide {
					list = append(list, int(binary.BigEndian.Uint16(data[2*i:])&0x7fff))
				} else {
					list = append(list, int(data[i]&0x7f))
				}
			}
			return list
		}
		data = data[n*size:]
	}
	return nil
}
