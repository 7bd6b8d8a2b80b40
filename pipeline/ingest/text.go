package ingest

import "unicode/utf8"

// stride is the distance in code points between two remembered byte offsets.
const stride = 64

// Text is a document's text, addressed in Unicode code points.
//
// Every offset in the published tables is a code point offset into such a
// text, half open, so a reader in any language can cut the same span. Slicing
// costs at most a walk over 64 code points, and nothing for ASCII texts. The
// zero value is the empty text. A Text is immutable and safe for concurrent
// use.
type Text struct {
	s     string
	n     int
	marks []int // byte offset of every stride-th code point; nil when s is ASCII
}

// NewText indexes s, which must be valid UTF-8.
func NewText(s string) Text {
	t := Text{s: s, n: utf8.RuneCountInString(s)}
	if t.n == len(s) {
		return t
	}
	t.marks = make([]int, 0, t.n/stride+1)
	i := 0
	for b := range s {
		if i%stride == 0 {
			t.marks = append(t.marks, b)
		}
		i++
	}
	return t
}

// String returns the whole text.
func (t Text) String() string { return t.s }

// Len returns the length in code points.
func (t Text) Len() int { return t.n }

// Slice returns the code points from start up to but not including end. It
// panics when the span does not lie within the text, as slicing a string does.
func (t Text) Slice(start, end int) string {
	if start < 0 || end < start || end > t.n {
		panic("ingest: span outside the text")
	}
	return t.s[t.byteOffset(start):t.byteOffset(end)]
}

func (t Text) byteOffset(i int) int {
	if t.marks == nil {
		return i
	}
	if i == t.n {
		return len(t.s)
	}
	b := t.marks[i/stride]
	for range i % stride {
		_, size := utf8.DecodeRuneInString(t.s[b:])
		b += size
	}
	return b
}
