package evaluate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"demarche/pipeline/evaluate"
	"demarche/schemas"
)

func at(start, end int) *evaluate.Span { return &evaluate.Span{Start: start, End: end} }

var docs = map[string]bool{"d": true}

// found writes what was found and what of it in full, each correct/gold/system.
func found(x evaluate.Extraction) string {
	return fmt.Sprintf("%d/%d/%d %d/%d/%d", x.Found.Correct, x.Found.Gold, x.Found.System, x.Full.Correct, x.Full.Gold, x.Full.System)
}

func TestSpansThatMatch(t *testing.T) {
	for _, test := range []struct {
		gold, predicted *evaluate.Span
		match           bool
	}{
		{at(10, 20), at(10, 20), true},
		{at(0, 15), at(5, 20), true},     // 10 of 20 characters
		{at(0, 15), at(6, 21), false},    // 9 of 21
		{at(0, 300), at(100, 300), true}, // 2 of 3
		{at(0, 100), at(33, 67), true},   // within, 34 of 100
		{at(0, 100), at(33, 66), false},  // within, 33 of 100
		{at(33, 67), at(0, 100), true},
		{at(33, 66), at(0, 100), false},
		{at(0, 50), at(-1, 17), false}, // 17 of 50, but not within
		{at(0, 10), at(10, 20), false}, // side by side
		{at(0, 10), at(15, 20), false},
	} {
		gold := []evaluate.GoldRow{{Doc: "d", Table: "claims", Content: test.gold}}
		x := evaluate.ScoreExtraction("claims", gold, []evaluate.Extracted{{Doc: "d", Key: *test.predicted}}, docs)
		if got := x.Found.Correct == 1; got != test.match {
			t.Errorf("%v and %v: %t", *test.gold, *test.predicted, got)
		}
	}
}

func TestMatchingIsOneToOne(t *testing.T) {
	claim := func(start, end int, sources ...string) evaluate.GoldRow {
		return evaluate.GoldRow{Doc: "d", Table: "claims", Content: at(start, end), Source: sources}
	}
	row := func(start, end int, cue string, sources ...string) evaluate.Extracted {
		return evaluate.Extracted{Doc: "d", Key: *at(start, end), Cue: cue, Source: sources}
	}
	for _, test := range []struct {
		name               string
		gold               []evaluate.GoldRow
		predicted          []evaluate.Extracted
		want               string
		right, wrong, half string // cues
	}{
		{"two rows for one", []evaluate.GoldRow{claim(0, 20)}, []evaluate.Extracted{row(0, 15, "a"), row(0, 20, "b")},
			"1/1/2 1/1/2", "b", "a", ""},
		{"one row for two", []evaluate.GoldRow{claim(0, 10), claim(0, 12)}, []evaluate.Extracted{row(0, 12, "a")},
			"1/2/1 1/2/1", "a", "", ""},
		{"the best overlap first", []evaluate.GoldRow{claim(0, 10), claim(0, 14)}, []evaluate.Extracted{row(0, 13, "a"), row(0, 10, "b")},
			"2/2/2 2/2/2", "a b", "", ""},
		// "a" overlaps more, but "b" has the source too.
		{"a full match before a better overlap", []evaluate.GoldRow{claim(0, 20, "USA")}, []evaluate.Extracted{row(0, 20, "a", "prk"), row(0, 15, "b", "usa")},
			"1/1/2 1/1/2", "b", "a", ""},
		{"of two alike the first", []evaluate.GoldRow{claim(0, 20)}, []evaluate.Extracted{row(0, 20, "a"), row(0, 20, "b")},
			"1/1/2 1/1/2", "a", "b", ""},
		{"half right", []evaluate.GoldRow{claim(0, 20, "USA")}, []evaluate.Extracted{row(0, 20, "a", "prk")},
			"1/1/1 0/1/1", "a", "", "a"},
		{"nothing predicted", []evaluate.GoldRow{claim(0, 20)}, nil, "0/1/0 0/1/0", "", "", ""},
		{"nothing to find", nil, []evaluate.Extracted{row(0, 20, "a")}, "0/0/1 0/0/1", "", "a", ""},
	} {
		x := evaluate.ScoreExtraction("claims", test.gold, test.predicted, docs)
		if got := found(x); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		if len(x.Missed) != x.Found.Gold-x.Found.Correct {
			t.Errorf("%s: %d missed of %s", test.name, len(x.Missed), found(x))
		}
		for _, part := range []struct {
			name string
			rows []evaluate.Extracted
			want string
		}{{"right", x.Right, test.right}, {"false", x.False, test.wrong}, {"half right", x.Partial, test.half}} {
			var cues []string
			for _, r := range part.rows {
				cues = append(cues, r.Cue)
			}
			if got := strings.Join(cues, " "); got != part.want {
				t.Errorf("%s: %s rows %q, want %q", test.name, part.name, got, part.want)
			}
		}
	}
}

