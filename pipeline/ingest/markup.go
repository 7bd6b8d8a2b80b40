package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"demarche/schemas"

	"codeberg.org/readeck/go-readability/v2"
	"codeberg.org/readeck/go-readability/v2/render"
	"github.com/yuin/goldmark"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// htmlText returns the main content of a page as plain text, a blank line
// between blocks, with what the page says of itself. What readability does not
// take for an article, such as a page of a few lines, is returned whole.
func htmlText(decoded string) (string, Metadata, error) {
	page, err := html.Parse(strings.NewReader(decoded))
	if err != nil {
		return "", Metadata{}, err
	}
	meta := htmlMetadata(page)
	article, err := readability.FromDocument(page, nil)
	text := ""
	if err == nil && article.Node != nil {
		text = render.InnerText(article.Node)
		meta.Title = firstOf(meta.Title, article.Title())
		if len(meta.Authors) == 0 && article.Byline() != "" {
			meta.Authors = []string{article.Byline()}
		}
		meta.Publisher = firstOf(meta.Publisher, article.SiteName())
		meta.Language = firstOf(meta.Language, article.Language())
		if day, err := article.PublishedTime(); meta.Published == nil && err == nil {
			if d, err := schemas.ParseDate(day.Format("2006-01-02")); err == nil {
				meta.Published = &d
			}
		}
	}
	if strings.TrimSpace(text) == "" {
		text = render.InnerText(page)
	}
	if strings.TrimSpace(text) == "" {
		return "", Metadata{}, errors.New("the page holds no text")
	}
	return text, meta.cleaned(), nil
}

// decodeHTML decodes a page: as its meta element says where that names an
// encoding that [decode] does not recognise by itself, and else like any text.
func decodeHTML(b []byte) (string, error) {
	enc, name, _ := charset.DetermineEncoding(b, "")
	if name == "utf-8" || name == "windows-1252" || strings.HasPrefix(name, "utf-16") {
		return decode(b)
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err == nil && bytes.ContainsRune(out, utf8.RuneError) { // what decoders make of wrong bytes
		err = fmt.Errorf("not in the encoding that the page names, %s: save it as UTF-8", name)
	}
	return string(out), err
}

// htmlMetadata reads the meta elements that newsrooms, archives and the Dublin
// Core give their pages.
func htmlMetadata(page *html.Node) Metadata {
	var m Metadata
	for n := range page.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Html:
			m.Language = attribute(n, "lang")
		case atom.Title:
			if n.FirstChild != nil {
				m.Title = firstOf(m.Title, n.FirstChild.Data)
			}
		case atom.Meta:
			value := attribute(n, "content")
			switch strings.ToLower(firstOf(attribute(n, "name"), attribute(n, "property"))) {
			case "author", "dc.creator", "dcterms.creator":
				m.Authors = append(m.Authors, value)
			case "publisher", "dc.publisher", "dcterms.publisher":
				m.Publisher = firstOf(m.Publisher, value)
			case "date", "dc.date", "dcterms.date", "dcterms.issued", "article:published_time":
				if d, err := schemas.ParseDate(value); err == nil && m.Published == nil {
					m.Published = &d
				}
			case "genre", "dc.type", "dcterms.type":
				m.Genre = firstOf(m.Genre, value)
			case "sources", "dcterms.source":
				m.Sources = append(m.Sources, value)
			}
		}
	}
	return m
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// markdownText returns Markdown as plain text, a blank line between blocks, and
// the first heading of level one, or "".
func markdownText(s string) (text, heading string, err error) {
	var b bytes.Buffer
	if err := goldmark.Convert([]byte(s), &b); err != nil {
		return "", "", err
	}
	page, err := html.Parse(&b)
	if err != nil {
		return "", "", err
	}
	for n := range page.Descendants() {
		if n.DataAtom == atom.H1 {
			heading = render.InnerText(n)
			break
		}
	}
	return render.InnerText(page), strings.Join(strings.Fields(heading), " "), nil
}
