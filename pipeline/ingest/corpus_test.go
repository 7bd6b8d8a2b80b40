package ingest_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"demarche/pipeline/ingest"
)

// folder writes files, by name and content, into a new folder.
func folder(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		file := filepath.Join(dir, filepath.FromSlash(files[i]))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(files[i+1]), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(t *testing.T, root string) *ingest.Corpus {
	t.Helper()
	c, err := ingest.Open(root, nil, ingest.DefaultMaxBytes)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// read reads the one document of a file by that name and content.
func read(t *testing.T, name, content string) (*ingest.Document, error) {
	t.Helper()
	c := open(t, folder(t, name, content))
	if len(c.Bad) > 0 {
		return nil, c.Bad[0]
	}
	if len(c.Inputs) != 1 {
		t.Fatalf("%d inputs, want 1", len(c.Inputs))
	}
	return c.Read(c.Inputs[0])
}

func text(t *testing.T, name, content string) string {
	t.Helper()
	doc, err := read(t, name, content)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Text.String()
}

// bad returns what is wrong with the one document of a file.
func bad(t *testing.T, name, content string) *ingest.BadInput {
	t.Helper()
	doc, err := read(t, name, content)
	if err == nil {
		t.Fatalf("%s was read: %q", name, doc.Text.String())
	}
	var b *ingest.BadInput
	if !errors.As(err, &b) {
		t.Fatalf("%T: %v", err, err)
	}
	if b.Path != name {
		t.Errorf("the path is %q, want %q", b.Path, name)
	}
	return b
}

// at writes an optional offset.
func at(offset *int64) string {
	if offset == nil {
		return "the whole file"
	}
	return fmt.Sprint("byte ", *offset)
}

func ids(c *ingest.Corpus) []string {
	var all []string
	for _, in := range c.Inputs {
		all = append(all, in.ID)
	}
	return all
}

func TestInputsAreInTheOrderOfTheirIDs(t *testing.T) {
	// "b" comes before "b/c" as an id, though a folder's listing says otherwise.
	files := []string{"b/c.txt", "C", "b.txt", "B", "b-1.md", "B1", "a.html", "<p>A", "B.htm", "<p>b", "x/y/z.markdown", "Z",
		"l.jsonl", `{"text": "one"}` + "\n" + `{"id": "aa", "text": "two"}`}
	want := []string{"B", "a", "aa", "b", "b-1", "b/c", "l:1", "x/y/z"}
	c := open(t, folder(t, files...))
	if got := ids(c); !slices.Equal(got, want) {
		t.Errorf("ids %q, want %q", got, want)
	}
	var paths []string
	for _, f := range c.Files {
		paths = append(paths, f.Path)
	}
	if want := []string{"B.htm", "a.html", "b-1.md", "b.txt", "b/c.txt", "l.jsonl", "x/y/z.markdown"}; !slices.Equal(paths, want) {
		t.Errorf("files %q, want %q", paths, want)
	}
}

func TestWhatIsPassedOverAndWhatIsRefused(t *testing.T) {
	dir := folder(t, ".hidden.txt", "H", ".git/config.txt", "G", "in/.also/x.txt", "X", "good.TXT", "Good.",
		"table.csv", "a,b", "noextension", "N")
	if err := os.Symlink(filepath.Join(dir, "in"), filepath.Join(dir, "link")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := os.Symlink(filepath.Join(dir, "nowhere.txt"), filepath.Join(dir, "dangling.txt")); err != nil {
		t.Fatal(err)
	}
	c := open(t, dir)
	if got := ids(c); !slices.Equal(got, []string{"good"}) {
		t.Errorf("ids %q", got)
	}
	sameBad(t, c, (*ingest.BadInput).Error, []string{
		"dangling.txt: cannot be read: no such file or directory",
		"link: a link to a folder, which is not followed",
		"noextension: files named * are not read: want .txt, .md, .html or .jsonl",
		"table.csv: files named *.csv are not read: want .txt, .md, .html or .jsonl",
	})
}

// sameBad compares the inputs that were turned down, as say writes them.
func sameBad(t *testing.T, c *ingest.Corpus, say func(*ingest.BadInput) string, want []string) {
	t.Helper()
	var got []string
	for _, b := range c.Bad {
		got = append(got, say(b))
	}
	if !slices.Equal(got, want) {
		t.Errorf("bad inputs\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Such a name would make a doc_id that no reader of Parquet takes for a string.
func TestNamesThatAreNotUTF8(t *testing.T) {
	dir := folder(t, "good.txt", "Text.")
	for _, name := range []string{"caf\xe9.txt", "d\xe9j\xe0/vu.txt"} {
		file := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte("Text."), 0o644)); err != nil {
			t.Skip("this file system takes no such name:", err)
		}
	}
	c := open(t, dir)
	var got []string
	for _, b := range c.Bad {
		got = append(got, b.Error())
	}
	want := []string{"caf\ufffd.txt: its name is not UTF-8: rename it", "d\ufffdj\ufffd/vu.txt: its name is not UTF-8: rename it"}
	if !slices.Equal(ids(c), []string{"good"}) || !slices.Equal(got, want) {
		t.Errorf("ids %q, bad inputs %q", ids(c), got)
	}
}

func TestAFileAloneIsACorpus(t *testing.T) {
	c := open(t, filepath.Join(folder(t, "deep/note.md", "Text."), "deep", "note.md"))
	if len(c.Inputs) != 1 || c.Inputs[0].ID != "note" || c.Inputs[0].Path != "note.md" {
		t.Errorf("inputs %+v", c.Inputs)
	}
	if _, err := ingest.Open(filepath.Join(t.TempDir(), "missing"), nil, ingest.DefaultMaxBytes); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing root gives %v", err)
	}
}

func TestADocumentSaysWhereItComesFrom(t *testing.T) {
	for _, test := range []struct{ name, content, media string }{
		{"sub/note.txt", "Text.", "text/plain"},
		{"note.md", "Text.", "text/markdown"},
		{"note.htm", "<p>Text.", "text/html"},
		{"note.ndjson", `{"id": "note", "text": "Text."}`, "application/x-ndjson"},
	} {
		doc, err := read(t, test.name, test.content)
		if err != nil {
			t.Error(err)
			continue
		}
		if want := strings.TrimSuffix(test.name, filepath.Ext(test.name)); doc.ID != want {
			t.Errorf("%s: id %q, want %q", test.name, doc.ID, want)
		}
		if doc.SourcePath != test.name || doc.MediaType != test.media || doc.Text.String() != "Text." {
			t.Errorf("%s: path %q, media type %q, text %q", test.name, doc.SourcePath, doc.MediaType, doc.Text)
		}
	}
	doc, err := read(t, "a.txt", "abc")
	if err != nil {
		t.Fatal(err)
	}
	// The test vector of FIPS 180-2.
	if want := "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; doc.SHA256 != want {
		t.Errorf("SHA-256 %s, want %s", doc.SHA256, want)
	}
}

func TestTwoInputsOfOneID(t *testing.T) {
	for _, test := range []struct {
		files []string
		want  string
	}{
		{[]string{"a.txt", "A", "a.md", "B"}, `a.md and a.txt would both have the doc_id "a": rename one`},
		{[]string{"sub/a.txt", "A", "list.jsonl", `{"id": "sub/a", "text": "B"}`},
			`list.jsonl line 1 and sub/a.txt would both have the doc_id "sub/a": rename one`},
		{[]string{"list.jsonl", "{\"id\": 7, \"text\": \"A\"}\n\n{\"id\": \"7\", \"text\": \"B\"}"},
			`list.jsonl line 1 and list.jsonl line 3 would both have the doc_id "7": rename one`},
		// Composed and decomposed, as file systems of two makers store it.
		{[]string{"list.jsonl", "{\"id\": \"\u00E9\", \"text\": \"A\"}\n{\"id\": \"e\u0301\", \"text\": \"B\"}"},
			"list.jsonl line 1 and list.jsonl line 2 would both have the doc_id \"\u00E9\": rename one"},
	} {
		_, err := ingest.Open(folder(t, test.files...), nil, ingest.DefaultMaxBytes)
		if err == nil || err.Error() != test.want {
			t.Errorf("error %v\nwant  %s", err, test.want)
		}
	}
}

func TestTheSizeLimit(t *testing.T) {
	const limit = 20
	record := `{"text": "abcdefgh"}`
	if len(record) != limit {
		t.Fatal(len(record))
	}
	dir := folder(t, "fits.txt", strings.Repeat("x", limit), "over.txt", strings.Repeat("x", limit+1),
		"lines.jsonl", record+"\n"+strings.Replace(record, "a", "aa", 1)+"\r\n"+record+"\r\n"+strings.Replace(record, "a", "aaa", 1))
	c, err := ingest.Open(dir, nil, limit)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := ids(c), []string{"fits", "lines:1", "lines:3"}; !slices.Equal(got, want) {
		t.Errorf("ids %q, want %q", got, want)
	}
	for _, in := range c.Inputs {
		if _, err := c.Read(in); err != nil {
			t.Error(err)
		}
	}
	say := func(b *ingest.BadInput) string { return b.Error() + " at " + at(b.Offset) }
	sameBad(t, c, say, []string{
		"lines.jsonl: line 2: over the limit of 20 bytes: raise --max-document-bytes at byte 21",
		"lines.jsonl: line 4: over the limit of 20 bytes: raise --max-document-bytes at byte 66",
		"over.txt: 21 bytes, over the limit of 20: split it or raise --max-document-bytes at the whole file",
	})
}

// A line far over the limit costs no other line.
func TestAVeryLongLine(t *testing.T) {
	long := `{"text": "` + strings.Repeat("long ", 100_000) + `"}`
	c, err := ingest.Open(folder(t, "l.jsonl", long+"\n"+`{"text": "short"}`), nil, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(c); !slices.Equal(got, []string{"l:2"}) || len(c.Bad) != 1 {
		t.Fatalf("ids %q, bad %v", got, c.Bad)
	}
	doc, err := c.Read(c.Inputs[0])
	if err != nil || doc.Text.String() != "short" {
		t.Errorf("read %v, %v", doc, err)
	}
}

func TestAFileThatShrinksBeforeItIsRead(t *testing.T) {
	dir := folder(t, "a.txt", "Text.")
	c := open(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte("T"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(c.Inputs[0]); err == nil || err.Error() != "a.txt: cannot be read: the file changed while it was read" {
		t.Errorf("error %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "a.txt")); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(c.Inputs[0]); err == nil || !strings.HasPrefix(err.Error(), "a.txt: cannot be read: ") {
		t.Errorf("error %v", err)
	}
}

func TestStandardInput(t *testing.T) {
	for _, test := range []struct{ name, stdin, media, id, text string }{
		{"text", "Plain text.", "text/plain", "stdin", "Plain text."},
		{"text with front matter", "---\ntitle: T\n---\nBody.", "text/plain", "stdin", "Body."},
		{"page", "<!DOCTYPE html><html><body><p>A page.</p></body></html>", "text/html", "stdin", "A page."},
		{"record", `{"id": "x", "text": "A record."}`, "application/x-ndjson", "x", "A record."},
		{"record behind a mark and a blank line", "\ufeff\n{\"text\": \"A record.\"}\n", "application/x-ndjson", "stdin:2", "A record."},
		{"JSON that is no record", `{"a": 1}`, "text/plain", "stdin", `{"a": 1}`},
		{"UTF-16", "\xff\xfeH\x00i\x00", "text/plain", "stdin", "Hi"},
	} {
		c, err := ingest.Open(ingest.StandardInput, strings.NewReader(test.stdin), ingest.DefaultMaxBytes)
		if err != nil || len(c.Inputs) != 1 || len(c.Files) != 1 {
			t.Errorf("%s: %+v, %v", test.name, c, err)
			continue
		}
		doc, err := c.Read(c.Inputs[0])
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if doc.ID != test.id || doc.MediaType != test.media || doc.Text.String() != test.text {
			t.Errorf("%s: id %q, media type %q, text %q", test.name, doc.ID, doc.MediaType, doc.Text)
		}
		if f := c.Files[0]; f.Size != int64(len(test.stdin)) || len(f.SHA256) != 64 {
			t.Errorf("%s: file %+v", test.name, f)
		}
	}
}

func TestBadStandardInput(t *testing.T) {
	c, err := ingest.Open(ingest.StandardInput, strings.NewReader(""), ingest.DefaultMaxBytes)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(c.Inputs[0]); err == nil || err.Error() != "stdin: the file is empty" {
		t.Errorf("nothing gives %v", err)
	}
	c, err = ingest.Open(ingest.StandardInput, strings.NewReader("12345678901"), 10)
	if err != nil {
		t.Fatal(err)
	}
	if want := "stdin: 11 bytes, over the limit of 10: split it or raise --max-document-bytes"; len(c.Inputs) != 0 || len(c.Bad) != 1 || c.Bad[0].Error() != want {
		t.Errorf("over the limit: %+v", c.Bad)
	}
	broken := errors.New("the pipe broke")
	if _, err := ingest.Open(ingest.StandardInput, failingReader{broken}, 10); !errors.Is(err, broken) {
		t.Errorf("a broken pipe gives %v", err)
	}
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }
