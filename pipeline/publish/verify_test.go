package publish_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"demarche/pipeline/publish"
	"demarche/schemas"
)

// sound is a dataset without faults.
func sound() schemas.Rows {
	text := "Iran asked 𝔘."
	return schemas.Rows{
		Documents: []schemas.Document{
			{DocID: "a", Authors: []string{}, SourcePath: "a.txt", MediaType: "text/plain", SHA256: "00", Text: text, NChars: 13, NSentences: 1, NTokens: 1},
			{DocID: "b", Authors: []string{}, SourcePath: "b.txt", MediaType: "text/plain", SHA256: "00", Text: text, NChars: 13, NSentences: 1},
		},
		Sentences: []schemas.Sentence{
			{DocID: "a", Start: 0, End: 13, Text: text},
			{DocID: "b", Start: 0, End: 13, Text: text},
		},
		Tokens: []schemas.Token{{DocID: "a", TokenID: 1, Start: 0, End: 4, Form: "Iran"}},
		Actors: []schemas.Actor{{ActorID: "IRN", Name: "Iran", Type: schemas.State, NMentions: 2, NDocuments: 2}},
		Mentions: []schemas.Mention{
			{MentionID: "m1", DocID: "a", Start: 0, End: 4, Text: "Iran", ActorID: "IRN", Kind: schemas.Name},
			{MentionID: "m2", DocID: "b", Start: 0, End: 4, Text: "Iran", ActorID: "IRN", Kind: schemas.Name},
		},
		Claims: []schemas.Claim{{ClaimID: "c1", DocID: "b", SourceID: "IRN", SourceStart: at(int32(0)), SourceEnd: at(int32(4)), ContentStart: 11,
			ContentEnd: 12, Content: "𝔘", Stance: schemas.Assert, Quote: schemas.Indirect, About: []string{"IRN"}, Rule: "r", Confidence: 1}},
	}
}

// save writes a dataset to disk and returns its folder.
func save(t *testing.T, rows schemas.Rows) string {
	t.Helper()
	dir := t.TempDir()
	for name, b := range write(t, rows) {
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestVerifyFindsNothingInASoundDataset(t *testing.T) {
	faults, err := publish.Verify(save(t, sound()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
}

// Each fault is named by table, row and column.
func TestVerifyNamesTheFault(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(*schemas.Rows)
		want  string
	}{
		"text of a span":       {func(r *schemas.Rows) { r.Claims[0].Content = "U" }, `claims row 0 column content_start: the document holds "𝔘" from 11 to 12, the row "U"`},
		"span outside":         {func(r *schemas.Rows) { r.Tokens[0].End = 14 }, "tokens row 0 column start: the span 0 to 14 does not lie in the 13 code points of a"},
		"span turned":          {func(r *schemas.Rows) { *r.Claims[0].SourceEnd = 0 }, "claims row 0 column source_start: the span 0 to 0 does not lie"},
		"half a span":          {func(r *schemas.Rows) { r.Claims[0].SourceEnd = nil }, "claims row 0 column source_start: half a span"},
		"second key":           {func(r *schemas.Rows) { r.Mentions[1].MentionID = "m1" }, "mentions row 1 column mention_id: the key m1 stands in an earlier row"},
		"unknown actor":        {func(r *schemas.Rows) { r.Mentions[1].ActorID = "USA" }, `mentions row 1 column actor_id: "USA" is no key of actors`},
		"unknown actor listed": {func(r *schemas.Rows) { r.Claims[0].About = []string{"IRN", "USA"} }, `claims row 0 column about: "USA" is no key of actors`},
		"unknown principal":    {func(r *schemas.Rows) { r.Actors[0].PrincipalID = "X" }, `actors row 0 column principal_id: "X" is no key of actors`},
		"unknown sentence":     {func(r *schemas.Rows) { r.Claims[0].SentenceID = 7 }, `claims row 0 column sentence_id: "b 7" is no key of sentences`},
		"unknown document":     {func(r *schemas.Rows) { r.Claims = nil; r.Mentions[1].DocID = "c"; r.Mentions[1].SentenceID = 0 }, `mentions row 1 column doc_id: "c" is no key of documents`},
		"unknown antecedent":   {func(r *schemas.Rows) { r.Mentions[0].AntecedentID = "m9" }, `mentions row 0 column antecedent_id: "m9" is no key of mentions`},
		"value":                {func(r *schemas.Rows) { r.Claims[0].Stance = "maybe" }, `claims row 0 column stance: "maybe" is none of assert, support, oppose, doubt`},
		"range":                {func(r *schemas.Rows) { r.Claims[0].Confidence = 1.5 }, "claims row 0 column confidence: 1.5 is not in the range 0 to 1"},
		"second composite key": {func(r *schemas.Rows) { r.Sentences = append(r.Sentences, r.Sentences[1]) }, "sentences row 2 column doc_id, sentence_id: the key b 0 stands"},
		"second token":         {func(r *schemas.Rows) { r.Tokens = append(r.Tokens, r.Tokens[0]) }, "tokens row 1 column doc_id, sentence_id, token_id: the key a 0 1 stands"},
		"length":               {func(r *schemas.Rows) { r.Documents[0].NChars = 16 }, "documents row 0 column n_chars: 16, but there are 13"},
		"tokens counted":       {func(r *schemas.Rows) { r.Documents[1].NTokens = 1 }, "documents row 1 column n_tokens: 1, but there are 0"},
		"mentions counted":     {func(r *schemas.Rows) { r.Actors[0].NMentions = 1 }, "actors row 0 column n_mentions: 1, but there are 2"},
		"documents counted":    {func(r *schemas.Rows) { r.Actors[0].NDocuments = 1 }, "actors row 0 column n_documents: 1, but there are 2"},
		"order":                {func(r *schemas.Rows) { r.Mentions[0], r.Mentions[1] = r.Mentions[1], r.Mentions[0] }, "mentions row 1 column doc_id: out of order"},
	} {
		t.Run(name, func(t *testing.T) {
			rows := sound()
			test.spoil(&rows)
			faults, err := publish.Verify(save(t, rows))
			if err != nil {
				t.Fatal(err)
			}
			// What is wrong in one place may show in others: the first fault is the one meant.
			if len(faults) == 0 || len(faults) > 3 || !strings.HasPrefix(faults[0].String(), test.want) {
				t.Errorf("faults %v, want %s", faults, test.want)
			}
		})
	}
}

func TestVerifyNamesADamagedFile(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"flipped": func(path string) error {
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			b[len(b)/2] ^= 1
			return os.WriteFile(path, b, 0o644)
		},
		"cut":     func(path string) error { return os.Truncate(path, 10) },
		"missing": os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			dir := save(t, sound())
			if err := damage(filepath.Join(dir, "claims.parquet")); err != nil {
				t.Fatal(err)
			}
			faults, err := publish.Verify(dir)
			if err != nil {
				t.Fatal(err)
			}
			if len(faults) != 1 || faults[0].Table != "claims.parquet" {
				t.Errorf("faults %v, want one of claims.parquet", faults)
			}
		})
	}
}

