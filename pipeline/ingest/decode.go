package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// decode turns a file's bytes into UTF-8 without a byte order mark: from UTF-8,
// from UTF-16 with or without a mark, and else from Windows-1252. The text is
// not yet cleaned.
func decode(b []byte) (string, error) {
	if len(bytes.TrimSpace(b)) == 0 {
		return "", errors.New("the file is empty")
	}
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		b = b[3:]
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		return decodeUTF16(b[2:], unicode.LittleEndian, 2)
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return decodeUTF16(b[2:], unicode.BigEndian, 2)
	}
	if bytes.IndexByte(b, 0) >= 0 {
		if order, ok := unmarkedUTF16(b); ok {
			return decodeUTF16(b, order, 0)
		}
		return "", fmt.Errorf("not a text but %s: convert it to text first", mimetype.Detect(b))
	}
	if kind, ok := binaryKind(b); ok {
		return "", fmt.Errorf("not a text but %s: convert it to text first", kind)
	}
	if utf8.Valid(b) {
		return string(b), nil
	}
	return decodeWindows1252(b)
}

// binaryKind names the media type of bytes that are known not to be text.
func binaryKind(b []byte) (string, bool) {
	found := mimetype.Detect(b)
	for m := found; m != nil; m = m.Parent() {
		if m.Is("text/plain") {
			return "", false
		}
	}
	// Legacy encodings are not recognised as text, but nothing else is either.
	if found.Is("application/octet-stream") {
		return "", false
	}
	return found.String(), true
}

func decodeUTF16(b []byte, order unicode.Endianness, skipped int) (string, error) {
	if len(b)%2 != 0 {
		return "", &offsetError{len(b) + skipped - 1, "UTF-16 text ends within a character"}
	}
	high := 1 // index of the more significant byte of a unit
	if order == unicode.BigEndian {
		high = 0
	}
	for i := 0; i < len(b); i += 2 {
		switch b[i+high] & 0xFC {
		case 0xD8: // a high surrogate wants a low one behind it
			if i+2 >= len(b) || b[i+2+high]&0xFC != 0xDC {
				return "", &offsetError{i + skipped, "UTF-16 text with half a surrogate pair"}
			}
			i += 2
		case 0xDC:
			return "", &offsetError{i + skipped, "UTF-16 text with half a surrogate pair"}
		}
	}
	out, err := unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Bytes(b)
	if err != nil {
		return "", err
	}
	if bytes.IndexByte(out, 0) >= 0 {
		return "", errors.New("not a text: it holds NUL characters")
	}
	return string(out), nil
}

// unmarkedUTF16 tells UTF-16 of mostly Latin text by its zero high bytes.
func unmarkedUTF16(b []byte) (unicode.Endianness, bool) {
	var zeros [2]int
	for i, c := range b {
		if c == 0 {
			zeros[i%2]++
		}
	}
	half := len(b) / 2
	switch {
	case len(b)%2 == 0 && zeros[0] == 0 && zeros[1]*10 >= half*7:
		return unicode.LittleEndian, true
	case len(b)%2 == 0 && zeros[1] == 0 && zeros[0]*10 >= half*7:
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, false
}

// decodeWindows1252 reads bytes that are not UTF-8. Where some of them are
// well-formed UTF-8 beyond ASCII the text was UTF-8 and is broken: reading it
// as Windows-1252 would give mojibake.
func decodeWindows1252(b []byte) (string, error) {
	first, wellFormed := -1, 0
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			if first < 0 {
				first = i
			}
		} else if size > 1 {
			wellFormed++
		}
		i += size
	}
	if wellFormed > 0 {
		return "", &offsetError{first, "broken UTF-8: save the file as UTF-8 again"}
	}
	for i, c := range b {
		switch c {
		case 0x81, 0x8D, 0x8F, 0x90, 0x9D:
			return "", &offsetError{i, fmt.Sprintf("byte %#x is neither UTF-8 nor Windows-1252: save the file as UTF-8", c)}
		}
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	return string(out), err
}

// clean makes the text on which all offsets count: line ends are newlines,
// characters that no reader sees are gone, and the rest is in NFC.
func clean(s string) string {
	if !needsCleaning(s) {
		return norm.NFC.String(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	for _, r := range s {
		switch {
		case r == '\n' && last == '\r': // the second half of a line end
		case r == '\r', r == '\v', r == '\f', r == '\u0085', r == '\u2028':
			b.WriteByte('\n')
		case r == '\u2029':
			b.WriteString("\n\n")
		case !invisible(r):
			b.WriteRune(r)
		}
		last = r
	}
	return norm.NFC.String(b.String())
}

func needsCleaning(s string) bool {
	for _, r := range s {
		if r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029' || invisible(r) {
			return true
		}
	}
	return false
}

// invisible reports characters that carry no text: controls, soft hyphens, byte
// order marks, zero-width spaces and direction marks. The zero-width joiner and
// non-joiner stay, as they change the letters beside them.
func invisible(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case r < 0x20, r >= 0x7F && r <= 0x9F:
		return true
	case r == '\u00AD', r == '\u200B', r == '\u2060', r == '\uFEFF':
		return true
	case r == '\u200E', r == '\u200F', r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}

// offsetError is trouble at a byte of the input.
type offsetError struct {
	offset int
	reason string
}

func (e *offsetError) Error() string { return fmt.Sprintf("%s (byte %d)", e.reason, e.offset) }
