package evaluate

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"demarche/schemas"
)

// Extracted is one predicted row in the terms of the gold rows.
type Extracted struct {
	Doc      string
	Sentence int32
	Key      Span // content, action or antecedent
	Other    *Span
	Source   []string // ids and names that may match a gold role, lower case
	To       []string // those of a demand's addressee
	Stance   string
	Rule     string
	Cue      string
	Share    float64 // its confidence
	About    string  // for people: who and what
}

// ExtractedRows returns the rows of a table, "claims", "demands" or "conditions",
// those of the given kinds alone where there are any.
func ExtractedRows(rows schemas.Rows, table string, kinds []string) []Extracted {
	var out []Extracted
	names := func(ss ...string) (all []string) {
		for _, s := range ss {
			if s != "" {
				all = append(all, strings.ToLower(s))
			}
		}
		return all
	}
	span := func(start, end int32, text string) Span { return Span{int(start), int(end), text} }
	switch table {
	case "claims":
		for _, r := range rows.Claims {
			e := Extracted{Doc: r.DocID, Sentence: r.SentenceID, Key: span(r.ContentStart, r.ContentEnd, r.Content), Rule: r.Rule, Cue: r.CueLemma,
				Source: names(r.SourceID, r.SourcePrincipal, r.SourceName), Stance: string(r.Stance), Share: r.Confidence, About: r.SourceName}
			if r.SourceStart != nil {
				s := span(*r.SourceStart, *r.SourceEnd, "")
				e.Other = &s
			}
			out = append(out, e)
		}
	case "demands":
		for _, r := range rows.Demands {
			out = append(out, Extracted{Doc: r.DocID, Sentence: r.SentenceID, Key: span(r.ActionStart, r.ActionEnd, r.Action), Rule: r.Rule, Cue: r.CueLemma,
				Source: names(r.DemanderID, r.DemanderPrincipal, r.DemanderName), To: names(r.AddresseeID, r.AddresseePrincipal, r.AddresseeName),
				Share: r.Confidence, About: r.DemanderName + " → " + r.AddresseeName})
		}
	case "conditions":
		for _, r := range rows.Conditions {
			if len(kinds) > 0 && !slices.Contains(kinds, string(r.Kind)) {
				continue
			}
			e := Extracted{Doc: r.DocID, Sentence: r.SentenceID, Key: span(r.AntecedentStart, r.AntecedentEnd, r.Antecedent), Rule: r.Rule, Cue: r.MarkerLemma,
				Share: r.Confidence, About: r.Consequent}
			if r.ConsequentStart != nil {
				s := span(*r.ConsequentStart, *r.ConsequentEnd, r.Consequent)
				e.Other = &s
			}
			out = append(out, e)
		}
	}
	return out
}

// Extraction is the score of one table.
type Extraction struct {
	Table       string
	Found, Full Score
	StanceRight int // of the found claims with a gold stance
	StanceKnown int
	Missed      []GoldRow   // gold rows that nothing matched
	False       []Extracted // predicted rows that matched none
	Partial     []Extracted // predicted rows that matched, but not in all roles
	Right       []Extracted // predicted rows that matched
}

// ScoreExtraction compares predicted rows with the gold rows of a table,
// document by document. A predicted row is found to match a gold row where their
// key spans (content, action, antecedent) overlap with an intersection over union
// of at least 0.5, or one lies within the other and the shorter is at least 0.34
// of the longer; matching is one to one, full matches first and then by the best
// overlap. A full match has the other roles right too: the source, the demander
// and the addressee, the consequent. Optional gold rows never count as missed, nor
// their matches as false. Predicted rows of documents that the gold data does not
// know are passed over.
func ScoreExtraction(table string, gold []GoldRow, predicted []Extracted, docs map[string]bool) Extraction {
	x := Extraction{Table: table}
	byDoc := make(map[string][]GoldRow)
	for _, g := range gold {
		if g.Table == table {
			byDoc[g.Doc] = append(byDoc[g.Doc], g)
		}
	}
	rows := make(map[string][]Extracted)
	for _, p := range predicted {
		if docs[p.Doc] {
			rows[p.Doc] = append(rows[p.Doc], p)
		}
	}
	names := make([]string, 0, len(docs))
	for d := range docs {
		names = append(names, d)
	}
	slices.Sort(names)
	for _, d := range names {
		x.document(byDoc[d], rows[d])
	}
	return x
}

