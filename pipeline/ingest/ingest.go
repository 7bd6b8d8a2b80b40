// Package ingest reads raw inputs and makes documents of them.
//
// Input: a file, a folder or a stream. Output: [Document] values, each a text in
// NFC with its metadata, in the order of their ids, and what the owner says of
// the whole, in a file by the name of [AboutName].
//
// [Open] lists what there is and gives every input its id, without keeping texts
// in memory; [Corpus.Read] then reads one input, from any goroutine. What is
// not a readable text is a [*BadInput]: it names the file, the place and the
// remedy, and costs no other document.
package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

// Stage is the name under which this package's rejects are published.
const Stage = "ingest"

// DefaultMaxBytes is the size over which a document is refused where the user
// names none.
const DefaultMaxBytes = 16 << 20

// BadInput is an input, or a part of one, that cannot be read.
type BadInput struct {
	Path   string // slash-separated, below the raw folder
	Reason string
	Offset *int64 // bytes into the file, nil for the whole file
}

func (e *BadInput) Error() string { return e.Path + ": " + e.Reason }

// Read reads one input. Its error is a *BadInput.
func (c *Corpus) Read(in Input) (*Document, error) {
	b, err := c.bytes(in)
	if err != nil {
		return nil, &BadInput{Path: in.Path, Reason: "cannot be read: " + plainError(err)}
	}
	sum := sha256.Sum256(b)
	doc := &Document{ID: in.ID, SourcePath: in.Path, MediaType: in.media, SHA256: hex.EncodeToString(sum[:])}
	text, err := doc.fill(b)
	if err != nil {
		bad := &BadInput{Path: in.Path, Reason: err.Error()}
		var at *offsetError
		if errors.As(err, &at) {
			offset := in.offset + int64(at.offset)
			bad.Offset = &offset
		} else if in.line > 0 {
			bad.Offset = &in.offset
		}
		if in.line > 0 {
			bad.Reason = fmt.Sprintf("line %d: %s", in.line, bad.Reason)
		}
		return nil, bad
	}
	doc.Text = NewText(text)
	return doc, nil
}

// fill reads the metadata and returns the text.
func (d *Document) fill(b []byte) (string, error) {
	if d.MediaType == mediaJSONLines {
		f, err := parseRecord(b)
		if err != nil {
			return "", err
		}
		if d.Metadata, err = f.metadata(); err != nil {
			return "", err
		}
		return checked(clean(*f.Text))
	}
	if d.MediaType == mediaHTML {
		page, err := decodeHTML(b)
		if err != nil {
			return "", err
		}
		text, meta, err := htmlText(page)
		if err != nil {
			return "", err
		}
		d.Metadata = meta
		return checked(clean(text))
	}
	s, err := decode(b)
	if err != nil {
		return "", err
	}
	front, body, _, err := splitFrontMatter(s)
	if err != nil {
		return "", err
	}
	if front != "" {
		if d.Metadata, err = parseFrontMatter(front); err != nil {
			return "", err
		}
	}
	if d.MediaType == mediaMarkdown {
		var heading string
		if body, heading, err = markdownText(clean(body)); err != nil {
			return "", err
		}
		d.Title = firstOf(d.Title, heading)
	}
	return checked(clean(body))
}

// checked refuses a text without a visible character.
func checked(s string) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", errors.New("there is no text in it")
	}
	return s, nil
}

// parseRecord reads one line of JSON lines, which must have a text.
func parseRecord(line []byte) (*fields, error) {
	if !utf8.Valid(line) {
		return nil, errors.New("not UTF-8, as JSON must be")
	}
	var f fields
	if err := json.Unmarshal(line, &f); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, &offsetError{max(int(syntax.Offset)-1, 0), "not JSON: " + err.Error()}
		}
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) && kind.Field != "" {
			return nil, fmt.Errorf("field %q holds a JSON %s, which it cannot", kind.Field, kind.Value)
		}
		if kind != nil {
			return nil, fmt.Errorf("a JSON %s, not an object with a field \"text\"", kind.Value)
		}
		return nil, fmt.Errorf("not a record of a document: %w", err)
	}
	if f.Text == nil {
		return nil, errNoText
	}
	return &f, nil
}

var errNoText = errors.New(`no field "text"`)

func (c *Corpus) bytes(in Input) ([]byte, error) {
	if c.memory != nil {
		return c.memory[in.offset : in.offset+in.size], nil
	}
	f, err := os.Open(in.file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.NewSectionReader(f, in.offset, in.size))
	if err == nil && int64(len(b)) != in.size {
		err = errors.New("the file changed while it was read")
	}
	return b, err
}

// plainError drops the path that the operating system's errors repeat.
func plainError(err error) string {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// isBlank reports whether a line holds nothing but white space.
func isBlank(line []byte) bool { return len(bytes.TrimSpace(line)) == 0 }
