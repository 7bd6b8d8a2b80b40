package correct

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"demarche/pipeline/codebook"
	"demarche/pipeline/ingest"
	"demarche/schemas"
)

// Applied is what came of the corrections of a document.
type Applied struct {
	Actors []*codebook.Actor // whom the corrections name, so that they can be joined
	Notes  []string          // what was left out, each by file and line
}

// Apply corrects the rows of one document. Its error names by file and line each
// correction that does not fit. Actor finds an actor by its id.
func (s *Set) Apply(rows *schemas.Rows, book *codebook.Codebook, actor func(id string) *codebook.Actor) (Applied, error) {
	if s == nil || len(s.byDoc[rows.Documents[0].DocID]) == 0 {
		return Applied{}, nil
	}
	a := &application{rows: rows, book: book, actor: actor, text: ingest.NewText(rows.Documents[0].Text), human: make(map[string]string)}
	for _, c := range s.byDoc[rows.Documents[0].DocID] {
		if err := a.one(c); err != nil {
			a.faults = append(a.faults, fmt.Errorf("%s: %w", c.place, err))
		}
	}
	a.references()
	schemas.SortRows(rows.Claims)
	schemas.SortRows(rows.Demands)
	schemas.SortRows(rows.Conditions)
	return a.Applied, errors.Join(a.faults...)
}

// application is the state of one call of Apply.
type application struct {
	rows   *schemas.Rows
	book   *codebook.Codebook
	actor  func(id string) *codebook.Actor
	text   ingest.Text
	human  map[string]string // place of the correction by the key of the row that it made
	faults []error
	Applied
}

func (a *application) one(c Correction) error {
	for _, role := range slices.Sorted(maps.Keys(c.Spans)) {
		s := c.Spans[role]
		if s.End > a.text.Len() {
			return fmt.Errorf("the %s ends at %d, behind the text of %q, which has %d code points", role, s.End, c.Doc, a.text.Len())
		}
		if words := a.text.Slice(s.Start, s.End); words != c.Words[role] {
			return fmt.Errorf("the text of %q has changed: its %s at %d to %d reads %q, not %q: correct it anew, or take the line out",
				c.Doc, role, s.Start, s.End, words, c.Words[role])
		}
	}
	switch c.Table {
	case "claims":
		return correct(a, &a.rows.Claims, c)
	case "demands":
		return correct(a, &a.rows.Demands, c)
	default:
		return correct(a, &a.rows.Conditions, c)
	}
}

func correct[T coded](a *application, rows *[]T, c Correction) error {
	kind, _ := KindOf(c.Table)
	key := c.Key()
	column := schemas.Of[T]().Key()[0]
	i := slices.IndexFunc(*rows, func(row T) bool { return cell(reflect.ValueOf(row), column).String() == key })
	if c.Change == Removed {
		// Where the program no longer finds the row there is nothing left to do.
		if i >= 0 {
			*rows = slices.Delete(*rows, i, i+1)
		}
		return nil
	}
	var row T
	if i >= 0 {
		row = (*rows)[i]
	}
	v := reflect.ValueOf(&row).Elem()
	if i < 0 {
		a.found(v, kind, c.Row, column)
	}
	for _, name := range kind.Columns {
		cell(v, name).SetString(c.Values[name])
	}
	for _, who := range []string{"source", "demander", "addressee", "setter"} {
		if slices.Contains(kind.Columns, who+"_id") {
			if err := a.who(v, kind, c.Row, who); err != nil {
				return err
			}
		}
	}
	cell(v, "rule").SetString(Rule)
	cell(v, "confidence").SetFloat(1)
	a.human[key] = c.place
	if i >= 0 {
		(*rows)[i] = row
	} else {
		*rows = append(*rows, row)
	}
	return nil
}

// who fills in what follows from an actor's id, or from there being none.
func (a *application) who(v reflect.Value, kind Kind, r Row, who string) error {
	id := r.Values[who+"_id"]
	var actor *codebook.Actor
	if id != "" {
		if actor = a.actor(id); actor == nil {
			return fmt.Errorf("%s_id is %q, which is no actor of the codebook or of the text: add it to the codebook, or give %s_name instead", who, id, who)
		}
		a.Actors = append(a.Actors, actor)
	}
	if !slices.Contains(kind.Columns, who+"_name") {
		return nil
	}
	name, principal := cell(v, who+"_name"), cell(v, who+"_principal")
	principal.SetString("")
	if actor != nil {
		name.SetString(actor.Name)
		principal.SetString(actor.Principal)
		return nil
	}
	if s, ok := r.Spans[who]; ok && name.String() == "" {
		name.SetString(a.text.Slice(s.Start, s.End))
	}
	return nil
}

