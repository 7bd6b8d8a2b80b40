package evaluate_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"demarche/pipeline"
	"demarche/pipeline/evaluate"
	"demarche/pipeline/ingest"
)

func span(start, end int) *evaluate.Span { return &evaluate.Span{Start: start, End: end} }

func claim(start, end int, source ...string) evaluate.Extracted {
	return evaluate.Extracted{Doc: "d", Key: evaluate.Span{Start: start, End: end}, Source: source, Stance: "assert"}
}

func TestWhatMatches(t *testing.T) {
	docs := map[string]bool{"d": true}
	gold := func(start, end int) evaluate.GoldRow {
		return evaluate.GoldRow{Doc: "d", Table: "claims", Content: span(start, end), Source: []string{"IRN"}, Stance: "assert"}
	}
	optional := gold(200, 220)
	optional.Optional = true
	for _, test := range []struct {
		name                          string
		gold                          []evaluate.GoldRow
		rows                          []evaluate.Extracted
		found, full, goldRows, system int
	}{
		{"the same", []evaluate.GoldRow{gold(0, 10)}, []evaluate.Extracted{claim(0, 10, "irn")}, 1, 1, 1, 1},
		{"another source", []evaluate.GoldRow{gold(0, 10)}, []evaluate.Extracted{claim(0, 10, "usa")}, 1, 0, 1, 1},
		{"half and more", []evaluate.GoldRow{gold(0, 10)}, []evaluate.Extracted{claim(3, 10, "irn")}, 1, 1, 1, 1},
		{"shifted too far", []evaluate.GoldRow{gold(0, 10)}, []evaluate.Extracted{claim(4, 14, "irn")}, 0, 0, 1, 1},
		{"within, a third", []evaluate.GoldRow{gold(0, 100)}, []evaluate.Extracted{claim(50, 84, "irn")}, 1, 1, 1, 1},
		{"within, too short", []evaluate.GoldRow{gold(0, 100)}, []evaluate.Extracted{claim(50, 83, "irn")}, 0, 0, 1, 1},
		{"one to one", []evaluate.GoldRow{gold(0, 10)}, []evaluate.Extracted{claim(0, 10, "irn"), claim(1, 10, "irn")}, 1, 1, 1, 2},
		{"the right source first", []evaluate.GoldRow{gold(0, 10)}, []evaluate.Extracted{claim(0, 10, "usa"), claim(1, 10, "irn")}, 1, 1, 1, 2},
		{"optional, found", []evaluate.GoldRow{optional}, []evaluate.Extracted{claim(200, 220, "usa")}, 0, 0, 0, 0},
		{"optional, missed", []evaluate.GoldRow{optional}, nil, 0, 0, 0, 0},
		{"nothing", nil, []evaluate.Extracted{claim(0, 10, "irn")}, 0, 0, 0, 1},
	} {
		x := evaluate.ScoreExtraction("claims", test.gold, test.rows, docs)
		if x.Found.Correct != test.found || x.Full.Correct != test.full || x.Found.Gold != test.goldRows || x.Found.System != test.system {
			t.Errorf("%s: found %d, full %d, gold %d, predicted %d; want %d, %d, %d, %d", test.name,
				x.Found.Correct, x.Full.Correct, x.Found.Gold, x.Found.System, test.found, test.full, test.goldRows, test.system)
		}
	}
}

func TestRolesOfDemandsAndConditions(t *testing.T) {
	docs := map[string]bool{"d": true}
	demand := evaluate.GoldRow{Doc: "d", Table: "demands", Action: span(0, 10), Demander: []string{"PRK"}, Addressee: []string{"USA"}}
	row := evaluate.Extracted{Doc: "d", Key: evaluate.Span{End: 10}, Source: []string{"prk"}, To: []string{"usa"}}
	if x := evaluate.ScoreExtraction("demands", []evaluate.GoldRow{demand}, []evaluate.Extracted{row}, docs); x.Full.Correct != 1 {
		t.Errorf("demand: %+v", x.Full)
	}
	row.To = nil
	if x := evaluate.ScoreExtraction("demands", []evaluate.GoldRow{demand}, []evaluate.Extracted{row}, docs); x.Full.Correct != 0 || x.Found.Correct != 1 {
		t.Errorf("demand without addressee: %+v", x.Full)
	}
	condition := evaluate.GoldRow{Doc: "d", Table: "conditions", Antecedent: span(0, 10), Consequent: span(20, 30)}
	other := evaluate.Extracted{Doc: "d", Key: evaluate.Span{End: 10}, Other: span(22, 30)}
	if x := evaluate.ScoreExtraction("conditions", []evaluate.GoldRow{condition}, []evaluate.Extracted{other}, docs); x.Full.Correct != 1 {
		t.Errorf("condition: %+v", x.Full)
	}
}

