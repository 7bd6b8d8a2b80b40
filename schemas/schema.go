// Package schemas owns the tables of a dataset.
//
// One Go struct a table is the only place where columns live: their names,
// types, units, nullability, allowed values and documentation. From the structs
// come the Parquet schema ([Table.Parquet]), the Arrow schema ([Table.Arrow])
// and the data dictionary ([WriteDictionary], kept in README.md beside this
// file). The package imports nothing else of demarche.
package schemas

import (
	"cmp"
	_ "embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/parquet-go/parquet-go"
)

// Row is any table's row type.
type Row interface {
	Document | Sentence | Token | Actor | Mention | Claim | Demand | Condition | Reject
}

// Rows is what one document, or a whole run, adds to each table.
type Rows struct {
	Documents  []Document
	Sentences  []Sentence
	Tokens     []Token
	Actors     []Actor
	Mentions   []Mention
	Claims     []Claim
	Demands    []Demand
	Conditions []Condition
	Rejects    []Reject
}

// Table describes one table.
type Table struct {
	Name    string
	Doc     string   // what a row is, one sentence
	Columns []Column // in the order of the file
	Sort    []string // columns that the rows are sorted by, all ascending
	row     reflect.Type
}

// Column describes one column.
type Column struct {
	Name     string
	Doc      string
	Type     arrow.DataType
	Nullable bool
	Unit     string   // empty where a number has none
	Range    string   // empty where any value can occur
	Values   []string // the allowed values of an enumeration
	Key      bool     // part of the primary key
	Ref      string   // table whose key the column holds, or empty
	Brief    bool     // shown in the table format of `demarche show`
	field    int
}

//go:embed tables.go
var source string

// Tables returns all tables, in the order in which their rows depend on each
// other. The result is shared: do not change it.
var Tables = sync.OnceValue(func() []*Table {
	docs := parseDocs(source)
	return []*Table{
		describe[Document](docs, "documents", "doc_id"),
		describe[Sentence](docs, "sentences", "doc_id", "sentence_id"),
		describe[Token](docs, "tokens", "doc_id", "sentence_id", "token_id"),
		describe[Actor](docs, "actors", "actor_id"),
		describe[Mention](docs, "mentions", "doc_id", "start", "end", "mention_id"),
		describe[Claim](docs, "claims", "doc_id", "sentence_id", "content_start", "content_end", "claim_id"),
		describe[Demand](docs, "demands", "doc_id", "sentence_id", "action_start", "action_end", "demand_id"),
		describe[Condition](docs, "conditions", "doc_id", "sentence_id", "antecedent_start", "antecedent_end", "condition_id"),
		describe[Reject](docs, "rejects", "source_path", "offset", "stage", "reason"),
	}
})

// Of returns the table of rows of type T.
func Of[T Row]() *Table {
	row := reflect.TypeFor[T]()
	for _, t := range Tables() {
		if t.row == row {
			return t
		}
	}
	panic("schemas: no table of " + row.Name())
}

// Lookup returns the table of a name, and whether there is one.
func Lookup(name string) (*Table, bool) {
	for _, t := range Tables() {
		if t.Name == name {
			return t, true
		}
	}
	return nil, false
}