// found fills in the columns of a row that the program did not find, but for
// those that are coded.
func (a *application) found(v reflect.Value, kind Kind, r Row, column string) {
	cell(v, column).SetString(r.Key())
	cell(v, "doc_id").SetString(r.Doc)
	for _, role := range kind.Roles {
		s, ok := r.Spans[role]
		if !ok {
			s = Span{-1, -1}
		}
		setNumber(cell(v, role+"_start"), s.Start)
		setNumber(cell(v, role+"_end"), s.End)
		if !ok {
			continue
		}
		switch role {
		case "cue", "marker":
			cell(v, role+"_lemma").SetString(a.lemmas(s))
		case "content", "action", "antecedent", "consequent":
			cell(v, role).SetString(a.text.Slice(s.Start, s.End))
		}
	}
	// A row stands in the sentence of its cue, else in that of its head.
	at := r.Head().Start
	if cue, ok := r.Spans["cue"]; ok {
		at = cue.Start
	}
	cell(v, "sentence_id").SetInt(int64(a.sentence(at)))
	switch r.Table {
	case "claims":
		cell(v, "about").Set(reflect.ValueOf(a.about(r.Head())))
	case "demands":
		lemma := a.headLemma(r.Head())
		cell(v, "action_lemma").SetString(lemma)
		cell(v, "action_plover").SetString(string(a.book.Plover[lemma]))
	}
}

func (a *application) sentence(at int) int32 {
	i := slices.IndexFunc(a.rows.Sentences, func(s schemas.Sentence) bool { return int(s.End) > at })
	if i < 0 {
		i = len(a.rows.Sentences) - 1
	}
	return int32(max(i, 0))
}

func (a *application) tokens(s Span) []schemas.Token {
	var in []schemas.Token
	for _, t := range a.rows.Tokens {
		if int(t.Start) >= s.Start && int(t.End) <= s.End {
			in = append(in, t)
		}
	}
	return in
}

func lemma(t schemas.Token) string {
	if t.Lemma != "" {
		return t.Lemma
	}
	return strings.ToLower(t.Form)
}

func (a *application) lemmas(s Span) string {
	var all []string
	for _, t := range a.tokens(s) {
		all = append(all, lemma(t))
	}
	return strings.Join(all, " ")
}

// headLemma returns the dictionary form of the word of a span that hangs on a
// word outside, the first of several.
func (a *application) headLemma(s Span) string {
	in := a.tokens(s)
	for _, t := range in {
		inside := t.Head != nil && slices.ContainsFunc(in, func(h schemas.Token) bool { return h.SentenceID == t.SentenceID && h.TokenID == *t.Head })
		if !inside && t.UPOS != "PUNCT" {
			return lemma(t)
		}
	}
	return ""
}

func (a *application) about(s Span) []string {
	ids := []string{}
	for _, m := range a.rows.Mentions {
		if m.ActorID != "" && int(m.Start) >= s.Start && int(m.End) <= s.End {
			ids = append(ids, m.ActorID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// references takes out the keys of rows that are gone: what stood within them
// stands in no row now. Where a person had put it there that is noted, and no
// more, as the program may find the row by other spans in another version.
func (a *application) references() {
	claims, demands := make(map[string]bool), make(map[string]bool)
	for _, c := range a.rows.Claims {
		claims[c.ClaimID] = true
	}
	for _, d := range a.rows.Demands {
		demands[d.DemandID] = true
	}
	check := func(key, column string, id *string, known map[string]bool) {
		if *id == "" || known[*id] && *id != key {
			return
		}
		if place, ok := a.human[key]; ok {
			a.Notes = append(a.Notes, fmt.Sprintf("%s: %s is %q, which is the key of no other row of %q: left out", place, column, *id, a.rows.Documents[0].DocID))
		}
		*id = ""
	}
	for i := range a.rows.Claims {
		c := &a.rows.Claims[i]
		check(c.ClaimID, "parent_claim_id", &c.ParentClaimID, claims)
	}
	for i := range a.rows.Demands {
		d := &a.rows.Demands[i]
		check(d.DemandID, "claim_id", &d.ClaimID, claims)
	}
	for i := range a.rows.Conditions {
		c := &a.rows.Conditions[i]
		check(c.ConditionID, "claim_id", &c.ClaimID, claims)
		check(c.ConditionID, "demand_id", &c.DemandID, demands)
	}
}