func TestOptionalRows(t *testing.T) {
	gold := []evaluate.GoldRow{
		{Doc: "d", Table: "claims", Content: at(0, 10), Optional: true},
		{Doc: "d", Table: "claims", Content: at(20, 30), Optional: true},
		{Doc: "d", Table: "claims", Content: at(40, 50)},
		{Doc: "d", Table: "demands", Action: at(60, 70)},
		{Doc: "other", Table: "claims", Content: at(0, 10)},
	}
	predicted := []evaluate.Extracted{
		{Doc: "d", Key: *at(0, 10)}, {Doc: "d", Key: *at(40, 50)}, {Doc: "d", Key: *at(60, 70)}, {Doc: "unknown", Key: *at(0, 10)},
	}
	x := evaluate.ScoreExtraction("claims", gold, predicted, docs)
	if got := found(x); got != "1/1/2 1/1/2" {
		t.Errorf("found and full %s", got)
	}
	if len(x.Right) != 2 || len(x.False) != 1 || len(x.Missed) != 0 {
		t.Errorf("right %v, false %v, missed %v", x.Right, x.False, x.Missed)
	}
}

func TestRoles(t *testing.T) {
	for _, test := range []struct {
		name, table string
		gold        evaluate.GoldRow
		row         evaluate.Extracted
		full        bool
	}{
		{"the source by one of its names", "claims", evaluate.GoldRow{Source: []string{"Ada Sample", "USA"}}, evaluate.Extracted{Source: []string{"", "usa"}}, true},
		{"another source", "claims", evaluate.GoldRow{Source: []string{"USA"}}, evaluate.Extracted{Source: []string{"prk"}}, false},
		{"no source", "claims", evaluate.GoldRow{Source: []string{"USA"}}, evaluate.Extracted{}, false},
		{"a source that the gold does not know", "claims", evaluate.GoldRow{}, evaluate.Extracted{}, true},
		{"the source's span", "claims", evaluate.GoldRow{SourceSpan: at(20, 30)}, evaluate.Extracted{Other: at(20, 28)}, true},
		{"a small part of the source's span", "claims", evaluate.GoldRow{SourceSpan: at(20, 40)}, evaluate.Extracted{Other: at(38, 40)}, true},
		{"a span around the source's", "claims", evaluate.GoldRow{SourceSpan: at(38, 40)}, evaluate.Extracted{Other: at(20, 40)}, false},
		{"beside the source's span", "claims", evaluate.GoldRow{SourceSpan: at(20, 30)}, evaluate.Extracted{Other: at(30, 40)}, false},
		{"no span of the source", "claims", evaluate.GoldRow{SourceSpan: at(20, 30)}, evaluate.Extracted{}, false},
		{"names go before spans", "claims", evaluate.GoldRow{Source: []string{"USA"}, SourceSpan: at(20, 30)}, evaluate.Extracted{Other: at(20, 30)}, false},
		{"both roles of a demand", "demands", evaluate.GoldRow{Demander: []string{"USA"}, Addressee: []string{"PRK"}},
			evaluate.Extracted{Source: []string{"usa"}, To: []string{"prk"}}, true},
		{"the roles changed about", "demands", evaluate.GoldRow{Demander: []string{"USA"}, Addressee: []string{"PRK"}},
			evaluate.Extracted{Source: []string{"prk"}, To: []string{"usa"}}, false},
		{"an addressee that the gold does not know", "demands", evaluate.GoldRow{Demander: []string{"USA"}}, evaluate.Extracted{Source: []string{"usa"}, To: []string{"chn"}}, true},
		{"an addressee left out", "demands", evaluate.GoldRow{Demander: []string{"USA"}, Addressee: []string{"PRK"}}, evaluate.Extracted{Source: []string{"usa"}}, false},
		{"a demander that the gold does not know", "demands", evaluate.GoldRow{Addressee: []string{"PRK"}}, evaluate.Extracted{To: []string{"prk"}}, true},
		{"the consequent", "conditions", evaluate.GoldRow{Consequent: at(20, 30)}, evaluate.Extracted{Other: at(22, 31)}, true},
		{"too little of the consequent", "conditions", evaluate.GoldRow{Consequent: at(20, 30)}, evaluate.Extracted{Other: at(28, 60)}, false},
		{"no consequent", "conditions", evaluate.GoldRow{Consequent: at(20, 30)}, evaluate.Extracted{}, false},
	} {
		test.gold.Doc, test.gold.Table, test.row.Doc, test.row.Key = "d", test.table, "d", *at(0, 10)
		switch test.table {
		case "claims":
			test.gold.Content = at(0, 10)
		case "demands":
			test.gold.Action = at(0, 10)
		default:
			test.gold.Antecedent = at(0, 10)
		}
		x := evaluate.ScoreExtraction(test.table, []evaluate.GoldRow{test.gold}, []evaluate.Extracted{test.row}, docs)
		if x.Found.Correct != 1 || (x.Full.Correct == 1) != test.full {
			t.Errorf("%s: %s", test.name, found(x))
		}
	}
}

