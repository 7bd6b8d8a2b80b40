//go:build cgo

package consumers_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"demarche/pipeline/publish"
	"demarche/schemas"

	_ "github.com/duckdb/duckdb-go/v2"
)

// dataset is the committed one; its tests are those of whoever loads it.
const dataset = "../../../out"

func open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for _, table := range schemas.Tables() {
		path := filepath.Join(dataset, publish.FileName(table.Name))
		if _, err := os.Stat(path); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(fmt.Sprintf("CREATE VIEW %s AS SELECT * FROM read_parquet('%s')", table.Name, path)); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// DuckDB and Arrow, which share no code, read the same rows in the same order.
func TestDuckDBReadsWhatArrowReads(t *testing.T) {
	db := open(t)
	for _, table := range schemas.Tables() {
		t.Run(table.Name, func(t *testing.T) {
			duck, arrow := duckRows(t, db, table), arrowRows(t, table)
			if len(duck) != len(arrow) {
				t.Fatalf("DuckDB reads %d rows, Arrow %d", len(duck), len(arrow))
			}
			for i := range duck {
				if duck[i] != arrow[i] {
					t.Fatalf("row %d:\nDuckDB %s\nArrow  %s", i, duck[i], arrow[i])
				}
			}
		})
	}
}

// duckRows returns a table's rows as JSON, keys in alphabetical order.
func duckRows(t *testing.T, db *sql.DB, table *schemas.Table) []string {
	t.Helper()
	// As JSON, so that dates and lists come in a form that both sides have.
	rows, err := db.Query("SELECT to_json(t)::VARCHAR FROM " + table.Name + " t")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var row string
		if err := rows.Scan(&row); err != nil {
			t.Fatal(err)
		}
		all = append(all, canonical(t, []byte(row)))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func arrowRows(t *testing.T, table *schemas.Table) []string {
	t.Helper()
	r, err := publish.OpenTable(dataset, table.Name)
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

func canonical(t *testing.T, row []byte) string {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal(row, &fields); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// What a user's first queries rest on: keys that are unique, references that
// lead somewhere, spans that equal their text.
func TestDuckDBJoinsTheTables(t *testing.T) {
	db := open(t)
	for _, table := range schemas.Tables() {
		var key []string
		for _, c := range table.Columns {
			if c.Key {
				key = append(key, c.Name)
			}
			if target, ok := schemas.Lookup(c.Ref); ok && len(target.Key()) == 1 && c.Type.ID().String() != "LIST" {
				none(t, db, fmt.Sprintf("SELECT %[1]s FROM %[2]s WHERE %[1]s IS NOT NULL AND %[1]s NOT IN (SELECT %[3]s FROM %[4]s)",
					c.Name, table.Name, target.Key()[0], target.Name))
			}
		}
		if key != nil {
			columns := strings.Join(key, ", ")
			none(t, db, fmt.Sprintf("SELECT %s FROM %s GROUP BY ALL HAVING count(*) > 1", columns, table.Name))
		}
	}
	for table, span := range map[string]string{
		"sentences": "text", "tokens": "form", "mentions": "text", "claims": "content", "demands": "action",
		"conditions": "antecedent",
	} {
		prefix := ""
		if span != "text" && span != "form" {
			prefix = span + "_"
		}
		none(t, db, fmt.Sprintf(`SELECT doc_id FROM %[1]s r JOIN documents d USING (doc_id)
			WHERE r.%[2]s != substring(d.text, r.%[3]sstart + 1, r.%[3]send - r.%[3]sstart)`, table, span, prefix))
	}
	var claims int
	if err := db.QueryRow("SELECT count(*) FROM claims c JOIN actors a ON c.source_id = a.actor_id").Scan(&claims); err != nil || claims == 0 {
		t.Errorf("claims joined to actors: %d, %v", claims, err)
	}
}

// none fails where a query has a result.
func none(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	defer rows.Close()
	if rows.Next() {
		t.Errorf("finds a row, want none:\n%s", query)
	}
	if err := rows.Err(); err != nil {
		t.Error(err)
	}
}
