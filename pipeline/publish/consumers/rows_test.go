package consumers_test

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"demarche/pipeline/publish"
	"demarche/schemas"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/parquet-go/parquet-go"
)

// committed is the dataset in the repository; its tests are those of whoever loads it.
const committed = "../../../out"

// datasets are the committed one and one of rows that are hard to read.
func datasets(t *testing.T) map[string]string {
	return map[string]string{"committed": committed, "hard": hard(t)}
}

// hard writes rows with nulls in all patterns, empty lists, characters outside
// the basic plane, dates before 1970, offsets of 64 bits and a long text.
func hard(t *testing.T) string {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	maybe := func(s string) string {
		if random.IntN(3) == 0 {
			return ""
		}
		return s
	}
	number := func(n int32) *int32 {
		if random.IntN(3) == 0 {
			return nil
		}
		return &n
	}
	date := func(d schemas.Date) *schemas.Date { return &d }
	wide := func(n int64) *int64 { return &n }
	rows := schemas.Rows{
		Documents: []schemas.Document{
			{DocID: "a", Authors: []string{}, SourcePath: "a.txt", MediaType: "text/plain", SHA256: "00", Text: strings.Repeat("Zoë 𝔘\n\"x\" <&>\\ ", 1<<17)},
			{DocID: "b", Title: "T", Authors: []string{"", "Two, 𝔘", ""}, Published: date(-9000), SourcePath: "b", MediaType: "text/html", SHA256: "01", Text: "x"},
			{DocID: "c", Authors: []string{"One"}, Published: date(18891), Language: "en", SourcePath: "c", MediaType: "text/html", SHA256: "01", Text: "y"},
		},
		Rejects: []schemas.Reject{
			{SourcePath: "x", Stage: "ingest", Reason: "empty"},
			{SourcePath: "x", Stage: "ingest", Reason: "far", Offset: wide(1 << 40)},
		},
	}
	for i := range int32(1000) {
		rows.Tokens = append(rows.Tokens, schemas.Token{DocID: "a", TokenID: i + 1, Start: i, End: i + 1, Form: "x", Lemma: maybe("x"), UPOS: maybe("NOUN"),
			Feats: maybe("A=B|C=D"), Head: number(i % 7), Deprel: maybe("root")})
		c := schemas.Claim{ClaimID: string(rune('a'+i%26)) + string(rune('a'+i/26)), DocID: "a", SourceID: maybe("USA"), SourceStart: number(i),
			CueLemma: maybe("say"), ContentStart: i, ContentEnd: i + 1, Content: "é", Stance: schemas.Assert, Quote: schemas.Direct, About: []string{},
			Rule: "r", Confidence: math.Sqrt(float64(i)) / 100}
		for range random.IntN(4) {
			c.About = append(c.About, maybe("PRK"))
		}
		rows.Claims = append(rows.Claims, c)
	}
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
	dir := t.TempDir()
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// agree fails where two readers of a table differ.
func agree(t *testing.T, one string, a []string, other string, b []string) {
	t.Helper()
	if len(a) != len(b) {
		t.Fatalf("%s reads %d rows, %s %d", one, len(a), other, len(b))
	}
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("row %d:\n%s: %.2000s\n%s: %.2000s", i, one, a[i], other, b[i])
		}
	}
}

// arrowRows returns a table's rows as JSON, keys in alphabetical order, as
// Arrow's reader has them.
func arrowRows(t *testing.T, dir string, table *schemas.Table) []string {
	t.Helper()
	r, err := publish.OpenTable(dir, table.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var all []string
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range int(rec.NumRows()) {
			row, err := publish.AppendJSON(nil, rec, i)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, canonical(t, row))
		}
	}
}

// parquetGoRows returns the same as the library reads them that wrote them,
// value by value.
func parquetGoRows(t *testing.T, dir string, table *schemas.Table) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, publish.FileName(table.Name)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(strings.NewReader(string(b)), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	leaves := f.Schema().Columns()
	var all []string
	for _, group := range f.RowGroups() {
		rows := group.Rows()
		defer rows.Close()
		buf := make([]parquet.Row, 64)
		for {
			n, err := rows.ReadRows(buf)
			for _, row := range buf[:n] {
				fields := make(map[string]any)
				row.Range(func(leaf int, values []parquet.Value) bool {
					column, _ := table.Column(leaves[leaf][0])
					fields[column.Name] = field(column, values)
					return true
				})
				out, err := json.Marshal(fields)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, canonical(t, out))
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return all
}

func field(c schemas.Column, values []parquet.Value) any {
	if c.Type.ID() == arrow.LIST {
		list := []any{}
		for _, v := range values {
			if !v.IsNull() {
				list = append(list, v.String())
			}
		}
		return list
	}
	v := values[0]
	switch {
	case v.IsNull():
		return nil
	case c.Type.ID() == arrow.DATE32:
		return schemas.Date(v.Int32()).String()
	case c.Type.ID() == arrow.INT32:
		return v.Int32()
	case c.Type.ID() == arrow.INT64:
		return v.Int64()
	case c.Type.ID() == arrow.FLOAT64:
		return v.Double()
	}
	return string(v.ByteArray())
}

func canonical(t *testing.T, row []byte) string {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal(row, &fields); err != nil {
		t.Fatalf("%v: %.2000s", err, row)
	}
	out, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestArrowReadsWhatParquetGoReads(t *testing.T) {
	for name, dir := range datasets(t) {
		for _, table := range schemas.Tables() {
			t.Run(name+"/"+table.Name, func(t *testing.T) {
				agree(t, "parquet-go", parquetGoRows(t, dir, table), "Arrow", arrowRows(t, dir, table))
			})
		}
	}
}
