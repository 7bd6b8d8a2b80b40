package export

import (
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strconv"
	"unicode/utf16"

	"demarche/pipeline/ingest"
	"demarche/schemas"
)

// GraphML writes the network of demands and that of claims into a folder. Those
// that read GraphML take one graph a file.
func GraphML(dir, to string) error {
	return writeNetworks(dir, to, ".graphml", func(f *os.File, n network) error { return writeXML(f, graphML(n)) })
}

// GEXF writes the same networks for Gephi.
func GEXF(dir, to string) error {
	return writeNetworks(dir, to, ".gexf", func(f *os.File, n network) error { return writeXML(f, gexf(n)) })
}

func writeXML(w io.Writer, document any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	if err := enc.Encode(document); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type graphMLDocument struct {
	XMLName xml.Name     `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
	Keys    []graphMLKey `xml:"key"`
	Graph   struct {
		ID       string        `xml:"id,attr"`
		Directed string        `xml:"edgedefault,attr"`
		Nodes    []graphMLNode `xml:"node"`
		Edges    []graphMLEdge `xml:"edge"`
	} `xml:"graph"`
}

type graphMLKey struct {
	ID   string `xml:"id,attr"`
	For  string `xml:"for,attr"`
	Name string `xml:"attr.name,attr"`
	Type string `xml:"attr.type,attr"`
}

type graphMLNode struct {
	ID   string        `xml:"id,attr"`
	Data []graphMLData `xml:"data"`
}

type graphMLEdge struct {
	ID     string        `xml:"id,attr"`
	Source string        `xml:"source,attr"`
	Target string        `xml:"target,attr"`
	Data   []graphMLData `xml:"data"`
}

type graphMLData struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

func graphML(n network) *graphMLDocument {
	d := &graphMLDocument{Keys: []graphMLKey{{"label", "node", "label", "string"}}}
	keys := func(prefix, domain string, attrs []attribute) {
		for _, a := range attrs {
			d.Keys = append(d.Keys, graphMLKey{prefix + a.name, domain, a.name, map[bool]string{true: "int", false: "string"}[a.number]})
		}
	}
	keys("n_", "node", n.nodeAttrs)
	d.Keys = append(d.Keys, graphMLKey{"weight", "edge", "weight", "double"})
	keys("e_", "edge", n.edgeAttrs)
	data := func(prefix string, attrs []attribute, values []string) []graphMLData {
		var out []graphMLData
		for i, v := range values {
			if v != "" {
				out = append(out, graphMLData{prefix + attrs[i].name, v})
			}
		}
		return out
	}
	d.Graph.ID, d.Graph.Directed = n.name, edgeType(n)
	for _, x := range n.nodes {
		d.Graph.Nodes = append(d.Graph.Nodes, graphMLNode{x.id, append([]graphMLData{{"label", x.label}}, data("n_", n.nodeAttrs, x.values)...)})
	}
	for i, e := range n.edges {
		d.Graph.Edges = append(d.Graph.Edges, graphMLEdge{fmt.Sprintf("e%d", i), e.from, e.to,
			append([]graphMLData{{"weight", strconv.Itoa(e.weight)}}, data("e_", n.edgeAttrs, e.values)...)})
	}
	return d
}

func edgeType(n network) string {
	if n.directed {
		return "directed"
	}
	return "undirected"
}

type gexfDocument struct {
	XMLName xml.Name `xml:"http://gexf.net/1.3 gexf"`
	Version string   `xml:"version,attr"`
	Creator string   `xml:"meta>creator"`
	Graph   struct {
		Directed   string           `xml:"defaultedgetype,attr"`
		Mode       string           `xml:"mode,attr"`
		Attributes []gexfAttributes `xml:"attributes"`
		Nodes      []gexfNode       `xml:"nodes>node"`
		Edges      []gexfEdge       `xml:"edges>edge"`
	} `xml:"graph"`
}

type gexfAttributes struct {
	Class string          `xml:"class,attr"`
	List  []gexfAttribute `xml:"attribute"`
}

type gexfAttribute struct {
	ID    string `xml:"id,attr"`
	Title string `xml:"title,attr"`
	Type  string `xml:"type,attr"`
}

type gexfNode struct {
	ID     string      `xml:"id,attr"`
	Label  string      `xml:"label,attr"`
	Values []gexfValue `xml:"attvalues>attvalue"`
}

type gexfEdge struct {
	ID     string      `xml:"id,attr"`
	Source string      `xml:"source,attr"`
	Target string      `xml:"target,attr"`
	Weight int         `xml:"weight,attr"`
	Values []gexfValue `xml:"attvalues>attvalue"`
}

type gexfValue struct {
	For   string `xml:"for,attr"`
	Value string `xml:"value,attr"`
}

func gexf(n network) *gexfDocument {
	d := &gexfDocument{Version: "1.3", Creator: "demarche"}
	d.Graph.Directed, d.Graph.Mode = edgeType(n), "static"
	attributes := func(class string, attrs []attribute) {
		list := gexfAttributes{Class: class}
		for i, a := range attrs {
			list.List = append(list.List, gexfAttribute{strconv.Itoa(i), a.name, map[bool]string{true: "integer", false: "string"}[a.number]})
		}
		d.Graph.Attributes = append(d.Graph.Attributes, list)
	}
	attributes("node", n.nodeAttrs)
	attributes("edge", n.edgeAttrs)
	values := func(vs []string) []gexfValue {
		var out []gexfValue
		for i, v := range vs {
			if v != "" {
				out = append(out, gexfValue{strconv.Itoa(i), v})
			}
		}
		return out
	}
	for _, x := range n.nodes {
		d.Graph.Nodes = append(d.Graph.Nodes, gexfNode{x.id, x.label, values(x.values)})
	}
	for i, e := range n.edges {
		d.Graph.Edges = append(d.Graph.Edges, gexfEdge{strconv.Itoa(i), e.from, e.to, e.weight, values(e.values)})
	}
	return d
}

type dnaDocument struct {
	XMLName  xml.Name     `xml:"discourse"`
	Version  string       `xml:"version"`
	Articles []dnaArticle `xml:"articles>article"`
}

type dnaArticle struct {
	Title      string        `xml:"title"`
	Date       string        `xml:"date"`
	Text       string        `xml:"text"`
	Statements dnaStatements `xml:"statements"`
}

// dnaStatements is an element even where it holds nothing.
type dnaStatements struct {
	List []dnaStatement `xml:"statement"`
}

type dnaStatement struct {
	Start        int    `xml:"start"`
	End          int    `xml:"end"`
	Person       string `xml:"person"`
	Organization string `xml:"organization"`
	Category     string `xml:"category"`
	Agreement    string `xml:"agreement"`
}

// undated is the day of documents without one: the format has none for them.
const undated = "01.01.1900"

// DNA writes the claims as statements for Discourse Network Analyzer, in the XML
// of its version 1, which version 2 imports: the contents' concept is the
// category, and agreement is as in the network of claims. Offsets count UTF-16
// units from 1.
func DNA(w io.Writer, dir string) error {
	actors := make(map[string]schemas.Actor)
	if err := eachRow(dir, func(a schemas.Actor) bool { actors[a.ActorID] = a; return true }); err != nil {
		return err
	}
	claims, of, concepts, err := claimConcepts(dir)
	if err != nil {
		return err
	}
	out := &dnaDocument{Version: "1.21"} // the version of the form, not of the program
	next := 0
	for doc, err := range rows[schemas.Document](dir) {
		if err != nil {
			return err
		}
		a := dnaArticle{Title: doc.Title, Date: undated, Text: doc.Text}
		if a.Title == "" {
			a.Title = doc.DocID
		}
		if doc.Published != nil {
			day := doc.Published.String()
			a.Date = day[8:] + "." + day[5:7] + "." + day[:4]
		}
		text := ingest.NewText(doc.Text)
		units := func(point int32) int { return len(utf16.Encode([]rune(text.Slice(0, int(point))))) + 1 }
		for ; next < len(claims) && claims[next].DocID == doc.DocID; next++ {
			c := claims[next]
			s := dnaStatement{Start: units(c.ContentStart), End: units(c.ContentEnd), Organization: c.SourceName,
				Category: concepts[of[next]], Agreement: agreement(c)}
			if source := actors[c.SourceID]; source.Type == schemas.Person {
				s.Person, s.Organization = c.SourceName, actors[source.PrincipalID].Name
			}
			a.Statements.List = append(a.Statements.List, s)
		}
		out.Articles = append(out.Articles, a)
	}
	return writeXML(w, out)
}
