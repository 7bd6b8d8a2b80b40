package ingest_test

import (
	"slices"
	"strings"
	"testing"

	"demarche/pipeline/ingest"
)

func TestJSONLines(t *testing.T) {
	c := open(t, folder(t, "sub/list.jsonl", strings.Join([]string{
		"\ufeff" + `{"id": "first", "text": "One.", "title": "T", "authors": "Ada", "author": ["Bea", "Cay"], "date": "2021-09-21", "lang": "en"}`,
		"",
		`  {"text": "Two.\nMore.", "score": {"x": [1]}}  `,
		"\t",
		`{"id": 1234567890123456789, "text": "Three."}`,
		`{"id": null, "text": "Four."}`,
		`{"id": "", "text": "Five."}`,
		`{"id": "e` + "\u0301" + `", "text": "Six."}`,
	}, "\r\n")))
	if len(c.Bad) > 0 {
		t.Fatal(c.Bad[0])
	}
	var got []string
	for _, in := range c.Inputs {
		doc, err := c.Read(in)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, doc.ID+": "+doc.Text.String())
		if doc.ID == "first" {
			if want := "title: T\nauthors: Ada | Bea | Cay\nlanguage: en\npublished: 2021-09-21\n"; about(doc.Metadata) != want {
				t.Errorf("metadata\n%swant\n%s", about(doc.Metadata), want)
			}
		}
	}
	want := []string{"1234567890123456789: Three.", "first: One.", "sub/list:3: Two.\nMore.", "sub/list:6: Four.", "sub/list:7: Five.", "\u00E9: Six."}
	if !slices.Equal(got, want) {
		t.Errorf("documents %q\nwant %q", got, want)
	}
}

func TestBadLines(t *testing.T) {
	const good = `{"text": "Good."}`
	for _, test := range []struct{ name, line, want, at string }{
		{"cut off", `{"text": "x`, "not JSON: unexpected end of JSON input (byte 10)", "byte 28"},
		{"a comma too many", `{"text": "x",}`, "not JSON: invalid character '}' looking for beginning of object key string (byte 13)", "byte 31"},
		{"two records", `{"text": "x"} {"text": "y"}`, "not JSON: invalid character '{' after top-level value (byte 14)", "byte 32"},
		{"no JSON", `Text.`, "not JSON: invalid character 'T' looking for beginning of value (byte 0)", "byte 18"},
		{"no text", `{"title": "T"}`, `no field "text"`, "byte 18"},
		{"null", `null`, `no field "text"`, "byte 18"},
		{"null as the text", `{"text": null}`, `no field "text"`, "byte 18"},
		{"a number as the text", `{"text": 5}`, `field "text" holds a JSON number, which it cannot`, "byte 18"},
		{"a list", `["text"]`, `a JSON array, not an object with a field "text"`, "byte 18"},
		{"a truth value as the id", `{"id": true, "text": "x"}`, "not a record of a document: id is neither a string nor a number", "byte 18"},
		{"a blank text", `{"text": " \n\u00ad"}`, "there is no text in it", "byte 18"},
		{"a bad date", `{"text": "x", "date": "1 May"}`, `published: "1 May" is not a date of the form 2021-09-21`, "byte 18"},
		{"no UTF-8", "{\"text\": \"caf\xe9\"}", "not UTF-8, as JSON must be", "byte 18"},
	} {
		c := open(t, folder(t, "l.jsonl", good+"\n"+test.line+"\n"+good))
		if len(c.Inputs) != 3 || len(c.Bad) != 0 {
			t.Errorf("%s: %d inputs, %v", test.name, len(c.Inputs), c.Bad)
			continue
		}
		for i, in := range c.Inputs {
			_, err := c.Read(in)
			if i != 1 {
				if err != nil {
					t.Errorf("%s: the line beside it: %v", test.name, err)
				}
				continue
			}
			b, ok := err.(*ingest.BadInput)
			if !ok || b.Reason != "line 2: "+test.want || at(b.Offset) != test.at {
				t.Errorf("%s: %+v\nwant line 2: %s at %s", test.name, err, test.want, test.at)
			}
		}
	}
}

func TestATableBesideTheTexts(t *testing.T) {
	c := open(t, folder(t, "table.jsonl", "{\"a\": 1}\n{\"a\": 2}\nnot JSON\n", "note.txt", "Text."))
	if got := ids(c); !slices.Equal(got, []string{"note"}) {
		t.Errorf("ids %q", got)
	}
	if want := `table.jsonl: none of its lines has a field "text": it is no collection of documents`; len(c.Bad) != 1 || c.Bad[0].Error() != want {
		t.Errorf("bad inputs %v, want %s", c.Bad, want)
	}
}

func TestEmptyJSONLines(t *testing.T) {
	for _, content := range []string{"", "\n", " \r\n\t\n", "\ufeff"} {
		if got := bad(t, "l.jsonl", content); got.Reason != "the file is empty" || got.Offset != nil {
			t.Errorf("%q: %q at %s", content, got.Reason, at(got.Offset))
		}
	}
}
