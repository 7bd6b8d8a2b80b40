package evaluate_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"demarche/pipeline"
	"demarche/pipeline/evaluate"
	"demarche/pipeline/ingest"
	"demarche/schemas"
)

// The gold data and an independent scorer of it, which lie beside the repository
// where somebody has laid them.
const goldFolder = "../../../shared/gold"

// scorer returns the command line of the independent scorer, or passes the test over.
func scorer(t *testing.T) []string {
	t.Helper()
	script := filepath.Join(goldFolder, "score.py")
	if _, err := os.Stat(script); err != nil {
		t.Skip("no independent scorer here:", err)
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no Python here:", err)
	}
	return []string{python, script}
}

// agree fails unless both scorers count the same of the same rows.
func agree(t *testing.T, scorer []string, goldDir string, docs map[string]bool, rows schemas.Rows, kinds []string) {
	t.Helper()
	predicted := t.TempDir()
	writeLines(t, filepath.Join(predicted, "claims.jsonl"), rows.Claims)
	writeLines(t, filepath.Join(predicted, "demands.jsonl"), rows.Demands)
	writeLines(t, filepath.Join(predicted, "conditions.jsonl"), rows.Conditions)
	arguments := append(scorer[1:], goldDir, predicted, "--json")
	if kinds != nil {
		arguments = append(arguments, "--kinds", strings.Join(kinds, ","))
	}
	out, err := exec.Command(scorer[0], arguments...).Output()
	if err != nil {
		t.Fatal(err)
	}
	type score struct {
		Correct int `json:"tp"`
		System  int `json:"pred"`
		Gold    int `json:"gold"`
		P, R    float64
		F1      float64 `json:"f1"`
	}
	var theirs map[string]struct {
		Found, Full score
		Stance      *float64 `json:"stance_accuracy"`
	}
	if err := json.Unmarshal(out, &theirs); err != nil {
		t.Fatal(err)
	}
	if len(theirs) != 3 {
		t.Fatalf("the scorer says %s", out)
	}
	gold, err := evaluate.ReadGold(goldDir)
	if err != nil {
		t.Fatal(err)
	}
	rounded := func(x float64) float64 { return math.Round(x*1e4) / 1e4 }
	for table, want := range theirs {
		x := evaluate.ScoreExtraction(table, gold, evaluate.ExtractedRows(rows, table, kinds), docs)
		for _, part := range []struct {
			name string
			got  evaluate.Score
			want score
		}{{"found", x.Found, want.Found}, {"full", x.Full, want.Full}} {
			got := score{part.got.Correct, part.got.System, part.got.Gold, rounded(part.got.Precision()), rounded(part.got.Recall()), rounded(part.got.F1())}
			if got != part.want {
				t.Errorf("%s %s: %+v, the scorer says %+v", table, part.name, got, part.want)
			}
		}
		if want.Stance != nil && (x.StanceKnown == 0 || rounded(float64(x.StanceRight)/float64(x.StanceKnown)) != *want.Stance) {
			t.Errorf("%s: %d of %d stances, the scorer says %v", table, x.StanceRight, x.StanceKnown, *want.Stance)
		}
	}
}