type pair struct {
	overlap float64
	full    bool
	g, p    int
}

func (x *Extraction) document(gold []GoldRow, predicted []Extracted) {
	var pairs []pair
	for i, g := range gold {
		for j, p := range predicted {
			if o := overlap(*x.key(g), p.Key); o > 0 {
				pairs = append(pairs, pair{o, x.full(g, p), i, j})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		if a.full != b.full {
			if a.full {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.overlap, a.overlap), cmp.Compare(a.g, b.g), cmp.Compare(a.p, b.p))
	})
	ofGold, ofRow := make(map[int]pair), make(map[int]int)
	for _, m := range pairs {
		_, g := ofGold[m.g]
		_, p := ofRow[m.p]
		if !g && !p {
			ofGold[m.g], ofRow[m.p] = m, m.g
		}
	}
	for i, g := range gold {
		if g.Optional {
			continue
		}
		x.Found.Gold++
		x.Full.Gold++
		m, ok := ofGold[i]
		if !ok {
			x.Missed = append(x.Missed, g)
			continue
		}
		x.Found.Correct++
		if m.full {
			x.Full.Correct++
		} else {
			x.Partial = append(x.Partial, predicted[m.p])
		}
		if g.Stance != "" {
			x.StanceKnown++
			if predicted[m.p].Stance == g.Stance {
				x.StanceRight++
			}
		}
	}
	for j, p := range predicted {
		i, ok := ofRow[j]
		if ok {
			x.Right = append(x.Right, p)
		}
		if ok && gold[i].Optional {
			continue
		}
		x.Found.System++
		x.Full.System++
		if !ok {
			x.False = append(x.False, p)
		}
	}
}

func (x *Extraction) key(g GoldRow) *Span {
	switch x.Table {
	case "claims":
		return g.Content
	case "demands":
		return g.Action
	}
	return g.Antecedent
}

func overlap(a, b Span) float64 {
	inter := min(a.End, b.End) - max(a.Start, b.Start)
	if inter <= 0 {
		return 0
	}
	la, lb := a.End-a.Start, b.End-b.Start
	iou := float64(inter) / float64(la+lb-inter)
	if iou >= 0.5 || inter == min(la, lb) && float64(min(la, lb)) >= 0.34*float64(max(la, lb)) {
		return iou
	}
	return 0
}

func (x *Extraction) full(g GoldRow, p Extracted) bool {
	switch x.Table {
	case "claims":
		switch {
		case len(g.Source) > 0:
			return shares(g.Source, p.Source)
		case g.SourceSpan != nil:
			return p.Other != nil && (overlap(*g.SourceSpan, *p.Other) > 0 || p.Other.Start >= g.SourceSpan.Start && p.Other.End <= g.SourceSpan.End)
		}
		return true
	case "demands":
		return (len(g.Demander) == 0 || shares(g.Demander, p.Source)) && (len(g.Addressee) == 0 || shares(g.Addressee, p.To))
	}
	return p.Other != nil && g.Consequent != nil && overlap(*g.Consequent, *p.Other) > 0
}

func shares(gold, predicted []string) bool {
	return slices.ContainsFunc(gold, func(g string) bool { return slices.Contains(predicted, strings.ToLower(g)) })
}

// WriteScores writes the scores of tables, two lines each, and the accuracy of
// stances where it is known.
func WriteScores(w io.Writer, tables []Extraction) error {
	for _, x := range tables {
		for _, m := range []struct {
			name string
			Score
		}{{"found", x.Found}, {"full", x.Full}} {
			if _, err := fmt.Fprintf(w, "%-11s %-5s P %.3f  R %.3f  F1 %.3f   (%d of %d gold, %d predicted)\n",
				x.Table, m.name, m.Precision(), m.Recall(), m.F1(), m.Correct, m.Gold, m.System); err != nil {
				return err
			}
		}
		if x.StanceKnown > 0 {
			if _, err := fmt.Fprintf(w, "%-11s stance accuracy %.3f\n", x.Table, ratio(x.StanceRight, x.StanceKnown)); err != nil {
				return err
			}
		}
	}
	return nil
}
