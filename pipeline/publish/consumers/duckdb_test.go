//go:build cgo

package consumers_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"demarche/pipeline/publish"
	"demarche/schemas"

	_ "github.com/duckdb/duckdb-go/v2"
)

func open(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for _, table := range schemas.Tables() {
		path := filepath.Join(dir, publish.FileName(table.Name))
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
	for name, dir := range datasets(t) {
		db := open(t, dir)
		for _, table := range schemas.Tables() {
			t.Run(name+"/"+table.Name, func(t *testing.T) {
				agree(t, "DuckDB", duckRows(t, db, table), "Arrow", arrowRows(t, dir, table))
			})
		}
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

// What a user's first queries rest on: keys that are unique, references that
// lead somewhere, spans that equal their text.
func TestDuckDBJoinsTheTables(t *testing.T) {
	db := open(t, committed)
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

// The queries that the README and the cards of datasets show do run.
func TestDuckDBRunsTheQueriesThatWeShow(t *testing.T) {
	card := hard(t)
	for name, root := range map[string]string{"README": "../../..", "card": card} {
		text, err := os.ReadFile(filepath.Join(root, "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			t.Chdir(root)
			_, query, ok := strings.Cut(string(text), "```sql\n")
			query, _, closed := strings.Cut(query, "```")
			if !ok || !closed {
				t.Fatal("it shows no query")
			}
			db, err := sql.Open("duckdb", "")
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec(query); err != nil {
				t.Errorf("%v\n%s", err, query)
			}
		})
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
