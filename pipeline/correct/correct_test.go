package correct_test

import (
	"strings"
	"testing"

	"demarche/pipeline/codebook"
	"demarche/pipeline/correct"
	"demarche/schemas"
)

// Each fault is named by file and line.
func TestReadNamesTheFault(t *testing.T) {
	const sound = `{"change":"removed","doc_id":"a","table":"claims","spans":{"content":[0,4]},"words":{"content":"Iran"}}` + "\n"
	for line, want := range map[string]string{
		`nonsense`:                                                             "invalid character",
		`{"change":"removed","colour":"red"}`:                                  `unknown field "colour"`,
		strings.Replace(sound, "removed", "dropped", 1):                        `change is "dropped": want added, removed or changed`,
		strings.Replace(sound, "claims", "actors", 1):                          `no corrections can be made to the table "actors"`,
		strings.Replace(sound, `"a"`, `""`, 1):                                 "doc_id is missing",
		strings.Replace(sound, "[0,4]", "[4,4]", 1):                            "the span [4,4] is not a list of a start and a greater end",
		strings.Replace(sound, `"content":[`, `"cue":[`, 1):                    "the span content is missing",
		strings.Replace(sound, `"content":"Iran"`, "", 1):                      "the words of the span content are missing",
		strings.Replace(sound, `[0,4]`, `[0,4],"action":[0,4]`, 1):             `rows of claims have no span "action"`,
		strings.Replace(sound, "removed", "added", 1):                          "stance is missing: want one of assert",
		strings.Replace(sound, `"removed"`, `"added","values":{"rule":""}`, 1): `the column "rule" of claims is not coded`,
		sound: "f.jsonl:3: corrects the same row as f.jsonl:1",
	} {
		_, err := correct.Read("f.jsonl", strings.NewReader(sound+"\n"+line))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "f.jsonl:3: ") {
			t.Errorf("%s: the error is %v, want one of f.jsonl:3 with %q", line, err, want)
		}
	}
}

// document is what the program finds in "Iran asked Oman to act. It did.": a
// demand within a claim.
func document() schemas.Rows {
	text := "Iran asked Oman to act. It did."
	return schemas.Rows{
		Documents: []schemas.Document{{DocID: "a", Text: text, NChars: 31}},
		Sentences: []schemas.Sentence{{DocID: "a", Start: 0, End: 23, Text: text[:23]}, {DocID: "a", SentenceID: 1, Start: 24, End: 31, Text: text[24:]}},
		Claims: []schemas.Claim{{ClaimID: schemas.ID("a", "claims", -1, -1, -1, -1, 0, 22), DocID: "a", ContentStart: 0, ContentEnd: 22, Content: text[:22],
			Stance: schemas.Assert, Quote: schemas.Indirect, About: []string{}, Rule: "r", Confidence: 0.5}},
		Demands: []schemas.Demand{{DemandID: schemas.ID("a", "demands", -1, -1, 19, 22), DocID: "a", ActionStart: 19, ActionEnd: 22, Action: "act",
			Direction: schemas.Do, Strength: schemas.Request, ClaimID: schemas.ID("a", "claims", -1, -1, -1, -1, 0, 22), Rule: "r", Confidence: 0.5}},
	}
}

func apply(t *testing.T, rows *schemas.Rows, overlay string) (correct.Applied, error) {
	t.Helper()
	set, err := correct.Read("f.jsonl", strings.NewReader(overlay))
	if err != nil {
		t.Fatal(err)
	}
	book, err := codebook.Load()
	if err != nil {
		t.Fatal(err)
	}
	return set.Apply(rows, book, book.Actor)
}

// What stood within a removed claim stands in none.
func TestRemovedClaimLeavesItsDemand(t *testing.T) {
	rows := document()
	_, err := apply(t, &rows, `{"change":"removed","doc_id":"a","table":"claims","spans":{"content":[0,22]},"words":{"content":"Iran asked Oman to act"}}`)
	if err != nil || len(rows.Claims) != 0 || len(rows.Demands) != 1 || rows.Demands[0].ClaimID != "" || rows.Demands[0].Rule != "r" {
		t.Errorf("%v; %+v", err, rows)
	}
}

// A change holds where the program finds the row no more.
func TestChangeOutlivesItsRow(t *testing.T) {
	rows := document()
	rows.Demands = nil
	overlay := `{"change":"changed","doc_id":"a","table":"demands","spans":{"action":[19,22]},"words":{"action":"act"},` +
		`"values":{"direction":"stop","strength":"urge","demander_id":"IRN","claim_id":"gone"}}`
	applied, err := apply(t, &rows, overlay)
	if err != nil || len(rows.Demands) != 1 {
		t.Fatalf("%v; %+v", err, rows.Demands)
	}
	d := rows.Demands[0]
	if d.DemandID != schemas.ID("a", "demands", -1, -1, 19, 22) || d.Action != "act" || d.Direction != schemas.Stop || d.DemanderName != "Iran" ||
		d.Rule != correct.Rule || d.Confidence != 1 || d.SentenceID != 0 || d.ClaimID != "" {
		t.Errorf("the row is %+v", d)
	}
	if len(applied.Actors) != 1 || applied.Actors[0].ID != "IRN" {
		t.Errorf("the actors are %v", applied.Actors)
	}
	// That the claim around it is gone is said.
	if len(applied.Notes) != 1 || !strings.HasPrefix(applied.Notes[0], `f.jsonl:1: claim_id is "gone"`) {
		t.Errorf("the notes are %q", applied.Notes)
	}
}

func TestUnfitCorrectionsAreNamed(t *testing.T) {
	for overlay, want := range map[string]string{
		`{"change":"removed","doc_id":"a","table":"claims","spans":{"content":[0,22]},"words":{"content":"Oman asked"}}`:                                                          `the text of "a" has changed`,
		`{"change":"removed","doc_id":"a","table":"claims","spans":{"content":[0,99]},"words":{"content":"Iran"}}`:                                                                "ends at 99, behind the text",
		`{"change":"added","doc_id":"a","table":"claims","spans":{"content":[0,4]},"words":{"content":"Iran"},"values":{"stance":"assert","quote":"indirect","source_id":"ATL"}}`: `source_id is "ATL", which is no actor`,
	} {
		rows := document()
		if _, err := apply(t, &rows, overlay); err == nil || !strings.HasPrefix(err.Error(), "f.jsonl:1: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v", overlay, err)
		}
	}
}
