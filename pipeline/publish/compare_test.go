package publish_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"demarche/pipeline/publish"
	"demarche/schemas"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// changed is a dataset with a row added, one removed and one changed since sound.
func changed() schemas.Rows {
	rows := sound()
	rows.Documents[0].Title = strings.Repeat("Long ", 1<<19) // 2.5 MB, which the table of changes must bear
	rows.Mentions = rows.Mentions[:1]
	rows.Claims = append(rows.Claims, rows.Claims[0])
	rows.Claims[1].ClaimID, rows.Claims[1].ContentEnd = "c2", 13
	return rows
}

func compare(t *testing.T) []publish.Change {
	t.Helper()
	changes, err := publish.Compare(write(t, sound()), write(t, changed()))
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

func TestCompareNamesRowsByTheirKeys(t *testing.T) {
	var got []string
	for _, c := range compare(t) {
		got = append(got, fmt.Sprintf("%s %s %s of %s", c.Table, c.Kind(), c.Key, c.Doc))
	}
	want := []string{"documents changed a of a", "mentions removed m2 of b", "claims added c2 of b"}
	if !slices.Equal(got, want) {
		t.Errorf("changes %q, want %q", got, want)
	}
}

func TestCompareOfTheSameFindsNothing(t *testing.T) {
	changes, err := publish.Compare(write(t, sound()), publish.Folder(save(t, sound())))
	if err != nil || changes != nil {
		t.Errorf("changes %v, %v", changes, err)
	}
}

// The table of changes holds what the changes say, as Arrow reads it.
func TestChangesAsATable(t *testing.T) {
	changes := compare(t)
	changes = append(changes, publish.Change{Table: "README.md", Note: "the file is another"})
	var b bytes.Buffer
	if err := publish.WriteChanges(&b, changes); err != nil {
		t.Fatal(err)
	}
	r, err := file.NewParquetReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	reader, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := reader.ReadTable(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	if int(table.NumRows()) != len(changes) {
		t.Fatalf("%d rows, want %d", table.NumRows(), len(changes))
	}
	column := func(name string, row int) string {
		a := table.Column(table.Schema().FieldIndices(name)[0]).Data().Chunk(0).(*array.String)
		if a.IsNull(row) {
			return ""
		}
		return a.Value(row)
	}
	for i, c := range changes {
		got := publish.Change{Table: column("table", i), Doc: column("doc_id", i), Key: column("key", i),
			Before: column("before", i), After: column("after", i), Note: column("note", i)}
		if got != c || column("kind", i) != c.Kind() {
			t.Errorf("row %d: %.200v, want %.200v", i, got, c)
		}
	}
}
