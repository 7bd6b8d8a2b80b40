package export_test

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"demarche/pipeline/codebook"
	"demarche/pipeline/correct"
	"demarche/pipeline/publish"
	"demarche/pipeline/publish/export"
	"demarche/schemas"

	"pgregory.net/rapid"
)

// save writes rows as a dataset into a new folder below dir.
func save(t rapid.TB, dir string, rows schemas.Rows) string {
	schemas.SortRows(rows.Documents)
	schemas.SortRows(rows.Sentences)
	schemas.SortRows(rows.Tokens)
	schemas.SortRows(rows.Actors)
	schemas.SortRows(rows.Claims)
	schemas.SortRows(rows.Demands)
	schemas.SortRows(rows.Conditions)
	dir, err := os.MkdirTemp(dir, "data")
	if err != nil {
		t.Fatal(err)
	}
	files := make(publish.Memory)
	w, err := publish.NewWriter(files, "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(publish.Manifest{Tool: "demarche", Version: "test"}); err != nil {
		t.Fatal(err)
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// documents are texts with all that makes offsets hard, under ids that are no
// file names.
var documents = rapid.Custom(func(t *rapid.T) []schemas.Document {
	ids := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "sub/b", "..", "./c", "/d", "e f:g", "%41", "x//y", ".h", "é"}), 1, 3, rapid.ID[string]).Draw(t, "ids")
	var docs []schemas.Document
	for _, id := range ids {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab .\n\n𝔘é\u0301\u00a0\u2028%=;|")), 1, 40, -1).Draw(t, "text")
		docs = append(docs, schemas.Document{DocID: id, Authors: []string{}, SourcePath: id, MediaType: "text/plain", SHA256: "00", Text: text,
			NChars: int32(len([]rune(text)))})
	}
	return docs
})

// coding is rows of claims, demands and conditions of some documents.
func coding(docs []schemas.Document) *rapid.Generator[schemas.Rows] {
	return rapid.Custom(func(t *rapid.T) schemas.Rows {
		rows := schemas.Rows{Documents: slices.Clone(docs)}
		seen := make(map[string]bool)
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			doc := rapid.SampledFrom(docs).Draw(t, "doc")
			text := []rune(doc.Text)
			span := func() (start, end int32) {
				start = rapid.Int32Range(0, int32(len(text))-1).Draw(t, "start")
				return start, rapid.Int32Range(start+1, int32(len(text))).Draw(t, "end")
			}
			optional := func() (start, end *int32) {
				if !rapid.Bool().Draw(t, "is there") {
					return nil, nil
				}
				s, e := span()
				return &s, &e
			}
			offset := func(p *int32) int {
				if p == nil {
					return -1
				}
				return int(*p)
			}
			who := func() (id, name string) {
				if rapid.Bool().Draw(t, "is known") {
					id = rapid.SampledFrom([]string{"JPN", "an-office"}).Draw(t, "actor")
					return id, "Name of " + id
				}
				return "", rapid.StringMatching(`[a=%;| \n\t𝔘]{1,5}`).Draw(t, "name")
			}
			switch rapid.IntRange(0, 2).Draw(t, "table") {
			case 0:
				c := schemas.Claim{DocID: doc.DocID, About: []string{}, Rule: "r",
					Stance:    schemas.Stance(rapid.SampledFrom(schemas.Stance("").Values()).Draw(t, "stance")),
					Certainty: schemas.Certainty(rapid.SampledFrom(append(schemas.Certainty("").Values(), "")).Draw(t, "certainty")),
					Quote:     schemas.Quote(rapid.SampledFrom(schemas.Quote("").Values()).Draw(t, "quote")),
					Modality:  rapid.SampledFrom([]string{"", "deontic:should", "a b=%"}).Draw(t, "modality")}
				c.ContentStart, c.ContentEnd = span()
				c.Content = string(text[c.ContentStart:c.ContentEnd])
				c.SourceStart, c.SourceEnd = optional()
				c.CueStart, c.CueEnd = optional()
				c.SourceID, c.SourceName = who()
				c.ClaimID = schemas.ID(doc.DocID, "claims", offset(c.SourceStart), offset(c.SourceEnd), offset(c.CueStart), offset(c.CueEnd), int(c.ContentStart), int(c.ContentEnd))
				if seen[c.ClaimID] {
					continue
				}
				seen[c.ClaimID] = true
				for _, parent := range rows.Claims {
					if parent.DocID == doc.DocID && rapid.Bool().Draw(t, "within") {
						c.ParentClaimID = parent.ClaimID
					}
				}
				rows.Claims = append(rows.Claims, c)
			case 1:
				d := schemas.Demand{DocID: doc.DocID, Rule: "r", Direction: schemas.Do, Strength: schemas.Strength(rapid.SampledFrom(schemas.Strength("").Values()).Draw(t, "strength"))}
				d.ActionStart, d.ActionEnd = span()
				d.Action = string(text[d.ActionStart:d.ActionEnd])
				d.CueStart, d.CueEnd = optional()
				d.DemanderID, d.DemanderName = who()
				d.AddresseeID, d.AddresseeName = who()
				d.DemandID = schemas.ID(doc.DocID, "demands", offset(d.CueStart), offset(d.CueEnd), int(d.ActionStart), int(d.ActionEnd))
				if seen[d.DemandID] {
					continue
				}
				seen[d.DemandID] = true
				rows.Demands = append(rows.Demands, d)
			default:
				c := schemas.Condition{DocID: doc.DocID, Rule: "r", Kind: schemas.Temporal, Polarity: schemas.Required}
				c.AntecedentStart, c.AntecedentEnd = span()
				c.Antecedent = string(text[c.AntecedentStart:c.AntecedentEnd])
				c.MarkerStart, c.MarkerEnd = optional()
				if c.ConsequentStart, c.ConsequentEnd = optional(); c.ConsequentStart != nil {
					c.Consequent = string(text[*c.ConsequentStart:*c.ConsequentEnd])
				}
				c.ConditionID = schemas.ID(doc.DocID, "conditions", offset(c.MarkerStart), offset(c.MarkerEnd), int(c.AntecedentStart), int(c.AntecedentEnd), offset(c.ConsequentStart), offset(c.ConsequentEnd))
				if seen[c.ConditionID] {
					continue
				}
				seen[c.ConditionID] = true
				for _, d := range rows.Demands {
					if d.DocID == doc.DocID {
						c.DemandID = d.DemandID
					}
				}
				rows.Conditions = append(rows.Conditions, c)
			}
		}
		return rows
	})
}

