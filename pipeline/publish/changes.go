package publish

import (
	"io"

	"github.com/parquet-go/parquet-go"
)

// changeRow is a row of the table that WriteChanges writes.
type changeRow struct {
	Table  string `parquet:"table,dict"`
	Kind   string `parquet:"kind,dict"`
	DocID  string `parquet:"doc_id,optional,dict"`
	Key    string `parquet:"key,optional"`
	Before string `parquet:"before,optional"`
	After  string `parquet:"after,optional"`
	Note   string `parquet:"note,optional"`
}

// WriteChanges writes changes as a Parquet table: table, kind (added, removed,
// changed), doc_id, key, the row before and after as JSON, and a note on what
// concerns a whole file.
func WriteChanges(w io.Writer, changes []Change) error {
	schema := parquet.SchemaOf(new(changeRow))
	// Rows can hold long texts: see create for what that means for bounds.
	out := parquet.NewGenericWriter[changeRow](w, schema, parquet.Compression(&parquet.Zstd), parquet.CreatedBy("demarche", "", ""),
		parquet.DataPageStatistics(false), parquet.SkipPageBounds("before"), parquet.SkipPageBounds("after"))
	for _, c := range changes {
		row := changeRow{Table: c.Table, Kind: c.Kind(), DocID: c.Doc, Key: c.Key, Before: c.Before, After: c.After, Note: c.Note}
		// As values, for the reason given at tableWriter.write.
		if _, err := out.WriteRows([]parquet.Row{schema.Deconstruct(nil, &row)}); err != nil {
			return err
		}
	}
	return out.Close()
}
