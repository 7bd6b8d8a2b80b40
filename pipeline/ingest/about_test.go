package ingest_test

import (
	"slices"
	"strings"
	"testing"

	"demarche/pipeline/ingest"
)

func TestAboutADataset(t *testing.T) {
	c := open(t, folder(t, ingest.AboutName, `
name: sample-texts
title: Sample
  texts
description: |
  Texts  of ours.
license: CC-BY-4.0
url: https://example.org/texts
published: 2021-09-21T10:00:00Z
authors: [" Ada   Sample", Bea]
keywords: [talks]
`, "sub/"+ingest.AboutName, "name: x", "note.txt", "Text."))
	a := c.About
	if a == nil || a.Name != "sample-texts" || a.Title != "Sample texts" || a.Description != "Texts  of ours." || a.License != "CC-BY-4.0" ||
		a.URL != "https://example.org/texts" || a.Published != "2021-09-21" || !slices.Equal(a.Authors, []string{"Ada Sample", "Bea"}) {
		t.Errorf("read as %+v", a)
	}
	if got := ids(c); !slices.Equal(got, []string{"note"}) {
		t.Errorf("ids %q", got)
	}
	// Only at the top does the name mean anything.
	if len(c.Bad) != 1 || c.Bad[0].Path != "sub/dataset.yaml" {
		t.Errorf("bad inputs %v", c.Bad)
	}
	if c := open(t, folder(t, "note.txt", "Text.")); c.About != nil {
		t.Errorf("without such a file: %+v", c.About)
	}
	if c := open(t, folder(t, ingest.AboutName, "# nothing yet\n")); c.About == nil {
		t.Error("a file that says nothing is not seen")
	}
}

func TestBrokenAbout(t *testing.T) {
	for _, test := range []struct{ content, want string }{
		{"titel: T", `line 1, column 1: unknown field "titel"`},
		{"name: x\ntitle: \"T", "line 2, column 8: could not find end character of double-quoted text"},
		{"name: Two Words", `name: "Two Words": want lower-case letters, digits and ._-`},
		{"license: see below", `license: "see below": want an SPDX identifier such as CC-BY-4.0`},
		{"url: example.org", `url: "example.org": want an address that begins with https:// or http://`},
		{"published: May 2021", `published: "May 2021" is not a date of the form 2021-09-21`},
		{"authors: [Ada, Ada]", `"Ada" stands among the authors or keywords twice, or is empty: leave it out`},
		{"keywords: ['']", `"" stands among the authors or keywords twice, or is empty: leave it out`},
	} {
		_, err := ingest.Open(folder(t, ingest.AboutName, test.content), nil, ingest.DefaultMaxBytes)
		if err == nil || !strings.HasSuffix(err.Error(), ingest.AboutName+": "+test.want) {
			t.Errorf("%q: %v\nwant %s", test.content, err, test.want)
		}
	}
}