// Column returns the column of a name, and whether there is one.
func (t *Table) Column(name string) (Column, bool) {
	for _, c := range t.Columns {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}

// Key returns the names of the columns that identify a row. A table without a
// primary key is identified by all its columns.
func (t *Table) Key() []string {
	var key, all []string
	for _, c := range t.Columns {
		all = append(all, c.Name)
		if c.Key {
			key = append(key, c.Name)
		}
	}
	if key == nil {
		return all
	}
	return key
}

// Parquet returns the Parquet schema.
func (t *Table) Parquet() *parquet.Schema {
	return parquet.NewSchema(t.Name, parquet.SchemaOf(reflect.New(t.row).Interface()))
}

// Arrow returns the Arrow schema. Each field's metadata holds its description,
// and its unit where it has one.
func (t *Table) Arrow() *arrow.Schema {
	fields := make([]arrow.Field, len(t.Columns))
	for i, c := range t.Columns {
		keys, vals := []string{"description"}, []string{c.Doc}
		if c.Unit != "" {
			keys, vals = append(keys, "unit"), append(vals, c.Unit)
		}
		fields[i] = arrow.Field{Name: c.Name, Type: c.Type, Nullable: c.Nullable, Metadata: arrow.NewMetadata(keys, vals)}
	}
	meta := arrow.NewMetadata([]string{"description"}, []string{t.Doc})
	return arrow.NewSchema(fields, &meta)
}

// SortRows puts rows into the order in which their table is written. Nulls
// come first.
func SortRows[T Row](rows []T) {
	t := Of[T]()
	fields := make([]int, len(t.Sort))
	for i, name := range t.Sort {
		c, _ := t.Column(name)
		fields[i] = c.field
	}
	slices.SortStableFunc(rows, func(a, b T) int {
		va, vb := reflect.ValueOf(&a).Elem(), reflect.ValueOf(&b).Elem()
		for _, f := range fields {
			if c := compareValues(va.Field(f), vb.Field(f)); c != 0 {
				return c
			}
		}
		return 0
	})
}

func compareValues(a, b reflect.Value) int {
	if a.Kind() == reflect.Pointer {
		switch {
		case a.IsNil() && b.IsNil():
			return 0
		case a.IsNil():
			return -1
		case b.IsNil():
			return 1
		}
		a, b = a.Elem(), b.Elem()
	}
	if a.Kind() == reflect.String {
		return strings.Compare(a.String(), b.String())
	}
	return cmp.Compare(a.Int(), b.Int())
}

func describe[T Row](docs map[string]string, name string, sort ...string) *Table {
	row := reflect.TypeFor[T]()
	t := &Table{Name: name, Doc: docs[row.Name()], Sort: sort, row: row}
	for i := range row.NumField() {
		f := row.Field(i)
		tag := strings.Split(f.Tag.Get("parquet"), ",")
		c := Column{
			Name:     tag[0],
			Doc:      docs[row.Name()+"."+f.Name],
			Type:     arrowType(f.Type),
			Nullable: slices.Contains(tag[1:], "optional"),
			Unit:     f.Tag.Get("unit"),
			Range:    f.Tag.Get("range"),
			Key:      f.Tag.Get("key") != "",
			Ref:      f.Tag.Get("ref"),
			Brief:    f.Tag.Get("brief") != "",
			field:    i,
		}
		if e, ok := reflect.Zero(f.Type).Interface().(enumeration); ok {
			c.Values = e.Values()
		}
		t.Columns = append(t.Columns, c)
	}
	return t
}

func arrowType(t reflect.Type) arrow.DataType {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == reflect.TypeFor[Date]() {
		return arrow.FixedWidthTypes.Date32
	}
	switch t.Kind() {
	case reflect.String:
		return arrow.BinaryTypes.String
	case reflect.Int32:
		return arrow.PrimitiveTypes.Int32
	case reflect.Int64:
		return arrow.PrimitiveTypes.Int64
	case reflect.Float64:
		return arrow.PrimitiveTypes.Float64
	case reflect.Slice:
		return arrow.ListOfField(arrow.Field{Name: "element", Type: arrowType(t.Elem())})
	}
	panic(fmt.Sprintf("schemas: no column type for %v", t))
}

// parseDocs returns the doc comments of the structs of a Go file by type name,
// speaking of a row, and those of their fields by "Type.Field".
func parseDocs(src string) map[string]string {
	file, err := parser.ParseFile(token.NewFileSet(), "tables.go", src, parser.ParseComments)
	if err != nil {
		panic(err) // the file was compiled into this program
	}
	docs := make(map[string]string)
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.TYPE {
			continue
		}
		spec := decl.Specs[0].(*ast.TypeSpec)
		name := spec.Name.Name
		doc := sentence(decl.Doc.Text())
		docs[name] = "A row" + strings.TrimPrefix(doc, name)
		for _, f := range spec.Type.(*ast.StructType).Fields.List {
			docs[name+"."+f.Names[0].Name] = sentence(f.Doc.Text())
		}
	}
	return docs
}

func sentence(doc string) string { return strings.Join(strings.Fields(doc), " ") }
