package schemas_test

import (
	"bytes"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"demarche/schemas"
)

var update = flag.Bool("update", false, "write the data dictionary anew")

func TestDictionaryIsCurrent(t *testing.T) {
	var b bytes.Buffer
	if err := schemas.WriteDictionary(&b); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("README.md", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, b.Bytes()) {
		t.Error("schemas/README.md is out of date: run go test ./schemas -update")
	}
}

func TestEveryColumnIsDocumented(t *testing.T) {
	for _, table := range schemas.Tables() {
		if !strings.HasSuffix(table.Doc, ".") {
			t.Errorf("%s: doc %q is no sentence", table.Name, table.Doc)
		}
		for _, c := range table.Columns {
			if !strings.HasSuffix(c.Doc, ".") {
				t.Errorf("%s.%s: doc %q is no sentence", table.Name, c.Name, c.Doc)
			}
			if c.Ref != "" {
				if _, ok := schemas.Lookup(c.Ref); !ok {
					t.Errorf("%s.%s refers to table %q, which is none", table.Name, c.Name, c.Ref)
				}
			}
		}
		for _, name := range slices.Concat(table.Sort, table.Key()) {
			if _, ok := table.Column(name); !ok {
				t.Errorf("%s: key or sort column %q is no column", table.Name, name)
			}
		}
	}
}

func TestParquetAndArrowColumnsAgree(t *testing.T) {
	for _, table := range schemas.Tables() {
		fields := table.Parquet().Fields()
		arrowFields := table.Arrow().Fields()
		if len(fields) != len(arrowFields) {
			t.Fatalf("%s: %d Parquet columns, %d Arrow fields", table.Name, len(fields), len(arrowFields))
		}
		for i, f := range fields {
			a := arrowFields[i]
			if f.Name() != a.Name || f.Optional() != a.Nullable {
				t.Errorf("%s: Parquet column %s (optional %t), Arrow field %s (nullable %t)",
					table.Name, f.Name(), f.Optional(), a.Name, a.Nullable)
			}
		}
	}
}

func TestDate(t *testing.T) {
	for in, want := range map[string]string{
		"1970-01-01":           "1970-01-01",
		"1945-06-26":           "1945-06-26",
		"2021-09-21T15:04:05Z": "2021-09-21",
	} {
		d, err := schemas.ParseDate(in)
		if err != nil || d.String() != want {
			t.Errorf("ParseDate(%q) = %v, %v; want %s", in, d, err, want)
		}
	}
	for _, in := range []string{"", "2021", "21.9.2021", "2021-02-30", "2021-09-21x"} {
		if d, err := schemas.ParseDate(in); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", in, d)
		}
	}
}

func TestIDDependsOnAllItIsMadeOf(t *testing.T) {
	base := schemas.ID("a/b", "claims", 1, 2)
	if base != schemas.ID("a/b", "claims", 1, 2) {
		t.Error("the same row has two ids")
	}
	for _, other := range []string{
		schemas.ID("a/c", "claims", 1, 2),
		schemas.ID("a/b", "demands", 1, 2),
		schemas.ID("a/b", "claims", 1, 3),
		schemas.ID("a/b", "claims", 1, 2, 3),
		schemas.ID("a/b", "claims", 1, -1),
	} {
		if other == base {
			t.Error("two rows share an id")
		}
	}
}

func TestSortRows(t *testing.T) {
	at := func(n int64) *int64 { return &n }
	rows := []schemas.Reject{
		{SourcePath: "b", Offset: at(1)}, {SourcePath: "a", Offset: at(20)}, {SourcePath: "a", Offset: at(3)}, {SourcePath: "a"},
	}
	schemas.SortRows(rows)
	var got []string
	for _, r := range rows {
		s := r.SourcePath
		if r.Offset != nil {
			s += string(rune('0' + *r.Offset%10))
		}
		got = append(got, s)
	}
	if want := []string{"a", "a3", "a0", "b1"}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
}
