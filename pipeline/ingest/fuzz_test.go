package ingest

import (
	"bytes"
	"errors"
	"hash/fnv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// checkClean fails unless s is a text on which offsets can count, and cleaning
// leaves it as it is.
func checkClean(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%q is not UTF-8", s)
	}
	if !norm.NFC.IsNormalString(s) {
		t.Errorf("%q is not in NFC", s)
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return r == '\r' || invisible(r) }); i >= 0 {
		t.Errorf("%q holds what no reader sees, at byte %d", s, i)
	}
	if again := clean(s); again != s {
		t.Errorf("%q cleaned again is %q", s, again)
	}
}

// checkError fails where an error gives an offset that is not within b.
func checkError(t *testing.T, err error, b []byte) {
	t.Helper()
	if err.Error() == "" {
		t.Error("an error without words")
	}
	var at *offsetError
	if errors.As(err, &at) && (at.offset < 0 || at.offset >= len(b)) {
		t.Errorf("%v, of %d bytes", err, len(b))
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		"", "Text.", "\ufeffText.", "Krak\xc3\xb3w", "caf\xe9", "Krak\xc3\xb3w caf\xe9", "\x81", "\xff\xfeH\x00i\x00", "\xfe\xff\x00H\x00i",
		"\xff\xfe\x3d\xd8\x00\xde", "\xff\xfe\x00\xd8", "\xff\xfeH", "H\x00i\x00", "\x00H\x00i", "\x00", "\xef\xbb\xbf\xff", "%PDF-1.7",
		"a\r\nb\rc\u2028d\u2029e", "e\u0301\u00AD\u0301", "\u0344\u0340", "a" + strings.Repeat("\u0301", 40), "\u1100\u1161\u11A8",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		given := bytes.Clone(b)
		s, err := decode(b)
		if !bytes.Equal(b, given) {
			t.Error("the bytes given were changed")
		}
		if err != nil {
			checkError(t, err, b)
			return
		}
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			t.Errorf("decoded as %q", s)
		}
		checkClean(t, clean(s))
	})
}

func FuzzFrontMatter(f *testing.F) {
	for _, s := range []string{
		"Text.", "---", "---\n", "---\n---\n", "---\ntitle: T\n---\nText.", "--- \r\nauthors: [A, B]\r\n---\r\n\r\nText.", "---\nauthors: A\ndate: 2021-09-21\n---",
		"---\ntitle: \"no end\n---\n", "---\n- a\n---\n", "---\ntitle: *a\n---\n", "---\na: &a [*a]\n---\n", "---\nsources: {a: b}\n---\n", "---\n? a\n: b\n---\n",
		"---\ntitle: |\n  a\n   b\n---\n", "---\ndate: 0001-01-01\n---\n", "---\n%YAML 1.2\n---\n", "---\ntitle: !!int x\n---\n", "---\n<<: *x\n---\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return // decode lets none through
		}
		front, body, lines, err := splitFrontMatter(s)
		if err != nil {
			checkError(t, err, []byte(s))
			return
		}
		if !strings.HasSuffix(s, body) || !strings.Contains(s, front) {
			t.Errorf("front matter %q and body %q are no parts of %q", front, body, s)
		}
		if lines > 0 && strings.Count(front, "\n") != lines-2 {
			t.Errorf("front matter of %d lines, counted as %d with its fences", strings.Count(front, "\n"), lines)
		}
		if lines == 0 && (front != "" || body != s) {
			t.Errorf("without front matter %q is %q", s, body)
		}
		meta, err := parseFrontMatter(front)
		if err != nil {
			checkError(t, err, []byte(s))
			return
		}
		checkMetadata(t, meta)
	})
}

func checkMetadata(t *testing.T, m Metadata) {
	t.Helper()
	fields := append([]string{m.Title, m.Publisher, m.Genre, m.Language}, m.Authors...)
	for _, s := range append(fields, m.Sources...) {
		checkClean(t, s)
		if strings.Contains(s, "\n") || strings.TrimSpace(s) != s {
			t.Errorf("%q is not one line", s)
		}
	}
	for _, list := range [][]string{m.Authors, m.Sources} {
		for _, s := range list {
			if s == "" {
				t.Errorf("a list with an empty item: %q", list)
			}
		}
	}
}