func TestWriteScores(t *testing.T) {
	gold := []evaluate.GoldRow{
		{Doc: "d", Table: "claims", Content: at(0, 10), Source: []string{"USA"}, Stance: "oppose"},
		{Doc: "d", Table: "claims", Content: at(20, 30), Stance: "assert"},
		{Doc: "d", Table: "claims", Content: at(40, 50)},
		{Doc: "d", Table: "claims", Content: at(60, 70), Stance: "doubt"}, // missed: its stance is not asked for
	}
	claims := evaluate.ScoreExtraction("claims", gold, []evaluate.Extracted{
		{Doc: "d", Key: *at(0, 10), Stance: "oppose"}, {Doc: "d", Key: *at(20, 30), Stance: "doubt"}, {Doc: "d", Key: *at(40, 50), Stance: "doubt"},
	}, docs)
	var b strings.Builder
	err := evaluate.WriteScores(&b, []evaluate.Extraction{claims, evaluate.ScoreExtraction("demands", gold, nil, docs)})
	const want = `claims      found P 1.000  R 0.750  F1 0.857   (3 of 4 gold, 3 predicted)
claims      full  P 0.667  R 0.500  F1 0.571   (2 of 4 gold, 3 predicted)
claims      stance accuracy 0.500
demands     found P 0.000  R 0.000  F1 0.000   (0 of 0 gold, 0 predicted)
demands     full  P 0.000  R 0.000  F1 0.000   (0 of 0 gold, 0 predicted)
`
	if err != nil || b.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, b.String(), want)
	}
}

