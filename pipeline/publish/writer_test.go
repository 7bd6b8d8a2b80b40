package publish_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"testing"

	"demarche/pipeline/publish"
	"demarche/schemas"

	"github.com/apache/arrow/go/v17/arrow/flight"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"pgregory.net/rapid"
)

func at[T any](v T) *T { return &v }

// example holds for every table a row with every column set and one with every
// nullable column null.
var example = schemas.Rows{
	Documents: []schemas.Document{
		{DocID: "a", Authors: []string{}, SourcePath: "a.txt", MediaType: "text/plain", SHA256: "00", Text: "x"},
		{DocID: "b/ü", Title: "T <&>", Authors: []string{"One", "Two"}, Publisher: "P", Published: at(schemas.Date(18891)), Genre: "speech",
			Language: "en", SourcePath: "b/ü.md", MediaType: "text/markdown", SHA256: "01", Text: "𝔘 \"x\"\n\ny", NChars: 8, NSentences: 2, NTokens: 5},
	},
	Sentences: []schemas.Sentence{
		{DocID: "a", SentenceID: 0, Start: 0, End: 1, Text: "x"},
		{DocID: "a", SentenceID: 1, ParagraphID: 1, Start: 2, End: 3, Text: "y", SpeakerID: "USA"},
	},
	Tokens: []schemas.Token{
		{DocID: "a", SentenceID: 0, TokenID: 1, Start: 0, End: 1, Form: "x"},
		{DocID: "a", SentenceID: 0, TokenID: 2, Start: 0, End: 1, Form: "x", Lemma: "x", UPOS: "NOUN", XPOS: "NN", Feats: "Number=Sing", Head: at(int32(0)), Deprel: "root"},
	},
	Actors: []schemas.Actor{
		{ActorID: "UN", Name: "United Nations", Type: schemas.IGO},
		{ActorID: "USA", Name: "United States", Type: schemas.State, ISO3: "USA", COWCode: at(int32(2)), PrincipalID: "USA", NMentions: 3, NDocuments: 1},
	},
	Mentions: []schemas.Mention{
		{MentionID: "m1", DocID: "a", Start: 0, End: 1, Text: "x", Kind: schemas.Pronoun},
		{MentionID: "m2", DocID: "a", SentenceID: 1, Start: 2, End: 3, Text: "y", ActorID: "USA", Kind: schemas.Name, AntecedentID: "m1"},
	},
	Claims: []schemas.Claim{
		{ClaimID: "c1", DocID: "a", ContentEnd: 1, Content: "x", Stance: schemas.Assert, Quote: schemas.Indirect, About: []string{}, Rule: "r", Confidence: 0.5},
		{ClaimID: "c2", DocID: "a", SentenceID: 1, SourceID: "USA", SourcePrincipal: "USA", SourceName: "United States", SourceStart: at(int32(0)),
			SourceEnd: at(int32(1)), CueStart: at(int32(1)), CueEnd: at(int32(2)), CueLemma: "say", ContentStart: 2, ContentEnd: 3, Content: "y",
			Stance: schemas.Doubt, Polarity: schemas.Negative, Modality: "deontic:should", Certainty: schemas.Hedged, Quote: schemas.Direct,
			ParentClaimID: "c1", About: []string{"PRK", "UN"}, Rule: "r", Confidence: 0.1},
	},
	Demands: []schemas.Demand{
		{DemandID: "d1", DocID: "a", ActionEnd: 1, Action: "x", Direction: schemas.Do, Strength: schemas.Request, Rule: "r", Confidence: 1},
		{DemandID: "d2", DocID: "a", SentenceID: 1, DemanderID: "USA", DemanderPrincipal: "USA", DemanderName: "United States", AddresseeID: "PRK",
			AddresseePrincipal: "PRK", AddresseeName: "North Korea", CueStart: at(int32(0)), CueEnd: at(int32(1)), CueLemma: "urge", ActionStart: 2,
			ActionEnd: 3, Action: "y", ActionLemma: "y", Direction: schemas.Stop, Strength: schemas.Ultimatum, Plover: schemas.PloverRequest,
			ClaimID: "c1", Rule: "r", Confidence: 0},
	},
	Conditions: []schemas.Condition{
		{ConditionID: "k1", DocID: "a", Kind: schemas.Exchange, AntecedentEnd: 1, Antecedent: "x", Polarity: schemas.Required, Rule: "r", Confidence: 0.25},
		{ConditionID: "k2", DocID: "a", SentenceID: 1, Kind: schemas.Temporal, MarkerStart: at(int32(0)), MarkerEnd: at(int32(1)), MarkerLemma: "after",
			AntecedentStart: 2, AntecedentEnd: 3, Antecedent: "y", ConsequentStart: at(int32(0)), ConsequentEnd: at(int32(1)), Consequent: "x",
			Polarity: schemas.Unconditional, SetterID: "USA", ClaimID: "c2", DemandID: "d2", Rule: "r", Confidence: 0.25},
	},
	Rejects: []schemas.Reject{
		{SourcePath: "x.txt", Stage: "ingest", Reason: "empty"},
		{SourcePath: "x.txt", Stage: "ingest", Reason: "broken", Offset: at(int64(1 << 40))},
	},
}

