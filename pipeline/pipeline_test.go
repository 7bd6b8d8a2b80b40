package pipeline_test

import (
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"demarche/pipeline"
	"demarche/pipeline/ingest"
	"demarche/pipeline/publish"
	"demarche/schemas"

	"pgregory.net/rapid"
)

const raw = "../raw"

func build(t *testing.T, o pipeline.Options) publish.Memory {
	t.Helper()
	p, err := pipeline.New()
	if err != nil {
		t.Fatal(err)
	}
	files := make(publish.Memory)
	summary, err := p.Run(context.Background(), o, files)
	if err != nil {
		t.Fatal(err)
	}
	if summary.Rejected > 0 {
		t.Fatalf("%d of our own texts were rejected", summary.Rejected)
	}
	return files
}

func sameBytes(t *testing.T, a, b publish.Memory) {
	t.Helper()
	if !slices.Equal(slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b))) {
		t.Fatal("other files")
	}
	for name := range a {
		if a[name].String() != b[name].String() {
			t.Errorf("%s has other bytes", name)
		}
	}
}

func TestTheNumberOfWorkersDoesNotMatter(t *testing.T) {
	one := build(t, pipeline.Options{Raw: raw, Workers: 1})
	sameBytes(t, one, build(t, pipeline.Options{Raw: raw, Workers: 2}))
	sameBytes(t, one, build(t, pipeline.Options{Raw: raw, Workers: 16}))
}

func TestTheOrderOfTheFolderDoesNotMatter(t *testing.T) {
	entries, err := os.ReadDir(raw)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
	shuffled := t.TempDir()
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(raw, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(shuffled, e.Name()), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	sameBytes(t, build(t, pipeline.Options{Raw: raw}), build(t, pipeline.Options{Raw: shuffled}))
}

// A row keeps its key when other documents come and go.
func TestKeysDoNotDependOnOtherDocuments(t *testing.T) {
	p, err := pipeline.New()
	if err != nil {
		t.Fatal(err)
	}
	text := "France urged Iran to stop. Iran said that it would stop if sanctions were lifted."
	doc := func(id string) *ingest.Document { return &ingest.Document{ID: id, Text: ingest.NewText(text)} }
	first := p.Analyse(doc("a"))
	p.Analyse(doc("b"))
	again := p.Analyse(doc("a"))
	if len(first.Claims) == 0 || len(first.Demands) == 0 || len(first.Conditions) == 0 {
		t.Fatalf("%d claims, %d demands, %d conditions", len(first.Claims), len(first.Demands), len(first.Conditions))
	}
	for i := range first.Claims {
		if first.Claims[i].ClaimID != again.Claims[i].ClaimID {
			t.Error("a claim has two ids")
		}
	}
	if other := p.Analyse(doc("b")); other.Claims[0].ClaimID == first.Claims[0].ClaimID {
		t.Error("claims of two documents share an id")
	}
}

func TestSpansOfTheCorpus(t *testing.T) {
	p, err := pipeline.New()
	if err != nil {
		t.Fatal(err)
	}
	corpus, err := ingest.Open(raw, nil, ingest.DefaultMaxBytes)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range corpus.Inputs {
		doc, err := corpus.Read(in)
		if err != nil {
			t.Fatal(err)
		}
		checkRows(t, doc, p.Analyse(doc))
	}
}

func TestSpansOfAnyText(t *testing.T) {
	p, err := pipeline.New()
	if err != nil {
		t.Fatal(err)
	}
	// Words that the rules look for, among characters of one to four bytes.
	word := rapid.SampledFrom([]string{
		"Iran", "the U.S.", "Washington", "It", "they", "said", "that", "demanded", "urged", "to", "stop", "if", "unless", "after",
		"“", "”", "\"", "''", "he", "which", "is opposed to", "doubts about", "its claim that", "according to", "reportedly", "shall", "must",
		"three things", "only", "Should", "provided that", "in exchange for", "depends on", "as long as", "without", "Q", "MR. PRICE", "France", "and",
		"“peace”", "n’t", "Türkiye", "北京", "𝔘", "e\u0301", ".", ",", ":", ";", "\n", "\n\n", "—", "(a)", "1.", "without preconditions",
		"The Security Council,\n\n", "Emphasizing that", "Reiterates its", "wants", "lifted", "made", "conditional on", "Whether", "were", "had", "let it be known that",
		", an aide recalled,", "linked", "would like", ", for its part,", "a demand from", "until", "Without", "agreed", "which rejected", "warned that", "and rejects",
	})
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(word, 0, 60).Draw(rt, "words")
		doc := &ingest.Document{ID: "d", Text: ingest.NewText(strings.Join(words, rapid.SampledFrom([]string{" ", ""}).Draw(rt, "between")))}
		checkRows(rt, doc, p.Analyse(doc))
	})
}

