package ingest_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"demarche/pipeline/ingest"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// folder writes files, by name, into a new folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(t *testing.T, dir string) *ingest.Corpus {
	t.Helper()
	c, err := ingest.Open(dir, nil, ingest.DefaultMaxBytes)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// one reads the only document of a file.
func one(t *testing.T, name, content string) (*ingest.Document, error) {
	t.Helper()
	c := open(t, folder(t, map[string]string{name: content}))
	if len(c.Inputs) != 1 {
		t.Fatalf("%d inputs in %s", len(c.Inputs), name)
	}
	return c.Read(c.Inputs[0])
}

func utf16(s string, low, high int) string {
	var b strings.Builder
	for _, r := range s { // of the basic plane
		var unit [2]byte
		unit[low], unit[high] = byte(r), byte(r>>8)
		b.Write(unit[:])
	}
	return b.String()
}

func TestEncodings(t *testing.T) {
	const text = "Kim’s “offer” – café"
	for name, content := range map[string]string{
		"UTF-8":                     text,
		"UTF-8 with a mark":         "\ufeff" + text,
		"UTF-16, low byte first":    "\xff\xfe" + utf16(text, 0, 1),
		"UTF-16, high byte first":   "\xfe\xff" + utf16(text, 1, 0),
		"UTF-16 without a mark":     utf16(strings.Repeat("plain text ", 9)+text, 0, 1),
		"Windows-1252":              "Kim\x92s \x93offer\x94 \x96 caf\xe9",
		"letters that are composed": "Kim’s “offer” – cafe\u0301",
	} {
		doc, err := one(t, "a.txt", content)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := doc.Text.String(); !strings.HasSuffix(got, text) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestCleaning(t *testing.T) {
	for in, want := range map[string]string{
		"one\r\ntwo\rthree\vfour": "one\ntwo\nthree\nfour",
		"nego\u00adtiate":         "negotiate",
		"a\u200bb\ufeffc\x07d":    "abcd",
		"one\u2029two":            "one\n\ntwo",
		"tab\tstays":              "tab\tstays",
	} {
		doc, err := one(t, "a.txt", in)
		if err != nil {
			t.Errorf("%q: %v", in, err)
		} else if got := doc.Text.String(); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestWhatIsNoTextIsNamed(t *testing.T) {
	for _, test := range []struct {
		name, content, says string
		offset              int64 // -1 for none
	}{
		{"empty", "", "the file is empty", -1},
		{"blank", " \n\t", "the file is empty", -1},
		{"PNG", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text but image/png", -1},
		{"PDF", "%PDF-1.7\n%âãÏÓ\n1 0 obj", "not a text but application/pdf", -1},
		{"broken UTF-8", "caf\xc3\xa9 caf\xe9 x", "broken UTF-8", 9},
		{"neither", "a \x81 b", "byte 0x81 is neither UTF-8 nor Windows-1252", 2},
		{"half of UTF-16", "\xff\xfea\x00b", "ends within a character", 4},
		{"half a pair", "\xff\xfea\x00\x00\xd8b\x00", "half a surrogate pair", 4},
		{"front matter without end", "---\ntitle: x\n", "is not followed by one that closes it", -1},
		{"front matter that is no YAML", "---\ntitle: \"x\n---\ntext", "front matter: line 2, column 8", -1},
		{"a date", "---\ndate: soon\n---\ntext", "published: \"soon\" is not a date", -1},
	} {
		_, err := one(t, "a.txt", test.content)
		var bad *ingest.BadInput
		switch {
		case !errors.As(err, &bad):
			t.Errorf("%s: %v", test.name, err)
		case !strings.Contains(bad.Reason, test.says):
			t.Errorf("%s: %q does not say %q", test.name, bad.Reason, test.says)
		case test.offset < 0 && bad.Offset != nil, test.offset >= 0 && (bad.Offset == nil || *bad.Offset != test.offset):
			t.Errorf("%s: offset %v, want %d", test.name, bad.Offset, test.offset)
		}
	}
}

func TestFrontMatter(t *testing.T) {
	doc, err := one(t, "a.md", "---\ntitle: Remarks\nauthor: A. Writer\nauthors: [B. Writer]\npublisher: The Institute\ndate: 2021-09-21\ngenre: speech\nlang: en\nsources: One transcript\nunknown: is passed over\n---\n\n# A heading\n\nThe *text* itself.\n")
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%s|%q|%s|%v|%s|%s|%q", doc.Title, doc.Authors, doc.Publisher, doc.Published, doc.Genre, doc.Language, doc.Sources)
	if want := `Remarks|["B. Writer" "A. Writer"]|The Institute|2021-09-21|speech|en|["One transcript"]`; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if text := doc.Text.String(); text != "A heading\n\nThe text itself." {
		t.Errorf("text %q", text)
	}
}

func TestHTML(t *testing.T) {
	paragraph := "<p>" + strings.Repeat("The delegations met again and agreed on the next steps. ", 8) + "</p>"
	doc, err := one(t, "a.html", `<html lang="en"><head><title>Talks resume</title><meta name="author" content="A. Writer"></head><body>
<nav><a href="/">Home</a> <a href="/x">Subscribe</a></nav><article><h1>Talks resume</h1>`+strings.Repeat(paragraph, 4)+`</article><footer>Cookies</footer></body></html>`)
	if err != nil {
		t.Fatal(err)
	}
	text := doc.Text.String()
	if !strings.Contains(text, "agreed on the next steps") || strings.Contains(text, "Subscribe") || strings.Contains(text, "<p>") {
		t.Errorf("text %q", text)
	}
	if doc.Title != "Talks resume" || doc.Language != "en" || !slices.Equal(doc.Authors, []string{"A. Writer"}) || doc.MediaType != "text/html" {
		t.Errorf("%+v", doc.Metadata)
	}
}

func TestJSONLines(t *testing.T) {
	c := open(t, folder(t, map[string]string{"all.jsonl": `{"id": "first", "text": "One.", "title": "T"}
{"text": "Two."}

{"id": 7, "text": "Three."}
{"id": "broken", "text":
{"id": "none"}
`}))
	var ids []string
	for _, in := range c.Inputs {
		doc, err := c.Read(in)
		if err != nil {
			ids = append(ids, "! "+err.Error())
			continue
		}
		ids = append(ids, doc.ID+" "+doc.Text.String())
	}
	want := []string{"7 Three.", "all:2 Two.", "! all.jsonl: line 5: ", "! all.jsonl: line 6: ", "first One."}
	if len(ids) != len(want) {
		t.Fatalf("%q", ids)
	}
	for i := range want {
		if !strings.HasPrefix(ids[i], want[i]) {
			t.Errorf("%q, want %q", ids[i], want[i])
		}
	}
}

func TestTheFolder(t *testing.T) {
	c := open(t, folder(t, map[string]string{
		"b/two.txt": "Two.", "a.txt": "One.", ".hidden.txt": "No.", ".git/x.txt": "No.", "scan.pdf": "%PDF", "z.md": "Three.",
	}))
	var ids []string
	for _, in := range c.Inputs {
		ids = append(ids, in.ID)
	}
	if want := []string{"a", "b/two", "z"}; !slices.Equal(ids, want) {
		t.Errorf("ids %q, want %q", ids, want)
	}
	if len(c.Bad) != 1 || !strings.Contains(c.Bad[0].Error(), "scan.pdf: files named *.pdf are not read") {
		t.Errorf("bad %v", c.Bad)
	}
}

func TestTwoFilesOfOneID(t *testing.T) {
	_, err := ingest.Open(folder(t, map[string]string{"a.txt": "One.", "a.md": "Two."}), nil, ingest.DefaultMaxBytes)
	if err == nil || !strings.Contains(err.Error(), `a.md and a.txt would both have the doc_id "a"`) {
		t.Errorf("error %v", err)
	}
}

func TestTheLimit(t *testing.T) {
	c, err := ingest.Open(folder(t, map[string]string{"long.txt": strings.Repeat("x", 100), "short.txt": "Short."}), nil, 50)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Inputs) != 1 || len(c.Bad) != 1 || !strings.Contains(c.Bad[0].Reason, "100 bytes, over the limit of 50") {
		t.Errorf("inputs %v, bad %v", c.Inputs, c.Bad)
	}
}

func TestStandardInput(t *testing.T) {
	for in, want := range map[string]string{
		"Plain text.": "stdin",
		`{"id": "x", "text": "A record."}` + "\n" + `{"id": "y", "text": "Another."}`: "x y",
		"---\ntitle: T\n---\nText.": "stdin",
	} {
		c, err := ingest.Open(ingest.StandardInput, strings.NewReader(in), ingest.DefaultMaxBytes)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, input := range c.Inputs {
			doc, err := c.Read(input)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, doc.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%q: ids %s, want %s", in, got, want)
		}
	}
}

func TestSlicesAreOfCodePoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("aé—北𝔘 \n"))).Draw(t, "text")
		text, runes := ingest.NewText(s), []rune(s)
		if text.Len() != len(runes) {
			t.Fatalf("length %d, want %d", text.Len(), len(runes))
		}
		start := rapid.IntRange(0, len(runes)).Draw(t, "start")
		end := rapid.IntRange(start, len(runes)).Draw(t, "end")
		if got := text.Slice(start, end); got != string(runes[start:end]) {
			t.Fatalf("%q, want %q", got, string(runes[start:end]))
		}
	})
}

