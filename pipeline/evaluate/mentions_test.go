package evaluate_test

import (
	"math"
	"strings"
	"testing"

	"demarche/pipeline/evaluate"
	"demarche/schemas"
)

// rows makes a document of words, each a mention; clusters gives the entity of
// each word, as a letter.
func rows(words, clusters string) (schemas.Rows, []evaluate.GoldRow) {
	var gold []evaluate.GoldRow
	tables := schemas.Rows{Documents: []schemas.Document{{DocID: "d", Text: words}}}
	start := 0
	for i, w := range strings.Fields(words) {
		end := start + len(w)
		entity := string(clusters[i])
		gold = append(gold, evaluate.GoldRow{
			Doc: "d", Table: "mentions", Span: evaluate.Span{Start: start, End: end, Text: w}, Entity: entity, Type: "person",
		})
		tables.Mentions = append(tables.Mentions, schemas.Mention{
			MentionID: w, DocID: "d", Start: int32(start), End: int32(end), Text: w, Kind: schemas.Name, ActorID: entity,
		})
		start = end + 1
	}
	return tables, gold
}

// The response splits an entity of three and gives its last mention to another:
// the values are worked out by hand.
func TestCoreferenceMeasures(t *testing.T) {
	_, gold := rows("Ada Bea Cay Dan Eve", "xxxyy")
	system, _ := rows("Ada Bea Cay Dan Eve", "xxyyy")
	s := evaluate.Mentions(gold, []schemas.Rows{system}, nil)
	for _, m := range []struct {
		name string
		got  evaluate.PR
		want float64
	}{{"MUC", s.MUC, 2.0 / 3}, {"B³", s.B3, 11.0 / 15}, {"CEAF-e", s.CEAFE, 0.8}} {
		for _, got := range []float64{m.got.Precision(), m.got.Recall(), m.got.F1()} {
			if math.Abs(got-m.want) > 1e-9 {
				t.Errorf("%s is %v, want %v", m.name, got, m.want)
			}
		}
	}
	// The first word of the sentence may be no name.
	if s.Named.Correct != 4 || s.Named.Gold != 4 || s.Named.System != 4 {
		t.Errorf("named %+v, want 4 of 4", s.Named)
	}
}

func TestMatching(t *testing.T) {
	const text = "We met Professor Ada Sample, director of the Sample Institute. Most of the Testers left the U.S. Congress."
	span := func(s string) evaluate.Span {
		i := strings.Index(text, s)
		return evaluate.Span{Start: i, End: i + len(s), Text: s}
	}
	for _, test := range []struct {
		name, gold, etype, link, system string
		found                           bool
	}{
		{"the same but for the determiner", "the Sample Institute", "organization", "", "Sample Institute", true},
		{"the head of a longer phrase", "Professor Ada Sample, director of the Sample Institute", "person", "", "Ada Sample", true},
		{"within, but not the head", "Professor Ada Sample, director of the Sample Institute", "person", "", "Sample Institute", false},
		{"longer than the phrase", "Ada Sample", "person", "", "Professor Ada Sample", false},
		{"a quantity is no head", "Most of the Testers", "person", "", "Testers", true},
	} {
		g, s := span(test.gold), span(test.system)
		if test.system == "Sample Institute" {
			s.Start = strings.LastIndex(text, test.system)
			s.End = s.Start + len(test.system)
		}
		tables := schemas.Rows{
			Documents: []schemas.Document{{DocID: "d", Text: text}},
			Mentions: []schemas.Mention{{MentionID: "m", DocID: "d", Start: int32(s.Start), End: int32(s.End), Text: test.system,
				Kind: schemas.Name, ActorID: "x"}},
		}
		gold := []evaluate.GoldRow{{Doc: "d", Table: "mentions", Span: g, Entity: "1", Type: test.etype, Link: test.link}}
		score := evaluate.Mentions(gold, []schemas.Rows{tables}, nil)
		if found := score.Named.Correct == 1; found != test.found {
			t.Errorf("%s: found is %v: %+v", test.name, found, score.Named)
		}
	}
}