// What nobody has changed gives no corrections, and what a coder has changed
// gives those that make the rows what the coder says.
func TestBratRoundTrip(t *testing.T) {
	book, err := codebook.Load()
	if err != nil {
		t.Fatal(err)
	}
	tmp := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		docs := documents.Draw(rt, "documents")
		found, wanted := coding(docs).Draw(rt, "found"), coding(docs).Draw(rt, "wanted")
		dir, dirWanted := save(rt, tmp, found), save(rt, tmp, wanted)
		coded, codedWanted := filepath.Join(dir, "brat"), filepath.Join(dirWanted, "brat")
		for from, to := range map[string]string{dir: coded, dirWanted: codedWanted} {
			if err := export.Brat(from, to); err != nil {
				rt.Fatal(err)
			}
		}
		none, err := export.ReadBrat(dir, coded)
		if err != nil {
			rt.Fatal(err)
		}
		if len(none) > 0 {
			rt.Fatalf("a collection that nobody has changed gives %+v", none)
		}

		corrections, err := export.ReadBrat(dir, codedWanted)
		if err != nil {
			rt.Fatal(err)
		}
		var overlay bytes.Buffer
		if err := correct.Write(&overlay, corrections); err != nil {
			rt.Fatal(err)
		}
		set, err := correct.Read("overlay", &overlay)
		if err != nil {
			rt.Fatal(err)
		}
		for _, doc := range docs {
			rows := of(doc, found)
			if _, err := set.Apply(&rows, book, func(id string) *codebook.Actor { return &codebook.Actor{ID: id, Name: "Name of " + id} }); err != nil {
				rt.Fatal(err)
			}
			if got, want := codedOf(rows), codedOf(of(doc, wanted)); !reflect.DeepEqual(got, want) {
				rt.Fatalf("corrected %q:\n%+v\nwant:\n%+v", doc.DocID, got, want)
			}
		}
	})
}

func of(doc schemas.Document, all schemas.Rows) schemas.Rows {
	rows := schemas.Rows{Documents: []schemas.Document{doc}}
	for _, c := range all.Claims {
		if c.DocID == doc.DocID {
			rows.Claims = append(rows.Claims, c)
		}
	}
	for _, d := range all.Demands {
		if d.DocID == doc.DocID {
			rows.Demands = append(rows.Demands, d)
		}
	}
	for _, c := range all.Conditions {
		if c.DocID == doc.DocID {
			rows.Conditions = append(rows.Conditions, c)
		}
	}
	return rows
}

func codedOf(rows schemas.Rows) []string {
	var coded []correct.Row
	for _, c := range rows.Claims {
		coded = append(coded, correct.Of(c))
	}
	for _, d := range rows.Demands {
		coded = append(coded, correct.Of(d))
	}
	for _, c := range rows.Conditions {
		coded = append(coded, correct.Of(c))
	}
	slices.SortFunc(coded, func(a, b correct.Row) int { return cmp.Compare(a.Key(), b.Key()) })
	var out []string
	for _, r := range coded {
		out = append(out, fmt.Sprint(r)) // maps print in the order of their keys
	}
	return out
}
