package ingest_test

import (
	"strings"
	"testing"
)

func TestMarkdown(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"paragraphs and emphasis", "One *two*\n**three** `four`.\n\nFive.", "One two three four.\n\nFive."},
		{"headings", "# First\n\nText.\n\n## Second ##\n\nThird\n=====\n\nText.", "First\n\nText.\n\nSecond\n\nThird\n\nText."},
		{"lists", "- a\n- b\n\n1. c\n2. d\n", "a\nb\n\nc\nd"},
		{"links and images", "See [the text](https://example.org/x) ![map](map.png) here.", "See the text here."},
		{"entities", "A &amp; B &#8212; C&shy;D", "A & B — CD"},
		{"a quotation", "> We said\n> that.\n\nThey did not.", "We said that.\n\nThey did not."},
		{"a hard break and a rule", "One  \ntwo.\n\n***\n\nThree.", "One\ntwo.\n\nThree."},
		{"raw HTML is dropped, its text stays", "One <b>two</b> three.", "One two three."},
		{"escapes", `\*not emphasis\* 1\. no list`, "*not emphasis* 1. no list"},
		{"snake_case and the like", "the file_name_here and 2*3*4", "the file_name_here and 234"},
	} {
		if got := text(t, "note.md", test.content); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if got := bad(t, "note.md", "![a picture alone](x.png)"); got.Reason != "there is no text in it" {
		t.Errorf("reason %q", got.Reason)
	}
}

func TestTheTitleOfMarkdown(t *testing.T) {
	for _, test := range []struct{ content, want string }{
		{"# A *long*\ttitle\n\nText.", "A long title"},
		{"## Lower\n\nText.\n\n# Higher\n", "Higher"},
		{"---\ntitle: Front\n---\n# Heading\n\nText.", "Front"},
		{"---\ngenre: news\n---\n# Heading\n\nText.", "Heading"},
		{"Text.", ""},
	} {
		doc, err := read(t, "note.md", test.content)
		if err != nil {
			t.Fatal(err)
		}
		if doc.Title != test.want {
			t.Errorf("the title of %q is %q, want %q", test.content, doc.Title, test.want)
		}
	}
}

// page is a page as newsrooms make them: menus, a teaser and a footer around an
// article, of our own words.
func page(head string) string {
	paragraph := "<p>The delegations met for the third day, and both sides said that the talks had been useful, " +
		"though neither would say what had been agreed, if anything had, in the long hours of the night.</p>\n"
	return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n" + head + "</head>\n<body>\n" +
		"<nav><ul><li><a href=\"/\">Home</a></li><li><a href=\"/world\">World</a></li></ul></nav>\n" +
		"<div class=\"sidebar\"><a href=\"/x\">Ten more stories</a></div>\n" +
		"<article><h1>Talks go on</h1>\n" + strings.Repeat(paragraph, 4) +
		"<p>The chairman said&nbsp;: &ldquo;We are <em>not</em> there&rdquo;.</p>\n" +
		"<script>var tracker = 1;</script><style>p { color: red }</style></article>\n" +
		"<footer>All rights reserved</footer>\n</body></html>\n"
}

func TestTheMainContentOfAPage(t *testing.T) {
	got := text(t, "page.html", page("<title>Talks go on</title>"))
	for _, want := range []string{"The delegations met for the third day, and both sides", "\n\nThe chairman said", "“We are not there”."} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing from %q", want, got)
		}
	}
	for _, unwanted := range []string{"Home", "Ten more stories", "All rights reserved", "tracker", "color", "<", "&"} {
		if strings.Contains(got, unwanted) {
			t.Errorf("%q is in %q", unwanted, got)
		}
	}
}

func TestTheMetadataOfAPage(t *testing.T) {
	for _, test := range []struct{ name, head, want string }{
		{"meta elements", `<title>Talks</title><meta name="author" content="Ada Sample"><meta name="DC.creator" content="Bea Sample">
<meta name="dcterms.publisher" content="Sample Press"><meta property="article:published_time" content="2021-09-21T10:00:00Z">
<meta name="genre" content="news"><meta name="sources" content="One"><meta name="dcterms.source" content="Two">`,
			"title: Talks\nauthors: Ada Sample | Bea Sample\npublisher: Sample Press\ngenre: news\nlanguage: en\nsources: One | Two\npublished: 2021-09-21\n"},
		{"the first date that is one", `<title>T</title><meta name="date" content="yesterday"><meta name="dc.date" content="2020-01-02"><meta name="date" content="2021-01-01">`,
			"title: T\nlanguage: en\npublished: 2020-01-02\n"},
		{"a title in two lines", "<title>Talks\n  go&shy; on</title>", "title: Talks go on\nlanguage: en\n"},
	} {
		doc, err := read(t, "page.html", page(test.head))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := about(doc.Metadata); got != test.want {
			t.Errorf("%s:\n%swant\n%s", test.name, got, test.want)
		}
	}
}

func TestPagesOfAFewLines(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"a paragraph", "<p>Japan said no.</p>", "Japan said no."},
		{"blocks", "<h1>Title</h1><p>One.</p><p>Two.</p>", "Title\n\nOne.\n\nTwo."},
		{"no elements", "Just a line.", "Just a line."},
		{"unclosed", "<p>One<p>Two <b>three", "One\n\nTwo three"},
		{"white space", "<p>\n  One\n  two\n</p>", "One two"},
	} {
		if got := text(t, "page.html", test.content); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestEncodingsOfPages(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"UTF-8", "<meta charset=utf-8><p>Kraków</p>", "Kraków"},
		{"UTF-8 that nothing says", "<p>Kraków</p>", "Kraków"},
		{"Windows-1252 that nothing says", "<p>caf\xe9 \x80</p>", "café €"},
		{"ISO 8859-2 by its meta element", "<meta charset=\"iso-8859-2\"><p>\xa3\xf3d\xbc</p>", "Łódź"},
		{"Shift JIS by its meta element", "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=Shift_JIS\"><p>\x93\x8c\x8b\x9e</p>", "東京"},
		{"UTF-16 by its mark", "\xff\xfe<\x00p\x00>\x00H\x00i\x00", "Hi"},
	} {
		if got := text(t, "page.html", test.content); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestBadPages(t *testing.T) {
	for _, test := range []struct{ name, content, want, at string }{
		{"empty", "", "the file is empty", "the whole file"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "not a text but image/png: convert it to text first", "the whole file"},
		{"no text", "<p><img src=x></p>", "the page holds no text", "the whole file"},
		{"broken Shift JIS", "<meta charset=shift_jis><p>\x93\x8c \x93", "not in the encoding that the page names, shift_jis: save it as UTF-8", "the whole file"},
		{"an encoding that the web gave up", "<meta charset=iso-2022-kr><p>Text.", "not in the encoding that the page names, replacement: save it as UTF-8", "the whole file"},
		{"broken UTF-8", "<meta charset=utf-8><p>Krak\xc3\xb3w caf\xe9", "broken UTF-8: save the file as UTF-8 again (byte 34)", "byte 34"},
	} {
		if got := bad(t, "page.html", test.content); got.Reason != test.want || at(got.Offset) != test.at {
			t.Errorf("%s: %q at %s\nwant %q at %s", test.name, got.Reason, at(got.Offset), test.want, test.at)
		}
	}
}