func FuzzMarkup(f *testing.F) {
	for _, s := range []string{
		"", "# Title\n\nText *and* `code`.\n", "- a\n  - b\n\n1. c\n", "> q\n\n---\n\n[a](b \"c\") ![d](e)", "<div>\n<p>x", "&amp;&#0;&#xD800;&shy;", "```\ncode\n", "\\*\\\n",
		"<!DOCTYPE html><html lang=en><head><title>T</title><meta name=author content=A></head><body><article><p>One.</p></article></body></html>",
		"<meta charset=iso-8859-2><p>\xa3\xf3d\xbc", "<meta charset=utf-7>", "<meta charset=iso-2022-kr><p>x", "<meta charset=gb18030>\x84\x31\xa4\x37", "<p><script>x</script><style>y</style><template>z</template>",
		"<table><tr><td>a<td>b</table>", "<svg><title>x</title></svg>", "<pre>\n a\r\n b</pre>", "<meta name=date content=2021-09-21><p>x", "\xff\xfe<\x00p\x00>\x00x\x00",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, media := range []string{mediaMarkdown, mediaHTML} {
			doc := Document{MediaType: media}
			text, err := doc.fill(b)
			if err != nil {
				checkError(t, err, b)
				continue
			}
			checkClean(t, text)
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: a text without a character", media)
			}
			checkMetadata(t, doc.Metadata)
		}
	})
}

func FuzzJSONLines(f *testing.F) {
	const one = `{"text": "Text."}`
	for _, s := range []string{
		"", "\n", one, one + "\n" + one + "\r\n\r\n" + one, "\ufeff" + one, "\ufeff\n" + one, `{"id": 1e3, "text": "x"}`, `{"id": "a", "text": "x", "authors": ["b"], "date": "2021-09-21"}`,
		`{"id": {}, "text": "x"}`, `{"text": "\ud800"}`, `{"text": 1}`, `{"a": 1}`, "[]", "null", `{"text": "x"`, "{\"text\": \"caf\xe9\"}", strings.Repeat("x", 200) + "\n" + one, "\r\r\n" + one,
		`{"id": "l:2", "text": "x"}` + "\n" + one,
	} {
		f.Add([]byte(s))
	}
	const limit = 150
	f.Fuzz(func(t *testing.T, b []byte) {
		c := &Corpus{max: limit, memory: b}
		if err := c.addLines(Input{ID: "l", Path: "l", media: mediaJSONLines}, bytes.NewReader(b), fnv.New32()); err != nil {
			t.Fatal(err)
		}
		last := -1
		for _, in := range c.Inputs {
			line := b[in.offset : in.offset+in.size]
			if bytes.ContainsRune(line, '\n') || len(line) > limit || isBlank(line) {
				t.Errorf("line %d is %q", in.line, line)
			}
			if got := bytes.Count(b[:in.offset], []byte("\n")) + 1; got != in.line || got <= last {
				t.Errorf("line %d is counted as %d", got, in.line)
			}
			last = in.line
			doc, err := c.Read(in)
			if err != nil {
				var bad *BadInput
				if !errors.As(err, &bad) || bad.Offset == nil || *bad.Offset < in.offset || *bad.Offset >= in.offset+in.size {
					t.Errorf("%v is not in line %d", err, in.line)
				}
				continue
			}
			if doc.ID == "" || !utf8.ValidString(doc.ID) {
				t.Errorf("id %q", doc.ID)
			}
			checkClean(t, doc.Text.String())
			checkMetadata(t, doc.Metadata)
		}
		for _, bad := range c.Bad {
			if bad.Offset != nil && (*bad.Offset < 0 || *bad.Offset >= int64(len(b))) {
				t.Errorf("%v at %d of %d bytes", bad, *bad.Offset, len(b))
			}
		}
	})
}
