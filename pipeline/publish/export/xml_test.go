package export_test

import (
	"bytes"
	"encoding/xml"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"

	"demarche/pipeline/publish/export"
	"demarche/schemas"
)

// hostile is a dataset whose texts would break a careless writer.
func hostile() schemas.Rows {
	text := "𝔘 \"<a & b]]>\" \u0301\uFFFE said 𝔘 <!-- no -->."
	points := int32(len([]rune(text)))
	claim := func(start, end int32, source string, stance schemas.Stance, polarity schemas.ClaimPolarity) schemas.Claim {
		return schemas.Claim{ClaimID: schemas.ID("d", "claims", -1, -1, -1, -1, int(start), int(end)), DocID: "d", SourceID: source, SourceName: "<" + source + ">",
			ContentStart: start, ContentEnd: end, Content: string([]rune(text)[start:end]), Stance: stance, Polarity: polarity, Quote: schemas.Indirect,
			About: []string{}, Rule: "r", Confidence: 1}
	}
	demand := func(start int32, from, to string, strength schemas.Strength, direction schemas.Direction) schemas.Demand {
		return schemas.Demand{DemandID: schemas.ID("d", "demands", -1, -1, int(start), int(points)), DocID: "d", DemanderID: from, AddresseeID: to,
			ActionStart: start, ActionEnd: points, Action: string([]rune(text)[start:]), Direction: direction, Strength: strength, Rule: "r", Confidence: 1}
	}
	return schemas.Rows{
		Documents: []schemas.Document{{DocID: "d", Title: "<t> & \"t\"", Authors: []string{}, SourcePath: "d", MediaType: "text/plain", SHA256: "00", Text: text, NChars: points}},
		Actors:    []schemas.Actor{{ActorID: "A", Name: "A & <b>", Type: schemas.State}, {ActorID: "p", Name: "P \"q\"", Type: schemas.Person, PrincipalID: "A"}},
		Claims: []schemas.Claim{
			claim(2, 14, "A", schemas.Assert, schemas.Positive),
			claim(2, 15, "p", schemas.Oppose, schemas.Positive),
			claim(22, points, "p", schemas.Doubt, schemas.Negative),
			claim(24, points, "", schemas.Assert, schemas.Positive),
		},
		Demands: []schemas.Demand{demand(0, "A", "p", schemas.Urge, schemas.Do), demand(1, "A", "p", schemas.Urge, schemas.Stop), demand(2, "A", "", schemas.Urge, schemas.Do)},
	}
}

func parse(t *testing.T, file string, into any) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dec := xml.NewDecoder(bytes.NewReader(b))
	if err := dec.Decode(into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

func TestNetworksAreWellFormed(t *testing.T) {
	dir := save(t, t.TempDir(), hostile())
	to := t.TempDir()
	if err := export.GraphML(dir, to); err != nil {
		t.Fatal(err)
	}
	if err := export.GEXF(dir, to); err != nil {
		t.Fatal(err)
	}
	type data struct {
		Key   string `xml:"key,attr"`
		Value string `xml:",chardata"`
	}
	var demands, claims struct {
		Nodes []struct {
			ID   string `xml:"id,attr"`
			Data []data `xml:"data"`
		} `xml:"graph>node"`
		Edges []struct {
			Source string `xml:"source,attr"`
			Target string `xml:"target,attr"`
			Data   []data `xml:"data"`
		} `xml:"graph>edge"`
	}
	parse(t, filepath.Join(to, "demands.graphml"), &demands)
	value := func(all []data, key string) string {
		for _, d := range all {
			if d.Key == key {
				return d.Value
			}
		}
		return ""
	}
	if len(demands.Nodes) != 2 || value(demands.Nodes[0].Data, "label") != "A & <b>" {
		t.Errorf("nodes: %+v", demands.Nodes)
	}
	// The demand of nobody known is no line; the other two are one.
	if len(demands.Edges) != 1 || demands.Edges[0].Source != "a:A" || demands.Edges[0].Target != "a:p" ||
		value(demands.Edges[0].Data, "weight") != "2" || value(demands.Edges[0].Data, "e_urge") != "2" || value(demands.Edges[0].Data, "e_stop") != "1" {
		t.Errorf("edges: %+v", demands.Edges)
	}
	parse(t, filepath.Join(to, "claims.graphml"), &claims)
	agreed := make(map[string]string)
	for _, e := range claims.Edges {
		agreed[e.Source] += value(e.Data, "e_agreement") + " "
	}
	// To oppose is to disagree, to doubt what is negated is to agree.
	if agreed["a:A"] != "yes " || agreed["a:p"] != "yes no " {
		t.Errorf("agreement: %v", agreed)
	}
	var both struct {
		Nodes []struct {
			Label string `xml:"label,attr"`
		} `xml:"graph>nodes>node"`
		Edges []struct {
			Weight string `xml:"weight,attr"`
		} `xml:"graph>edges>edge"`
	}
	parse(t, filepath.Join(to, "claims.gexf"), &both)
	if len(both.Nodes) != len(claims.Nodes) || len(both.Edges) != len(claims.Edges) {
		t.Errorf("GEXF has %d nodes and %d edges, GraphML %d and %d", len(both.Nodes), len(both.Edges), len(claims.Nodes), len(claims.Edges))
	}
}

// The offsets of the statements give their words in a language of UTF-16, as
// Discourse Network Analyzer's is.
func TestStatementsStandWhereTheyShould(t *testing.T) {
	rows := hostile()
	dir := save(t, t.TempDir(), rows)
	file := filepath.Join(t.TempDir(), "s.dna")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := export.DNA(f, dir); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	var d struct {
		Articles []struct {
			Title      string `xml:"title"`
			Text       string `xml:"text"`
			Statements []struct {
				Start        int    `xml:"start"`
				End          int    `xml:"end"`
				Person       string `xml:"person"`
				Organization string `xml:"organization"`
				Agreement    string `xml:"agreement"`
			} `xml:"statements>statement"`
		} `xml:"articles>article"`
	}
	parse(t, file, &d)
	if len(d.Articles) != 1 || len(d.Articles[0].Statements) != len(rows.Claims) || d.Articles[0].Title != rows.Documents[0].Title {
		t.Fatalf("%+v", d)
	}
	units := utf16.Encode([]rune(d.Articles[0].Text))
	for i, s := range d.Articles[0].Statements {
		// XML has no place for the non-character, which becomes U+FFFD.
		want := string(bytes.ReplaceAll([]byte(rows.Claims[i].Content), []byte("\uFFFE"), []byte("\uFFFD")))
		if got := string(utf16.Decode(units[s.Start-1 : s.End-1])); got != want {
			t.Errorf("statement %d is %q, want %q", i, got, want)
		}
	}
	if s := d.Articles[0].Statements[1]; s.Person != "<p>" || s.Organization != "A & <b>" || s.Agreement != "no" {
		t.Errorf("the person's statement is %+v", s)
	}
}
