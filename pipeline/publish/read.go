package publish

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"demarche/schemas"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// batchRows is how many rows are held in memory at a time.
const batchRows = 4096

// TableReader reads the rows of one table in the order of its file.
type TableReader struct {
	Table  *schemas.Table
	file   *file.Reader
	schema *arrow.Schema
	rows   pqarrow.RecordReader
	read   int64
}

// OpenTable opens a table of the dataset in dir. The caller closes the reader.
func OpenTable(dir, name string) (*TableReader, error) {
	table, ok := schemas.Lookup(name)
	if !ok {
		return nil, fmt.Errorf("there is no table %q", name)
	}
	f, err := os.Open(filepath.Join(dir, FileName(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s holds no table %s: make a dataset with demarche build --out %s", dir, name, dir)
	}
	if err != nil {
		return nil, err
	}
	return newTableReader(table, f)
}

// ReadTable reads a table from the bytes of its file. The caller closes the
// reader.
func ReadTable(table *schemas.Table, b []byte) (*TableReader, error) {
	return newTableReader(table, bytes.NewReader(b))
}

func newTableReader(table *schemas.Table, r parquet.ReaderAtSeeker) (*TableReader, error) {
	pf, err := file.NewParquetReader(r)
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", table.Name, err)
	}
	t := &TableReader{Table: table, file: pf, schema: table.Arrow()}
	if err := t.start(); err != nil {
		pf.Close()
		return nil, fmt.Errorf("table %s: %w", table.Name, err)
	}
	return t, nil
}

func (t *TableReader) start() error {
	fr, err := pqarrow.NewFileReader(t.file, pqarrow.ArrowReadProperties{BatchSize: batchRows}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	stored, err := fr.Schema()
	if err != nil {
		return err
	}
	if !sameColumns(stored, t.schema) {
		return errors.New("its columns are not those of this version of demarche: build the dataset again")
	}
	t.rows, err = fr.GetRecordReader(context.Background(), nil, nil)
	return err
}

func sameColumns(a, b *arrow.Schema) bool {
	if a.NumFields() != b.NumFields() {
		return false
	}
	for i, f := range a.Fields() {
		if g := b.Field(i); f.Name != g.Name || f.Type.ID() != g.Type.ID() || f.Nullable != g.Nullable {
			return false
		}
	}
	return true
}

// Schema returns the Arrow schema of the batches, which is the table's.
func (t *TableReader) Schema() *arrow.Schema { return t.schema }

// Next returns the next batch of rows, or io.EOF. The batch is valid until the
// call after.
func (t *TableReader) Next() (arrow.Record, error) {
	if !t.rows.Next() {
		if err := t.rows.Err(); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("table %s: %w", t.Table.Name, err)
		}
		if n := t.file.NumRows(); t.read != n { // which Arrow's reader keeps to itself
			return nil, fmt.Errorf("table %s: only %d of %d rows could be read", t.Table.Name, t.read, n)
		}
		return nil, io.EOF
	}
	rec := t.rows.Record()
	t.read += rec.NumRows()
	// The reader names the elements of a list, and calls them nullable, in its own way.
	columns := slices.Clone(rec.Columns())
	for i, col := range columns {
		if d := col.Data(); d.DataType().ID() == arrow.LIST {
			columns[i] = array.MakeFromData(array.NewData(t.schema.Field(i).Type, d.Len(), d.Buffers(), d.Children(), d.NullN(), d.Offset()))
		}
	}
	return array.NewRecord(t.schema, columns, rec.NumRows()), nil
}

// Each calls f with each batch of rows that is left, and stops at its first error.
func (t *TableReader) Each(f func(arrow.Record) error) error {
	for {
		rec, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := f(rec); err != nil {
			return err
		}
	}
}

// Close frees the reader.
func (t *TableReader) Close() error {
	t.rows.Release()
	return t.file.Close()
}

// AppendJSON appends row i of a batch as a JSON object, its fields in the order
// of the columns.
func AppendJSON(b []byte, rec arrow.Record, i int) ([]byte, error) {
	b = append(b, '{')
	for c, col := range rec.Columns() {
		if c > 0 {
			b = append(b, ',')
		}
		b = appendJSONValue(b, rec.ColumnName(c))
		b = append(b, ':')
		var err error
		if b, err = appendCell(b, col, i); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

func appendCell(b []byte, col arrow.Array, i int) ([]byte, error) {
	if col.IsNull(i) {
		return append(b, "null"...), nil
	}
	switch a := col.(type) {
	case *array.String:
		return appendJSONValue(b, a.Value(i)), nil
	case *array.Int32:
		return appendJSONValue(b, a.Value(i)), nil
	case *array.Int64:
		return appendJSONValue(b, a.Value(i)), nil
	case *array.Float64:
		return appendJSONValue(b, a.Value(i)), nil
	case *array.Date32:
		return appendJSONValue(b, schemas.Date(a.Value(i)).String()), nil
	case *array.List:
		b = append(b, '[')
		from, to := a.ValueOffsets(i)
		for j := from; j < to; j++ {
			if j > from {
				b = append(b, ',')
			}
			var err error
			if b, err = appendCell(b, a.ListValues(), int(j)); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	}
	return nil, fmt.Errorf("no way to show a column of type %s", col.DataType())
}

// appendJSONValue appends a value as JSON that keeps <, > and & as they are.
func appendJSONValue(b []byte, v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // strings and finite numbers always encode
	}
	return append(b, bytes.TrimRight(buf.Bytes(), "\n")...)
}
