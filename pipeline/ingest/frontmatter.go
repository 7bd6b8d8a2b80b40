package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"demarche/schemas"

	"github.com/goccy/go-yaml"
)

const fence = "---"

// splitFrontMatter parts a text from the YAML block between two lines "---" at
// its top. line is the number of lines before the body.
func splitFrontMatter(s string) (front, body string, line int, err error) {
	first, rest, ok := strings.Cut(s, "\n")
	if !ok || strings.TrimRight(first, " \t\r") != fence {
		return "", s, 0, nil
	}
	line = 1
	for pos := 0; pos < len(rest); {
		end := strings.IndexByte(rest[pos:], '\n')
		next := pos + end + 1
		if end < 0 {
			next = len(rest)
		}
		line++
		if strings.TrimRight(rest[pos:next], " \t\r\n") == fence {
			return rest[:pos], strings.TrimLeft(rest[next:], "\r\n"), line, nil
		}
		pos = next
	}
	return "", "", 0, errors.New("front matter: the line --- that opens it is not followed by one that closes it")
}

// fields is metadata as front matter and JSON lines write it. Keys that it
// does not name are the user's own and are passed over.
type fields struct {
	ID        jsonScalar `json:"id" yaml:"-"`
	Text      *string    `json:"text" yaml:"-"`
	Title     string     `json:"title" yaml:"title"`
	Author    texts      `json:"author" yaml:"author"`
	Authors   texts      `json:"authors" yaml:"authors"`
	Publisher string     `json:"publisher" yaml:"publisher"`
	Published string     `json:"published" yaml:"published"`
	Date      string     `json:"date" yaml:"date"`
	Genre     string     `json:"genre" yaml:"genre"`
	Language  string     `json:"language" yaml:"language"`
	Lang      string     `json:"lang" yaml:"lang"`
	Sources   texts      `json:"sources" yaml:"sources"`
}

func (f *fields) metadata() (Metadata, error) {
	m := Metadata{
		Title:     f.Title,
		Authors:   slices.Concat(f.Authors, f.Author),
		Publisher: f.Publisher,
		Genre:     f.Genre,
		Language:  firstOf(f.Language, f.Lang),
		Sources:   f.Sources,
	}
	if day := firstOf(f.Published, f.Date); day != "" {
		d, err := schemas.ParseDate(day)
		if err != nil {
			return Metadata{}, fmt.Errorf("published: %w", err)
		}
		m.Published = &d
	}
	return m.cleaned(), nil
}

// cleaned brings metadata to the form of the text: NFC and no control characters.
func (m Metadata) cleaned() Metadata {
	oneLine := func(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }
	all := func(in []string) []string {
		var out []string
		for _, s := range in {
			if s = oneLine(s); s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	m.Title, m.Publisher, m.Genre, m.Language = oneLine(m.Title), oneLine(m.Publisher), oneLine(m.Genre), oneLine(m.Language)
	m.Authors, m.Sources = all(m.Authors), all(m.Sources)
	return m
}

func firstOf(values ...string) string {
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			return v
		}
	}
	return ""
}

// parseFrontMatter reads the YAML of a front matter block, which begins on the
// file's second line.
func parseFrontMatter(front string) (Metadata, error) {
	var f fields
	if err := yaml.Unmarshal([]byte(front), &f); err != nil {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil && at.GetToken().Position != nil {
			p := at.GetToken().Position
			return Metadata{}, fmt.Errorf("front matter: line %d, column %d: %s", p.Line+1, p.Column, at.GetMessage())
		}
		return Metadata{}, fmt.Errorf("front matter: %w", err)
	}
	m, err := f.metadata()
	if err != nil {
		return Metadata{}, fmt.Errorf("front matter: %w", err)
	}
	return m, nil
}

// texts is a list of strings that may be written as one string.
type texts []string

// UnmarshalYAML accepts a string or a list of strings.
func (t *texts) UnmarshalYAML(decode func(any) error) error {
	var one string
	if decode(&one) == nil {
		*t = texts{one}
		return nil
	}
	return decode((*[]string)(t))
}

// UnmarshalJSON accepts a string or a list of strings.
func (t *texts) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*t = texts{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(t))
}

// jsonScalar is an identifier that may be written as a string or a number.
type jsonScalar string

// UnmarshalJSON accepts a string or a number, whose digits are kept as written.
func (s *jsonScalar) UnmarshalJSON(b []byte) error {
	if b[0] == '"' {
		return json.Unmarshal(b, (*string)(s))
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return errors.New("id is neither a string nor a number")
	}
	*s = jsonScalar(n)
	return nil
}