func TestVerifyCountsRows(t *testing.T) {
	dir := save(t, sound())
	m, err := publish.ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range m.Tables {
		if m.Tables[i].Name == "mentions" {
			m.Tables[i].Rows = 3
		}
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, publish.ManifestName), b, 0o644); err != nil {
		t.Fatal(err)
	}
	reseal(t, dir)
	faults, err := publish.Verify(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(faults) != 1 || faults[0].String() != "mentions: 2 rows, the manifest says 3" {
		t.Errorf("faults %v", faults)
	}
}

// reseal makes SHA256SUMS fit the files again.
func reseal(t *testing.T, dir string) {
	t.Helper()
	path := filepath.Join(dir, publish.SumsName)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sums, err := publish.ParseSums(b)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range sums {
		b, err := os.ReadFile(filepath.Join(dir, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		sums[i].SHA256 = hex.EncodeToString(sum[:])
	}
	if err := os.WriteFile(path, sums.Format(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Every file is under the hashes, those that only describe the dataset too.
func TestVerifyChecksEveryFileAgainstTheSums(t *testing.T) {
	names, err := os.ReadDir(save(t, sound()))
	if err != nil {
		t.Fatal(err)
	}
	if want := len(schemas.Tables()) + 7; len(names) != want {
		t.Fatalf("%d files, want %d", len(names), want)
	}
	for _, entry := range names {
		t.Run(entry.Name(), func(t *testing.T) {
			dir := save(t, sound())
			path := filepath.Join(dir, entry.Name())
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if entry.Name() == publish.SumsName {
				b[0] ^= 1 // a digit of the first hash
			} else {
				b = append(b, ' ')
			}
			if err := os.WriteFile(path, b, 0o644); err != nil {
				t.Fatal(err)
			}
			faults, err := publish.Verify(dir)
			if err != nil {
				t.Fatal(err)
			}
			if len(faults) != 1 || entry.Name() != publish.SumsName && faults[0].Table != entry.Name() {
				t.Errorf("faults %v, want one of %s", faults, entry.Name())
			}
		})
	}
	dir := save(t, sound())
	path := filepath.Join(dir, publish.SumsName)
	for what, damage := range map[string]func() error{
		"SHA256SUMS: line 1 is not a hash":                    func() error { return os.WriteFile(path, []byte("x\n"), 0o644) },
		"SHA256SUMS: does not list manifest.json: this is no": func() error { return os.WriteFile(path, nil, 0o644) },
		"SHA256SUMS: the file is missing":                     func() error { return os.Remove(path) },
	} {
		if err := damage(); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		faults, err := publish.Verify(dir)
		if err != nil || len(faults) != 1 || !strings.HasPrefix(faults[0].String(), what) {
			t.Errorf("faults %v, %v, want %s", faults, err, what)
		}
	}
}

// A text of the size that is still read, without a sentence's end in it.
func TestLongTextsAreReadBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for b.Len() < 4<<20 {
		fmt.Fprintf(&b, "%016x", random.Uint64())
	}
	rows := sound()
	n := int32(b.Len())
	rows.Documents = append(rows.Documents, schemas.Document{DocID: "c", Authors: []string{}, SourcePath: "c.txt", MediaType: "text/plain",
		SHA256: "00", Text: b.String(), NChars: n, NSentences: 1})
	rows.Sentences = append(rows.Sentences, schemas.Sentence{DocID: "c", End: n, Text: b.String()})
	dir := save(t, rows)
	faults, err := publish.Verify(dir)
	if err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	info, err := os.Stat(filepath.Join(dir, "documents.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > int64(n) {
		t.Errorf("a text of %d bytes that could be 2/3 the size makes a file of %d", n, info.Size())
	}
}
