package ingest_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"demarche/pipeline/ingest"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func inUTF16(s string, order binary.AppendByteOrder) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func TestEncodings(t *testing.T) {
	const want = "Café — “Kraków” 𝔘"
	const latin = "Naïve café" // what tells UTF-16 without a mark is its zero bytes
	little, big := binary.LittleEndian, binary.BigEndian
	for _, test := range []struct{ name, content, want string }{
		{"UTF-8", want, want},
		{"UTF-8 with a mark", "\ufeff" + want, want},
		{"UTF-16 LE with a mark", inUTF16("\ufeff"+want, little), want},
		{"UTF-16 BE with a mark", inUTF16("\ufeff"+want, big), want},
		{"UTF-16 LE", inUTF16(latin, little), latin},
		{"UTF-16 BE", inUTF16(latin, big), latin},
		{"Windows-1252", "Caf\xe9 \x97 \x93Krak\xf3w\x94 \x80 5", "Café — “Kraków” € 5"},
		{"ASCII", "Cafe", "Cafe"},
	} {
		if got := text(t, "note.txt", test.content); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestUndecodable(t *testing.T) {
	for _, test := range []struct{ name, content, want, at string }{
		{"empty", "", "the file is empty", "the whole file"},
		{"blank", " \r\n\t", "the file is empty", "the whole file"},
		{"a mark alone", "\ufeff", "there is no text in it", "the whole file"},
		{"a mark alone in UTF-16", "\xff\xfe", "there is no text in it", "the whole file"},
		{"soft hyphens alone", "\u00AD\u200B\n", "there is no text in it", "the whole file"},
		{"UTF-8 cut off", "Kraków, Łód\xc5", "broken UTF-8: save the file as UTF-8 again (byte 14)", "byte 14"},
		{"UTF-8 with a byte of another encoding", "Kraków, caf\xe9", "broken UTF-8: save the file as UTF-8 again (byte 12)", "byte 12"},
		{"neither", "caf\x81", "byte 0x81 is neither UTF-8 nor Windows-1252: save the file as UTF-8 (byte 3)", "byte 3"},
		{"half a unit", "\xff\xfeH\x00i", "UTF-16 text ends within a character (byte 4)", "byte 4"},
		{"a high surrogate alone", "\xff\xfeH\x00\x3d\xd8i\x00", "UTF-16 text with half a surrogate pair (byte 4)", "byte 4"},
		{"a high surrogate at the end", "\xfe\xff\x00H\xd8\x3d", "UTF-16 text with half a surrogate pair (byte 4)", "byte 4"},
		{"a low surrogate alone", "\xfe\xff\x00H\xdc\x00\x00i", "UTF-16 text with half a surrogate pair (byte 4)", "byte 4"},
		{"NUL in UTF-16", "\xff\xfeH\x00\x00\x00i\x00", "not a text: it holds NUL characters", "the whole file"},
		{"a PDF", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "not a text but application/pdf: convert it to text first", "the whole file"},
		{"a PNG", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "not a text but image/png: convert it to text first", "the whole file"},
		{"an archive", "PK\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00", "not a text but application/zip: convert it to text first", "the whole file"},
		{"bytes with NUL", "abc\x00\x01\x02def", "not a text but application/octet-stream: convert it to text first", "the whole file"},
	} {
		got := bad(t, "note.txt", test.content)
		if got.Reason != test.want || at(got.Offset) != test.at {
			t.Errorf("%s: %q at %s\nwant %q at %s", test.name, got.Reason, at(got.Offset), test.want, test.at)
		}
	}
}

func TestCleaning(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"NFC", "e\u0301 o\u0308 A\u030A \uAC00\u11A8", "é ö Å \uAC01"},
		{"compatibility characters stay", "ﬁ ² ™", "ﬁ ² ™"},
		{"soft hyphens", "co\u00ADop\u00ADer\u00ADa\u00ADtion", "cooperation"},
		{"a soft hyphen between letter and accent", "e\u00AD\u0301", "é"},
		{"marks and zero-width spaces within", "a\uFEFFb\u200Bc\u2060d", "abcd"},
		{"direction marks", "\u202Aa\u202C\u200E \u2067b\u2069", "a b"},
		{"joiners stay", "می\u200Cخواهم \U0001F468\u200D\U0001F33E", "می\u200Cخواهم \U0001F468\u200D\U0001F33E"},
		{"control characters", "a\x01b\x1bc\x7fd\u009Fe\tf", "abcde\tf"},
		{"line ends", "a\r\nb\rc\nd\u0085e\u2028f\vg\fh", "a\nb\nc\nd\ne\nf\ng\nh"},
		{"paragraph ends", "a\u2029b", "a\n\nb"},
		{"blank lines stay", "a\r\n\r\nb\n\nc\r\rd", "a\n\nb\n\nc\n\nd"},
	} {
		if got := text(t, "note.txt", test.content); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		record := `{"text": "` + jsonEscaped(test.content) + `"}`
		if got := text(t, "note.jsonl", record); got != test.want {
			t.Errorf("%s, in JSON: %q, want %q", test.name, got, test.want)
		}
	}
}

// jsonEscaped writes every character as JSON escapes, those beyond the first
// plane as surrogate pairs.
func jsonEscaped(s string) string {
	var b strings.Builder
	const hex = "0123456789abcdef"
	for _, unit := range utf16.Encode([]rune(s)) {
		b.WriteString(`\u`)
		for shift := 12; shift >= 0; shift -= 4 {
			b.WriteByte(hex[unit>>shift&0xF])
		}
	}
	return b.String()
}

// Whatever the encoding, offsets count on the same text, in NFC and clean.
func TestOffsetsDoNotDependOnTheEncoding(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		piece := rapid.SampledFrom([]string{"a", "Z", " ", "\n", "\r\n", "\r", "e\u0301", "\u00AD", "\u200B", "北", "𝔘", "\u0301", "\u2028", "\x02", "ﬃ"})
		s := "Texts: " + strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(rt, "text"), "")
		var first *ingest.Document
		for _, content := range []string{s, "\ufeff" + s, inUTF16("\ufeff"+s, binary.LittleEndian), inUTF16("\ufeff"+s, binary.BigEndian)} {
			c, err := ingest.Open(ingest.StandardInput, strings.NewReader(content), ingest.DefaultMaxBytes)
			if err != nil {
				rt.Fatal(err)
			}
			doc, err := c.Read(c.Inputs[0])
			if err != nil {
				rt.Fatal(err)
			}
			if first == nil {
				first = doc
			}
			if doc.Text.String() != first.Text.String() {
				rt.Fatalf("%q and %q", doc.Text, first.Text)
			}
		}
		got := first.Text.String()
		if !norm.NFC.IsNormalString(got) || !utf8.ValidString(got) || first.Text.Len() != utf8.RuneCountInString(got) {
			rt.Fatalf("%q is not in NFC", got)
		}
		if strings.ContainsAny(got, "\r\u00AD\u200B\u2028\x02") {
			rt.Fatalf("%q is not clean", got)
		}
	})
}
