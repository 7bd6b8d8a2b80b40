package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"demarche/pipeline/ingest"
)

// about writes metadata, a line for each field that is not empty.
func about(m ingest.Metadata) string {
	var b strings.Builder
	for _, f := range []struct {
		name string
		list []string
	}{
		{"title", []string{m.Title}}, {"authors", m.Authors}, {"publisher", []string{m.Publisher}},
		{"genre", []string{m.Genre}}, {"language", []string{m.Language}}, {"sources", m.Sources},
	} {
		if strings.Join(f.list, "") != "" {
			fmt.Fprintf(&b, "%s: %s\n", f.name, strings.Join(f.list, " | "))
		}
	}
	if m.Published != nil {
		fmt.Fprintf(&b, "published: %s\n", m.Published)
	}
	return b.String()
}

func TestFrontMatter(t *testing.T) {
	for _, test := range []struct{ name, front, want string }{
		{"all", `title: "Talks: the first day"
authors: [Ada Sample, Bea Sample]
publisher: Sample Press
published: 2021-09-21
genre: news
language: en
sources:
  - One
  - Two
`, "title: Talks: the first day\nauthors: Ada Sample | Bea Sample\npublisher: Sample Press\ngenre: news\nlanguage: en\nsources: One | Two\npublished: 2021-09-21\n"},
		{"an author as a string", "authors: Ada Sample\n", "authors: Ada Sample\n"},
		{"both spellings", "author: Ada\nauthors: [Bea]\n", "authors: Bea | Ada\n"},
		{"other spellings", "date: 2021-09-21\nlang: en-GB\n", "language: en-GB\npublished: 2021-09-21\n"},
		{"the time of day is dropped", "date: 2021-09-21T23:59:59+09:00\n", "published: 2021-09-21\n"},
		{"a year is a title too", "title: 1984\n", "title: 1984\n"},
		{"keys of the user's own", "tags: [a, b]\nscore: {x: 1}\ntitle: T\n", "title: T\n"},
		{"nothing said", "title:\nauthors:\n# a comment\n", ""},
		{"nothing at all", "", ""},
		{"empty items", "authors: [Ada, '', ' ']\n", "authors: Ada\n"},
		{"lines are joined", "title: |\n  Two\n  lines\n", "title: Two lines\n"},
		{"cleaned like the text", "title: \"Co\u00ADoperation, cafe\u0301\"\n", "title: Cooperation, café\n"},
	} {
		for _, ends := range []string{"\n", "\r\n"} {
			doc, err := read(t, "note.txt", strings.ReplaceAll("---\n"+test.front+"---\n\nThe body.\n---\nMore.", "\n", ends))
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
				continue
			}
			if got := about(doc.Metadata); got != test.want {
				t.Errorf("%s:\n%swant\n%s", test.name, got, test.want)
			}
			if got := doc.Text.String(); got != "The body.\n---\nMore." {
				t.Errorf("%s: the body is %q", test.name, got)
			}
		}
	}
}

func TestWhatIsNoFrontMatter(t *testing.T) {
	for _, content := range []string{"--- a dash\nText.\n---\n", "Text.\n---\ntitle: T\n---\n", "----\nText.\n----\n", "---"} {
		if got := text(t, "note.txt", content); got != content {
			t.Errorf("%q is read as %q", content, got)
		}
	}
}

func TestBrokenFrontMatter(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"a quotation without end", "---\ndate: 2021-09-21\ntitle: \"no end\n---\nText.", "line 3, column 8: could not find end character of double-quoted text"},
		{"a colon too many", "---\na: b: c\n---\nText.", "line 2, column 4: mapping value is not allowed in this context"},
		{"a tab", "---\n# comment\n\na: b\n\tc: d\n---\nText.", "line 5, column 1: found character '\t' that cannot start any token"},
		{"a list", "---\n- a\n- b\n---\nText.", "line 2, column 1: sequence was used where mapping is expected"},
		{"a list of lists", "---\nauthors: {first: A}\n---\nText.", "line 2, column 10: mapping was used where sequence is expected"},
		{"an unknown alias", "---\ntitle: *x\n---\nText.", "line 2, column 9: could not find alias \"x\""},
		{"a date in words", "---\ndate: 21 September\n---\nText.", "published: \"21 September\" is not a date of the form 2021-09-21"},
		{"a date that never was", "---\npublished: 2021-02-29\n---\nText.", "published: \"2021-02-29\" is not a date of the form 2021-09-21"},
		{"an open fence", "---\ntitle: T\nText.", "the line --- that opens it is not followed by one that closes it"},
		{"an open fence alone", "---\n", "the line --- that opens it is not followed by one that closes it"},
	} {
		for _, name := range []string{"note.txt", "note.md"} {
			if got := bad(t, name, test.content); got.Reason != "front matter: "+test.want || got.Offset != nil {
				t.Errorf("%s: %q\nwant %q", test.name, got.Reason, "front matter: "+test.want)
			}
		}
	}
	if got := bad(t, "note.txt", "---\ntitle: T\n---\n \n"); got.Reason != "there is no text in it" {
		t.Errorf("front matter alone: %q", got.Reason)
	}
}
