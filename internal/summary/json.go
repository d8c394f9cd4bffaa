package summary

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/metacheck/metacheck/internal/text"
)

// Version is the version of the encoding of a Summary. It rises when a
// reader of the version before would misread what is written; names that are
// new do not raise it, and are passed over by readers that do not know them.
const Version = 1

// MaxEncoded bounds the length of an encoded Summary, in bytes.
const MaxEncoded = 1 << 18

// ErrVersion is returned for a Summary in an encoding that is newer
// than Version.
var ErrVersion = errors.New("the summary was written by a newer metacheck")

// encodedSummary is a Summary as it is written: with the version in front.
type encodedSummary struct {
	Version int `json:"version"`
	*Summary
}

var writeOptions = json.JoinOptions(jsontext.AllowInvalidUTF8(true), jsontext.EscapeForHTML(false))

// Encode appends the summary as one line of JSON, without line end, to dst.
func (s *Summary) Encode(dst []byte) ([]byte, error) {
	b := bytes.NewBuffer(dst)
	err := json.MarshalWrite(b, encodedSummary{Version, s}, writeOptions)
	return b.Bytes(), err
}

// Decode reads what Encode has written. The error is ErrVersion
// for a newer encoding, else one that says what is wrong with the JSON.
func Decode(data []byte) (*Summary, error) {
	if len(data) > MaxEncoded {
		return nil, fmt.Errorf("the summary has %d bytes; the bound is %d", len(data), MaxEncoded)
	}
	e := encodedSummary{Summary: new(Summary)}
	if err := json.Unmarshal(data, &e, jsontext.AllowInvalidUTF8(true)); err != nil {
		return nil, err
	}
	switch {
	case e.Version > Version:
		return nil, ErrVersion
	case e.Version < 1:
		return nil, errors.New("the summary has no version")
	}
	return e.Summary, nil
}

// maxNumber bounds the offsets and lines of a place.
const maxNumber = 1 << 31

// IsZero reports whether there is nothing to write of the spot.
func (s Spot) IsZero() bool { return s.Start.Line == 0 && s.Outside == "" }

// MarshalJSONTo writes a spot as a list: six numbers (offset, line and column
// of start and end) for places whose columns are the same in code points,
// bytes and UTF-16, else ten with the other two columns behind each; behind
// them text, caret and width of the excerpt where there is one. What is outside
// the page is its name.
func (s Spot) MarshalJSONTo(enc *jsontext.Encoder) error {
	if s.Outside != "" {
		return enc.WriteToken(jsontext.String(s.Outside))
	}
	if err := enc.WriteToken(jsontext.BeginArray); err != nil {
		return err
	}
	plain := s.Start.ByteColumn == s.Start.Column && s.Start.UTF16Column == s.Start.Column &&
		s.End.ByteColumn == s.End.Column && s.End.UTF16Column == s.End.Column
	for _, p := range [2]text.Position{s.Start, s.End} {
		numbers := [5]int{p.Offset, p.Line, p.Column, p.ByteColumn, p.UTF16Column}
		n := len(numbers)
		if plain {
			n = 3
		}
		for _, v := range numbers[:n] {
			if err := enc.WriteToken(jsontext.Int(int64(v))); err != nil {
				return err
			}
		}
	}
	if s.Excerpt.Text != "" {
		if err := enc.WriteToken(jsontext.String(s.Excerpt.Text)); err != nil {
			return err
		}
		if err := enc.WriteToken(jsontext.Int(int64(s.Excerpt.Caret))); err != nil {
			return err
		}
		if err := enc.WriteToken(jsontext.Int(int64(s.Excerpt.Width))); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndArray)
}

// UnmarshalJSONFrom reads what MarshalJSONTo writes.
func (s *Spot) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	*s = Spot{}
	tok, err := dec.ReadToken()
	if err != nil {
		return err
	}
	switch tok.Kind() {
	case '"':
		s.Outside = tok.String()
		return nil
	case '[':
	default:
		return errors.New("a place is a list or a text")
	}
	var numbers [10]int
	n := 0
	for dec.PeekKind() == '0' {
		tok, err := dec.ReadToken()
		if err != nil {
			return err
		}
		v, err := tok.Int()
		if err != nil || n == len(numbers) || v < 0 || v > maxNumber {
			return errors.New("a place has numbers that are none")
		}
		numbers[n] = int(v)
		n++
	}
	if dec.PeekKind() == '"' {
		tok, err := dec.ReadToken()
		if err != nil {
			return err
		}
		s.Excerpt.Text = tok.String()
		for _, v := range []*int{&s.Excerpt.Caret, &s.Excerpt.Width} {
			if dec.PeekKind() != '0' {
				return errors.New("the excerpt of a place lacks a number")
			}
			tok, err := dec.ReadToken()
			if err != nil {
				return err
			}
			number, err := tok.Int()
			if err != nil || number < 0 || number > int64(len(s.Excerpt.Text))+1 {
				return errors.New("the excerpt of a place has numbers that are none")
			}
			*v = int(number)
		}
	}
	if tok, err = dec.ReadToken(); err != nil {
		return err
	}
	if tok.Kind() != ']' || n != 6 && n != 10 {
		return errors.New("a place has six numbers or ten")
	}
	for i, p := range [2]*text.Position{&s.Start, &s.End} {
		v := numbers[i*n/2:]
		p.Offset, p.Line, p.Column = v[0], v[1], v[2]
		p.ByteColumn, p.UTF16Column = p.Column, p.Column
		if n == 10 {
			p.ByteColumn, p.UTF16Column = v[3], v[4]
		}
	}
	return nil
}