// The Arrow reader, which shares no code with the writer, gives back what was
// written, every column of every table.
func TestTablesReadBackAsWritten(t *testing.T) {
	files := write(t, example)
	checkRows(t, files, example.Documents)
	checkRows(t, files, example.Sentences)
	checkRows(t, files, example.Tokens)
	checkRows(t, files, example.Actors)
	checkRows(t, files, example.Mentions)
	checkRows(t, files, example.Claims)
	checkRows(t, files, example.Demands)
	checkRows(t, files, example.Conditions)
	checkRows(t, files, example.Rejects)
}

// Nulls among values come back as nulls, in whatever order they stand.
func TestNullsReadBackAsNulls(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 200).Draw(rt, "n")
		rows := make([]schemas.Token, n)
		for i := range rows {
			rows[i] = schemas.Token{DocID: "a", TokenID: int32(i + 1), End: 1, Form: "x"}
			if rapid.Bool().Draw(rt, "lemma") {
				rows[i].Lemma = "x"
			}
			if rapid.Bool().Draw(rt, "head") {
				rows[i].Head = at(int32(i % 2))
			}
		}
		checkRows(t, write(t, schemas.Rows{Tokens: rows}), rows)
	})
}

func write(t *testing.T, rows schemas.Rows) publish.Memory {
	t.Helper()
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
	return files
}

func checkRows[T schemas.Row](t *testing.T, files publish.Memory, want []T) {
	t.Helper()
	table := schemas.Of[T]()
	r, err := publish.ReadTable(table, files[publish.FileName(table.Name)].Bytes())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	n := 0
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range int(rec.NumRows()) {
			got, err := publish.AppendJSON(nil, rec, i)
			if err != nil {
				t.Fatal(err)
			}
			if want := rowJSON(t, table, want[n]); string(got) != want {
				t.Errorf("%s row %d:\n got %s\nwant %s", table.Name, n, got, want)
			}
			n++
		}
	}
	if n != len(want) {
		t.Errorf("%s: %d rows, want %d", table.Name, n, len(want))
	}
}

// Readers such as pandas, polars and R restore the types from the schema that
// the file states under ARROW:schema.
func TestFilesStateTheirArrowSchema(t *testing.T) {
	files := write(t, example)
	for _, table := range schemas.Tables() {
		r, err := file.NewParquetReader(bytes.NewReader(files[publish.FileName(table.Name)].Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		stated := r.MetaData().KeyValueMetadata().FindValue("ARROW:schema")
		if stated == nil {
			t.Fatalf("%s states no Arrow schema", table.Name)
		}
		b, err := base64.StdEncoding.DecodeString(*stated)
		if err != nil {
			t.Fatal(err)
		}
		got, err := flight.DeserializeSchema(b, memory.DefaultAllocator)
		if err != nil {
			t.Fatal(err)
		}
		if want := table.Arrow(); !got.Equal(want) || !got.Metadata().Equal(want.Metadata()) {
			t.Errorf("%s states the Arrow schema\n%v\nwant\n%v", table.Name, got, want)
		}
	}
}

func TestSameRowsSameBytes(t *testing.T) {
	a, b := write(t, example), write(t, example)
	if !slices.Equal(slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b))) {
		t.Fatal("different files")
	}
	for name := range a {
		if a[name].String() != b[name].String() {
			t.Errorf("%s differs between two writes", name)
		}
	}
}

func TestManifestDescribesTheFiles(t *testing.T) {
	files := write(t, example)
	var m publish.Manifest
	if err := json.Unmarshal(files[publish.ManifestName].Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Tables) != len(schemas.Tables()) {
		t.Errorf("%d tables in the manifest, want %d", len(m.Tables), len(schemas.Tables()))
	}
	for _, table := range m.Tables {
		b := files[table.File].Bytes()
		sum := sha256.Sum256(b)
		if table.Rows != 2 || table.Bytes != int64(len(b)) || table.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("the manifest says %+v of a file of 2 rows, %d bytes, SHA-256 %x", table, len(b), sum)
		}
	}
}