// writeLines writes rows as JSON lines by their columns' names.
func writeLines[R any](t *testing.T, file string, rows []R) {
	t.Helper()
	var b strings.Builder
	for _, row := range rows {
		columns := make(map[string]any)
		v := reflect.ValueOf(row)
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("parquet"), ",")
			columns[name] = v.Field(i).Interface()
		}
		line, err := json.Marshal(columns)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, string(line))
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestScorersAgreeOnTheReferenceText(t *testing.T) {
	command := scorer(t)
	dir := filepath.Join(goldFolder, "end-of-war")
	corpus, err := ingest.Open(dir, nil, ingest.DefaultMaxBytes)
	if err != nil {
		t.Skip("no reference text here:", err)
	}
	p, err := pipeline.New()
	if err != nil {
		t.Fatal(err)
	}
	docs := make(map[string]bool)
	var all schemas.Rows
	for _, in := range corpus.Inputs {
		if !strings.HasSuffix(in.Path, ".txt") {
			continue
		}
		doc, err := corpus.Read(in)
		if err != nil {
			t.Fatal(err)
		}
		docs[doc.ID] = true
		rows := p.Analyse(doc)
		all.Claims = append(all.Claims, rows.Claims...)
		all.Demands = append(all.Demands, rows.Demands...)
		all.Conditions = append(all.Conditions, rows.Conditions...)
	}
	if len(all.Claims) == 0 || len(all.Demands) == 0 || len(all.Conditions) == 0 {
		t.Fatalf("%d claims, %d demands, %d conditions", len(all.Claims), len(all.Demands), len(all.Conditions))
	}
	agree(t, command, dir, docs, all, nil)
	agree(t, command, dir, docs, all, []string{"hypothetical", "exceptive"})
}

// Rows that lie close by one another bring ties and rivals of every kind.
func TestScorersAgreeOnAnyRows(t *testing.T) {
	command := scorer(t)
	r := rand.New(rand.NewPCG(1, 2))
	number := func(n int) int32 { return int32(r.IntN(n)) }
	span := func() (start, end int32) {
		start = number(30)
		return start, start + 1 + number(12)
	}
	goldSpan := func() map[string]any {
		start, end := span()
		return map[string]any{"start": start, "end": end, "text": ""}
	}
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	names := func() []string {
		if r.IntN(3) == 0 {
			return nil
		}
		return []string{pick("USA", "PRK", "KOR"), pick("Ada Sample", "Bea Sample")}[:1+r.IntN(2)]
	}
	optional := func() (start, end *int32) {
		if r.IntN(4) == 0 {
			return nil, nil
		}
		a, b := span()
		return &a, &b
	}

	dir := t.TempDir()
	docs := make(map[string]bool)
	var gold strings.Builder
	var rows schemas.Rows
	for d := range 60 {
		doc := fmt.Sprint("doc-", d)
		docs[doc] = true
		if err := os.WriteFile(filepath.Join(dir, doc+".txt"), []byte("Text."), 0o644); err != nil {
			t.Fatal(err)
		}
		for range r.IntN(8) {
			row := map[string]any{"doc": doc, "table": pick("claims", "demands", "conditions"), "content": goldSpan(), "action": goldSpan(), "antecedent": goldSpan(),
				"consequent": goldSpan(), "source": names(), "source_span": goldSpan(), "demander": names(), "addressee": names(),
				"stance": pick("", "assert", "oppose"), "optional": r.IntN(5) == 0}
			line, err := json.Marshal(row)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&gold, string(line))
		}
		if d%10 == 0 {
			doc = "unknown"
		}
		for range r.IntN(5) {
			var c schemas.Claim
			c.DocID, c.SourceID, c.SourceName, c.Stance = doc, pick("", "USA", "PRK"), pick("", "Ada Sample"), schemas.Stance(pick("assert", "oppose"))
			c.ContentStart, c.ContentEnd = span()
			c.SourceStart, c.SourceEnd = optional()
			rows.Claims = append(rows.Claims, c)
			var m schemas.Demand
			m.DocID, m.DemanderPrincipal, m.AddresseeID = doc, pick("", "USA", "PRK"), pick("", "USA", "PRK")
			m.ActionStart, m.ActionEnd = span()
			rows.Demands = append(rows.Demands, m)
			var n schemas.Condition
			n.DocID, n.Kind = doc, schemas.ConditionKind(pick("hypothetical", "temporal"))
			n.AntecedentStart, n.AntecedentEnd = span()
			n.ConsequentStart, n.ConsequentEnd = optional()
			rows.Conditions = append(rows.Conditions, n)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "gold.jsonl"), []byte(gold.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	agree(t, command, dir, docs, rows, nil)
	agree(t, command, dir, docs, rows, []string{"temporal"})
}
