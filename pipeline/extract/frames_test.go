package extract_test

import (
	"strings"
	"testing"

	"demarche/pipeline"
	"demarche/pipeline/codebook"
	"demarche/pipeline/ingest"
	"demarche/schemas"
)

// example is a sentence of the codebook with two marked spans: <…> and […].
type example struct {
	text          string
	angle, square string // what is marked, "" where nothing is
}

func readExample(t *testing.T, s string) example {
	t.Helper()
	cut := func(open, end string) string {
		_, rest, ok := strings.Cut(s, open)
		if !ok {
			return ""
		}
		marked, _, ok := strings.Cut(rest, end)
		if !ok {
			t.Fatalf("%q opened and not closed in %q", open, s)
		}
		return strings.NewReplacer("[", "", "]", "", "<", "", ">", "").Replace(marked)
	}
	return example{strings.NewReplacer("[", "", "]", "", "<", "", ">", "").Replace(s), cut("<", ">"), cut("[", "]")}
}

func load(t *testing.T) (*pipeline.Pipeline, *codebook.Codebook) {
	t.Helper()
	p, err := pipeline.New()
	if err != nil {
		t.Fatal(err)
	}
	book, err := codebook.Load()
	if err != nil {
		t.Fatal(err)
	}
	return p, book
}

func document(text string) *ingest.Document {
	return &ingest.Document{ID: "example", Text: ingest.NewText(text)}
}

// Every cue of claims that has an example finds in it the source and the content
// that are marked.
func TestExamplesOfClaims(t *testing.T) {
	p, book := load(t)
	for _, cue := range book.Claims {
		if cue.Example != "" {
			want := readExample(t, cue.Example)
			var got []string
			found := false
			for _, c := range p.Candidates(document(want.text)) {
				if c.Cue != cue.Lemma { // of a cue's several frames the most reliable one counts
					continue
				}
				source := ""
				if c.Row.SourceStart != nil {
					source = ingest.NewText(want.text).Slice(int(*c.Row.SourceStart), int(*c.Row.SourceEnd))
				}
				found = found || source == want.angle && c.Row.Content == want.square
				got = append(got, "<"+source+"> ["+c.Row.Content+"]")
			}
			if !found {
				t.Errorf("%s %q: %s\n\tfound %s", cue.Frame, cue.Lemma, cue.Example, strings.Join(got, ", "))
			}
		}
		if cue.Counter != "" {
			for _, r := range p.Analyse(document(cue.Counter)).Claims {
				if r.CueLemma != cue.Lemma || !strings.HasPrefix(r.Rule, cue.Frame+":") {
					continue
				}
				t.Errorf("%s %q: %s\n\tfound [%s]", cue.Frame, cue.Lemma, cue.Counter, r.Content)
			}
		}
	}
}

func TestExamplesOfDemands(t *testing.T) {
	p, book := load(t)
	rows := func(text string, cue codebook.DemandCue) (out []schemas.Demand) {
		for _, d := range p.Analyse(document(text)).Demands {
			if d.CueLemma == cue.Lemma && strings.HasPrefix(d.Rule, cue.Frame+":") {
				out = append(out, d)
			}
		}
		return out
	}
	for _, cue := range book.Demands {
		if cue.Example == "" {
			t.Errorf("%s %q has no example", cue.Frame, cue.Lemma)
			continue
		}
		want := readExample(t, cue.Example)
		var got []string
		found := false
		for _, d := range rows(want.text, cue) {
			found = found || d.Action == want.square && d.DemanderName != ""
			got = append(got, "<"+d.DemanderName+"> ["+d.Action+"]")
		}
		if !found {
			t.Errorf("%s %q: %s\n\tfound %s", cue.Frame, cue.Lemma, cue.Example, strings.Join(got, ", "))
		}
		if cue.Counter != "" {
			for _, d := range rows(cue.Counter, cue) {
				t.Errorf("%s %q: %s\n\tfound <%s> [%s]", cue.Frame, cue.Lemma, cue.Counter, d.DemanderName, d.Action)
			}
		}
	}
}

func TestExamplesOfConditions(t *testing.T) {
	p, book := load(t)
	rows := func(text string, c codebook.Connective) (out []schemas.Condition) {
		for _, r := range p.Analyse(document(text)).Conditions {
			if r.MarkerLemma == c.Marker {
				out = append(out, r)
			}
		}
		return out
	}
	for _, c := range book.Connectives {
		if c.Example == "" {
			t.Errorf("%q has no example", c.Marker)
			continue
		}
		want := readExample(t, c.Example)
		var got []string
		found := false
		for _, r := range rows(want.text, c) {
			// A clause stands with its connective in front.
			a := r.Antecedent
			if n := len(c.Marker); len(a) > n && strings.EqualFold(a[:n], c.Marker) {
				a = strings.TrimSpace(a[n:])
			}
			found = found || a == want.square && r.Consequent == want.angle
			got = append(got, "["+a+"] <"+r.Consequent+">")
		}
		if !found {
			t.Errorf("%q: %s\n\tfound %s", c.Marker, c.Example, strings.Join(got, ", "))
		}
		if c.Counter == "" {
			t.Errorf("%q has no counter-example", c.Marker)
		}
		if !strings.Contains(strings.ToLower(c.Counter), c.Marker) {
			t.Errorf("%q: its words are not in %q", c.Marker, c.Counter)
		}
		for _, r := range rows(c.Counter, c) {
			t.Errorf("%q: %s\n\tfound [%s] <%s>", c.Marker, c.Counter, r.Antecedent, r.Consequent)
		}
	}
}

// Every frame shows with a sentence where it ends.
func TestFramesHaveCounterExamples(t *testing.T) {
	_, book := load(t)
	countered := map[string]bool{}
	for _, cue := range book.Claims {
		countered["claims: "+cue.Frame] = countered["claims: "+cue.Frame] || cue.Counter != ""
	}
	for _, cue := range book.Demands {
		countered["demands: "+cue.Frame] = countered["demands: "+cue.Frame] || cue.Counter != ""
	}
	for frame, ok := range countered {
		if !ok {
			t.Errorf("%s has no counter-example", frame)
		}
	}
}
