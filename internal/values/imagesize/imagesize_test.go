package imagesize

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

func read(data []byte) (Info, error) { return Read(bytes.NewReader(data), int64(len(data))) }

func picture(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 7)
	}
	return m
}

func encoded(t testing.TB, format string, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch format {
	case "png":
		err = png.Encode(&b, picture(w, h))
	case "jpeg":
		err = jpeg.Encode(&b, picture(w, h), nil)
	case "gif":
		err = gif.Encode(&b, picture(w, h), nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// webpFile is the header of a lossless WebP picture (RFC 9649, section 3.4)
// with bytes in the place of its pixels.
func webpFile(w, h int) []byte {
	bits := uint32(w-1) | uint32(h-1)<<14
	chunk := append([]byte{0x2f}, binary.LittleEndian.AppendUint32(nil, bits)...)
	chunk = append(chunk, make([]byte, 15)...)
	data := append([]byte("WEBPVP8L"), binary.LittleEndian.AppendUint32(nil, uint32(len(chunk)))...)
	data = append(data, chunk...)
	return append(append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(data)))...), data...)
}

func box(typ string, parts ...[]byte) []byte {
	payload := bytes.Join(parts, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(payload)+8)), typ...), payload...)
}

// avifFile has a thumbnail of 16 by 16 beside the picture, which is item 2, and
// may be turned.
func avifFile(w, h uint32, turned bool) []byte {
	u32 := func(v ...uint32) (b []byte) {
		for _, x := range v {
			b = binary.BigEndian.AppendUint32(b, x)
		}
		return b
	}
	rot := []byte{0}
	if turned {
		rot[0] = 1
	}
	return bytes.Join([][]byte{
		box("ftyp", []byte("avif\x00\x00\x00\x00mif1avif")),
		box("meta", u32(0),
			box("pitm", u32(0), []byte{0, 2}),
			box("iprp",
				box("ipco", box("ispe", u32(0, 16, 16)), box("ispe", u32(0, w, h)), box("irot", rot)),
				box("ipma", u32(0, 2), []byte{0, 1, 1, 1, 0, 2, 2, 0x82, 0x83}))),
		box("mdat", make([]byte, 100)),
	}, nil)
}

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name string
		data []byte
		want Info
	}{
		{"png", encoded(t, "png", 12, 34), Info{"image/png", 12, 34, false}},
		{"jpeg", encoded(t, "jpeg", 30, 20), Info{"image/jpeg", 30, 20, true}},
		{"gif", encoded(t, "gif", 5, 6), Info{"image/gif", 5, 6, false}},
		{"webp", webpFile(100, 50), Info{"image/webp", 100, 50, false}},
		{"avif", avifFile(1200, 630, false), Info{"image/avif", 1200, 630, false}},
		{"avif turned", avifFile(1200, 630, true), Info{"image/avif", 1200, 630, true}},
		{"svg", []byte("<?xml version='1.0'?><!-- a --><svg xmlns='http://www.w3.org/2000/svg' width='40px' height=\"30\"></svg>"), Info{"image/svg+xml", 40, 30, false}},
		{"svg viewBox", []byte("\ufeff <svg viewBox='0 0 24.2,12'><path/></svg>\n"), Info{"image/svg+xml", 24, 12, false}},
		{"svg percent", []byte("<svg width='100%' height='50%'/>"), Info{"image/svg+xml", 0, 0, false}},
		{"svg prefix", []byte("<s:svg xmlns:s='http://www.w3.org/2000/svg' width='1' height='2'></s:svg>"), Info{"image/svg+xml", 1, 2, false}},
		{"garbage behind", append(encoded(t, "jpeg", 3, 2), make([]byte, 1000)...), Info{"image/jpeg", 3, 2, true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := read(tt.data)
			if err != nil || got != tt.want {
				t.Errorf("got %+v, %v, want %+v", got, err, tt.want)
			}
		})
	}
}

// TestDamaged holds that files that are cut or lie are told from whole ones.
func TestDamaged(t *testing.T) {
	lying := encoded(t, "png", 4, 4)
	binary.BigEndian.PutUint32(lying[16:], 1<<30)
	binary.BigEndian.PutUint32(lying[20:], 1<<20)
	// The header has a checksum; a lie with a right one follows.
	huge := append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", []byte{0, 1, 0, 0, 0, 1, 0, 0, 8, 2, 0, 0, 0})...)
	huge = append(huge, pngChunk("IEND", nil)...)
	for name, data := range map[string][]byte{
		"empty":           {},
		"png cut":         encoded(t, "png", 40, 40)[:100],
		"png header cut":  encoded(t, "png", 40, 40)[:20],
		"png false":       lying,
		"png huge":        huge,
		"jpeg cut":        encoded(t, "jpeg", 40, 40)[:700],
		"jpeg header cut": encoded(t, "jpeg", 40, 40)[:30],
		"gif cut":         []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00"),
		"gif none":        []byte("GIF89a\x00\x00\x00\x00\x00\x00\x00;"),
		"webp cut":        webpFile(10, 10)[:30],
		"avif cut":        avifFile(10, 10, false)[:200],
		"avif no meta":    box("ftyp", []byte("avif\x00\x00\x00\x00")),
		"avif zero":       append(box("ftyp", []byte("avif\x00\x00\x00\x00")), 0, 0, 0, 3, 'a', 'b', 'c', 'd'),
		"svg cut":         []byte("<svg width='1' height='2'><g><path d='M"),
	} {
		info, err := read(data)
		var d *DamagedError
		if !errors.As(err, &d) {
			t.Errorf("%s: got %+v, %v, want damage", name, info, err)
		}
	}
	for name, data := range map[string]string{"page": "<!doctype html><title>x</title>", "blank": "  \n"} {
		if _, err := read([]byte(data)); !errors.Is(err, ErrNotImage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, data := range map[string]string{"text": "hello", "ico": "\x00\x00\x01\x00", "mp4": string(box("ftyp", []byte("isom\x00\x00\x00\x00")))} {
		if _, err := read([]byte(data)); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func pngChunk(typ string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	body := append([]byte(typ), data...)
	crc := uint32(0xffffffff)
	for _, c := range body {
		crc ^= uint32(c)
		for range 8 {
			crc = crc>>1 ^ 0xedb88320&-(crc&1)
		}
	}
	return binary.BigEndian.AppendUint32(append(b, body...), ^crc)
}

// FuzzRead looks for panics and for large allocations.
func FuzzRead(f *testing.F) {
	for _, format := range []string{"png", "jpeg", "gif"} {
		f.Add(encoded(f, format, 9, 7))
	}
	f.Add(webpFile(10, 10))
	f.Add(avifFile(10, 10, true))
	f.Add([]byte("<svg viewBox='0 0 1 2'/>"))
	f.Add([]byte(strings.Repeat("<a>", 100)))
	f.Fuzz(func(t *testing.T, data []byte) {
		info, err := read(data)
		if err == nil && (info.Type == "" || info.Width < 0 || info.Height < 0) {
			t.Errorf("%+v without an error", info)
		}
	})
}