func TestExtractedRows(t *testing.T) {
	start, end := int32(3), int32(5)
	rows := schemas.Rows{
		Claims: []schemas.Claim{{DocID: "d", SentenceID: 1, SourceID: "Ada Sample", SourcePrincipal: "USA", SourceName: "Ada Sample", SourceStart: &start, SourceEnd: &end,
			ContentStart: 6, ContentEnd: 9, Content: "abc", Stance: schemas.Oppose, Rule: "r", CueLemma: "say", Confidence: 0.5}, {DocID: "d"}},
		Demands: []schemas.Demand{{DocID: "d", DemanderID: "USA", DemanderName: "the U.S.", AddresseeID: "PRK", ActionStart: 6, ActionEnd: 9, Action: "abc"}},
		Conditions: []schemas.Condition{{DocID: "d", Kind: schemas.Hypothetical, AntecedentStart: 6, AntecedentEnd: 9, Antecedent: "abc", ConsequentStart: &start, ConsequentEnd: &end, Consequent: "xy"},
			{DocID: "d", Kind: schemas.Temporal}},
	}
	claims := evaluate.ExtractedRows(rows, "claims", nil)
	if len(claims) != 2 {
		t.Fatalf("%d claims, want 2", len(claims))
	}
	c := claims[0]
	if c.Doc != "d" || c.Sentence != 1 || c.Key != (evaluate.Span{Start: 6, End: 9, Text: "abc"}) || *c.Other != *at(3, 5) || c.Stance != "oppose" ||
		strings.Join(c.Source, "|") != "ada sample|usa|ada sample" || c.Rule != "r" || c.Cue != "say" || c.Share != 0.5 {
		t.Errorf("claim %+v", c)
	}
	if c := claims[1]; c.Source != nil || c.Other != nil {
		t.Errorf("a claim without a source %+v", c)
	}
	demands := evaluate.ExtractedRows(rows, "demands", nil)
	if len(demands) != 1 || strings.Join(demands[0].Source, "|") != "usa|the u.s." || strings.Join(demands[0].To, "|") != "prk" || demands[0].Key.Text != "abc" {
		t.Errorf("demands %+v", demands)
	}
	if all := evaluate.ExtractedRows(rows, "conditions", nil); len(all) != 2 || *all[0].Other != (evaluate.Span{Start: 3, End: 5, Text: "xy"}) || all[1].Other != nil {
		t.Errorf("conditions %+v", all)
	}
	if some := evaluate.ExtractedRows(rows, "conditions", []string{"temporal", "exceptive"}); len(some) != 1 {
		t.Errorf("conditions of a kind %+v", some)
	}
}

func TestReadGold(t *testing.T) {
	dir := t.TempDir()
	write := func(content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "gold.jsonl"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"doc": "d", "table": "claims", "source": ["USA"], "content": {"start": 1, "end": 3, "text": "ab"}, "stance": "assert", "nested": true}` + "\n\n" +
		`{"doc": "d", "table": "mentions", "span": {"start": 4, "end": 5, "text": "c"}, "entity": "1", "optional": true}`)
	rows, err := evaluate.ReadGold(dir)
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if r := rows[0]; r.Doc != "d" || r.Table != "claims" || r.Source[0] != "USA" || *r.Content != (evaluate.Span{Start: 1, End: 3, Text: "ab"}) || r.Stance != "assert" || r.Optional {
		t.Errorf("row %+v", r)
	}
	if r := rows[1]; r.Span.Start != 4 || r.Entity != "1" || !r.Optional || r.Content != nil {
		t.Errorf("row %+v", r)
	}
	write("{\"doc\": \"d\"}\n\n{\"doc\": 1}\n")
	if _, err := evaluate.ReadGold(dir); err == nil || !strings.HasPrefix(err.Error(), filepath.Join(dir, "gold.jsonl")+":3: ") {
		t.Errorf("a bad row gives %v", err)
	}
	if _, err := evaluate.ReadGold(t.TempDir()); err == nil || !strings.Contains(err.Error(), "gold.jsonl: no such file: ") {
		t.Errorf("no gold gives %v", err)
	}
}