// The shared scorer, where it is at hand, gives the same numbers.
func TestTheSharedScorerAgrees(t *testing.T) {
	gold := filepath.Join("..", "..", "..", "shared", "gold", "end-of-war")
	scorer := filepath.Join(gold, "..", "score.py")
	if _, err := os.Stat(scorer); err != nil {
		t.Skipf("no shared scorer: %v", err)
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3")
	}
	p, err := pipeline.New()
	if err != nil {
		t.Fatal(err)
	}
	corpus, err := ingest.Open(gold, nil, ingest.DefaultMaxBytes)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := evaluate.ReadGold(gold)
	if err != nil {
		t.Fatal(err)
	}
	predicted := t.TempDir()
	tables := map[string][]evaluate.Extracted{}
	docs := map[string]bool{}
	files := map[string]*os.File{}
	for _, table := range []string{"claims", "demands", "conditions"} {
		f, err := os.Create(filepath.Join(predicted, table+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		files[table] = f
	}
	for _, in := range corpus.Inputs {
		if filepath.Ext(in.Path) != ".txt" {
			continue
		}
		doc, err := corpus.Read(in)
		if err != nil {
			t.Fatal(err)
		}
		docs[doc.ID] = true
		found := p.Analyse(doc)
		for table, f := range files {
			tables[table] = append(tables[table], evaluate.ExtractedRows(found, table, nil)...)
			out := json.NewEncoder(f)
			for _, r := range found.Claims {
				if table == "claims" {
					err = out.Encode(map[string]any{"doc_id": r.DocID, "content_start": r.ContentStart, "content_end": r.ContentEnd, "source_start": r.SourceStart,
						"source_end": r.SourceEnd, "source_id": r.SourceID, "source_principal": r.SourcePrincipal, "source_name": r.SourceName, "stance": r.Stance})
				}
			}
			for _, r := range found.Demands {
				if table == "demands" {
					err = out.Encode(map[string]any{"doc_id": r.DocID, "action_start": r.ActionStart, "action_end": r.ActionEnd, "demander_id": r.DemanderID,
						"demander_principal": r.DemanderPrincipal, "demander_name": r.DemanderName, "addressee_id": r.AddresseeID,
						"addressee_principal": r.AddresseePrincipal, "addressee_name": r.AddresseeName})
				}
			}
			for _, r := range found.Conditions {
				if table == "conditions" {
					err = out.Encode(map[string]any{"doc_id": r.DocID, "kind": r.Kind, "antecedent_start": r.AntecedentStart, "antecedent_end": r.AntecedentEnd,
						"consequent_start": r.ConsequentStart, "consequent_end": r.ConsequentEnd})
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	out, err := exec.Command(python, scorer, gold, predicted, "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	type prf struct{ TP, Pred, Gold int }
	var theirs map[string]struct{ Found, Full prf }
	if err := json.Unmarshal(out, &theirs); err != nil {
		t.Fatal(err)
	}
	for table, extracted := range tables {
		x := evaluate.ScoreExtraction(table, rows, extracted, docs)
		ours := struct{ Found, Full prf }{
			prf{x.Found.Correct, x.Found.System, x.Found.Gold}, prf{x.Full.Correct, x.Full.System, x.Full.Gold},
		}
		if ours != theirs[table] {
			t.Errorf("%s: ours %+v, the scorer's %+v", table, ours, theirs[table])
		}
	}
}

func TestCalibration(t *testing.T) {
	var all []evaluate.Observation
	for i := range 200 {
		o := evaluate.Observation{Key: i, Cue: "say", Slot: "clause", Rule: "say:clause", Contexts: []string{"rel:root"}, Right: i%10 != 0}
		if i%2 == 1 {
			o.Cue, o.Rule, o.Contexts, o.Right = "go", "go:clause", []string{"rel:ccomp"}, i%10 == 1
		}
		all = append(all, o)
	}
	r := evaluate.Calibrate(all)
	if say, goes := r.Cue("say clause"), r.Cue("go clause"); say < 0.7 || goes > 0.3 {
		t.Errorf("shares %v and %v, want about 0.8 and 0.2", say, goes)
	}
	if again := evaluate.Calibrate(all); again.Cue("say clause") != r.Cue("say clause") {
		t.Error("the same observations give other numbers")
	}
}