// fuzz reads bytes as the files of a name and checks what holds of any text.
func fuzz(f *testing.F, name string, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
		c, err := ingest.Open(dir, nil, 1<<16)
		if err != nil {
			return // two records of one id
		}
		for _, in := range c.Inputs {
			doc, err := c.Read(in)
			var bad *ingest.BadInput
			if err != nil {
				if !errors.As(err, &bad) || bad.Reason == "" || bad.Path != name {
					t.Fatalf("error %#v", err)
				}
				continue
			}
			text := doc.Text.String()
			if !utf8.ValidString(text) || !norm.NFC.IsNormalString(text) || strings.TrimSpace(text) == "" || strings.ContainsAny(text, "\x00\r\u00ad") {
				t.Fatalf("text %q", text)
			}
		}
	})
}

func FuzzText(f *testing.F) {
	fuzz(f, "a.txt", "plain", "\ufeffmarked", "\xff\xfea\x00", "\xfe\xff\x00a", "caf\xe9", "a\r\nb\u00adc", "e\u0301", "\x89PNG\r\n\x1a\n")
}

func FuzzFrontMatter(f *testing.F) {
	fuzz(f, "a.md", "---\ntitle: x\n---\ntext", "---\nauthors: [a, b]\ndate: 2021-09-21\n---\n# h\n", "---\n- x\n---\n", "---\n", "---\na: &a [*a]\n---\nx")
}

func FuzzHTML(f *testing.F) {
	fuzz(f, "a.html", "<p>text</p>", "<html lang=en><title>t</title><body><article>x</article>", "<meta charset=koi8-r>x", "<script>x</script>")
}

func FuzzJSONLines(f *testing.F) {
	fuzz(f, "a.jsonl", `{"text": "x"}`, `{"id": 1, "text": "x", "authors": "a"}`+"\n\n"+`{"id": "b", "text": "y"}`, `{"text": "\ud800"}`, `{"text": null}`, "{")
}