// checker is a *testing.T or a *rapid.T.
type checker interface {
	Errorf(format string, args ...any)
	Helper()
}

// checkRows checks what holds for the rows of any document: spans equal their
// text, enumerations hold allowed values, keys are unique and references lead
// to rows.
func checkRows(t checker, doc *ingest.Document, rows schemas.Rows) {
	t.Helper()
	span := func(what string, start, end int32, text string) {
		if start < 0 || end <= start || int(end) > doc.Text.Len() {
			t.Errorf("%s: %s spans %d to %d of %d", doc.ID, what, start, end, doc.Text.Len())
		} else if got := doc.Text.Slice(int(start), int(end)); got != text {
			t.Errorf("%s: %s spans %q, its text is %q", doc.ID, what, got, text)
		}
	}
	optional := func(what string, start, end *int32) {
		if (start == nil) != (end == nil) || start != nil && (*end <= *start || *start < 0 || int(*end) > doc.Text.Len()) {
			t.Errorf("%s: %s has half a span or a wrong one", doc.ID, what)
		}
	}
	ids := map[string]bool{"": true}
	key := func(id string) {
		if ids[id] {
			t.Errorf("%s: key %q twice", doc.ID, id)
		}
		ids[id] = true
	}
	inSentence := func(what string, id, start int32) {
		if int(id) >= len(rows.Sentences) || start < rows.Sentences[id].Start || start >= rows.Sentences[id].End {
			t.Errorf("%s: %s at %d is not in its sentence %d", doc.ID, what, start, id)
		}
	}
	people := map[string]bool{"": true}
	for _, a := range rows.Actors {
		people[a.ActorID] = true
	}
	actor := func(id string) {
		if !people[id] {
			t.Errorf("%s: %q is no actor", doc.ID, id)
		}
	}
	for _, s := range rows.Sentences {
		span("sentence", s.Start, s.End, s.Text)
	}
	for _, w := range rows.Tokens {
		span("token", w.Start, w.End, w.Form)
		inSentence("token", w.SentenceID, w.Start)
	}
	for _, a := range rows.Actors {
		actor(a.PrincipalID)
	}
	for _, m := range rows.Mentions {
		span("mention", m.Start, m.End, m.Text)
		inSentence("mention", m.SentenceID, m.Start)
		key(m.MentionID)
		actor(m.ActorID)
	}
	for _, m := range rows.Mentions {
		if !ids[m.AntecedentID] {
			t.Errorf("%s: antecedent %q is no mention", doc.ID, m.AntecedentID)
		}
	}
	for _, c := range rows.Claims {
		span("content", c.ContentStart, c.ContentEnd, c.Content)
		optional("source", c.SourceStart, c.SourceEnd)
		optional("cue", c.CueStart, c.CueEnd)
		key(c.ClaimID)
		actor(c.SourceID)
		actor(c.SourcePrincipal)
		for _, id := range c.About {
			actor(id)
		}
	}
	for _, d := range rows.Demands {
		span("action", d.ActionStart, d.ActionEnd, d.Action)
		optional("cue", d.CueStart, d.CueEnd)
		key(d.DemandID)
		actor(d.DemanderID)
		actor(d.DemanderPrincipal)
		actor(d.AddresseeID)
		actor(d.AddresseePrincipal)
	}
	for _, c := range rows.Conditions {
		span("antecedent", c.AntecedentStart, c.AntecedentEnd, c.Antecedent)
		if c.ConsequentStart != nil && c.ConsequentEnd != nil {
			span("consequent", *c.ConsequentStart, *c.ConsequentEnd, c.Consequent)
		}
		optional("marker", c.MarkerStart, c.MarkerEnd)
		optional("consequent", c.ConsequentStart, c.ConsequentEnd)
		key(c.ConditionID)
		actor(c.SetterID)
		if !ids[c.ClaimID] || !ids[c.DemandID] {
			t.Errorf("%s: a condition refers to no row", doc.ID)
		}
	}
	for _, stance := range rows.Claims {
		if !slices.Contains(schemas.Stance("").Values(), string(stance.Stance)) {
			t.Errorf("%s: stance %q", doc.ID, stance.Stance)
		}
	}
}
