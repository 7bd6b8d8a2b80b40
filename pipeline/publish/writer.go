package publish

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"maps"
	"slices"

	"demarche/schemas"

	"github.com/apache/arrow/go/v17/arrow/flight"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/parquet-go/parquet-go"
)

// Writer writes the tables of a dataset. It keeps at most one row group of each
// table in memory. Not safe for concurrent use.
type Writer struct {
	files      Files
	documents  *tableWriter[schemas.Document]
	sentences  *tableWriter[schemas.Sentence]
	tokens     *tableWriter[schemas.Token]
	actors     *tableWriter[schemas.Actor]
	mentions   *tableWriter[schemas.Mention]
	claims     *tableWriter[schemas.Claim]
	demands    *tableWriter[schemas.Demand]
	conditions *tableWriter[schemas.Condition]
	rejects    *tableWriter[schemas.Reject]
	languages  map[string]bool
}

// NewWriter creates the files of all tables.
func NewWriter(files Files, version string) (*Writer, error) {
	w := &Writer{files: files, languages: make(map[string]bool)}
	err := errors.Join(
		create(files, version, &w.documents),
		create(files, version, &w.sentences),
		create(files, version, &w.tokens),
		create(files, version, &w.actors),
		create(files, version, &w.mentions),
		create(files, version, &w.claims),
		create(files, version, &w.demands),
		create(files, version, &w.conditions),
		create(files, version, &w.rejects),
	)
	return w, err
}

// Write adds rows. Each table's rows must come in the table's order, over all
// calls together: documents by their ids, and actors and rejects in one call.
func (w *Writer) Write(r schemas.Rows) error {
	for _, d := range r.Documents {
		if d.Language != "" {
			w.languages[d.Language] = true
		}
	}
	return errors.Join(
		w.documents.write(r.Documents),
		w.sentences.write(r.Sentences),
		w.tokens.write(r.Tokens),
		w.actors.write(r.Actors),
		w.mentions.write(r.Mentions),
		w.claims.write(r.Claims),
		w.demands.write(r.Demands),
		w.conditions.write(r.Conditions),
		w.rejects.write(r.Rejects),
	)
}

// Close ends the tables and writes the manifest, which is m with tables and
// languages filled in, the files that describe the dataset, and SHA256SUMS.
func (w *Writer) Close(m Manifest) (Manifest, error) {
	err := errors.Join(
		w.documents.close(&m),
		w.sentences.close(&m),
		w.tokens.close(&m),
		w.actors.close(&m),
		w.mentions.close(&m),
		w.claims.close(&m),
		w.demands.close(&m),
		w.conditions.close(&m),
		w.rejects.close(&m),
	)
	if err != nil {
		return m, err
	}
	m.Languages = slices.Sorted(maps.Keys(w.languages))
	return m, writeCompanions(w.files, m)
}

// Rows in a row group: enough for a reader to skip by statistics, few enough to
// hold in memory. Documents carry whole texts.
const (
	rowGroupRows      = 1 << 17
	rowGroupDocuments = 1 << 10
)

type tableWriter[T schemas.Row] struct {
	table  *schemas.Table
	schema *parquet.Schema
	file   io.WriteCloser
	sum    *checksum
	rows   *parquet.GenericWriter[T]
	batch  []parquet.Row // reused
	n      int64
}

// checksum hashes and counts what is written.
type checksum struct {
	hash.Hash
	n int64
}

func (c *checksum) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return c.Hash.Write(b)
}

func create[T schemas.Row](files Files, version string, to **tableWriter[T]) error {
	table := schemas.Of[T]()
	file, err := files.Create(FileName(table.Name))
	if err != nil {
		return err
	}
	sum := &checksum{Hash: sha256.New()}
	sorting := make([]parquet.SortingColumn, len(table.Sort))
	for i, name := range table.Sort {
		sorting[i] = parquet.Ascending(name)
		if c, _ := table.Column(name); c.Nullable {
			sorting[i] = parquet.NullsFirst(sorting[i])
		}
	}
	group := int64(rowGroupRows)
	if table == schemas.Of[schemas.Document]() {
		group = rowGroupDocuments
	}
	arrowSchema := flight.SerializeSchema(table.Arrow(), memory.DefaultAllocator)
	schema := table.Parquet()
	options := []parquet.WriterOption{
		schema,
		parquet.Compression(&parquet.Zstd),
		parquet.CreatedBy("demarche", version, ""),
		parquet.KeyValueMetadata("ARROW:schema", base64.StdEncoding.EncodeToString(arrowSchema)),
		parquet.MaxRowsPerRowGroup(group),
		parquet.SortingWriterConfig(parquet.SortingColumns(sorting...)),
		// The column index holds the bounds of pages, cut to length. In the headers
		// of pages and in the footer they stand whole: a long text three times over,
		// and Arrow's reader gives up on headers that are longer than it expects.
		parquet.DataPageStatistics(false),
	}
	for _, c := range table.Columns {
		if isText(table, c) {
			options = append(options, parquet.SkipPageBounds(c.Name))
		}
	}
	*to = &tableWriter[T]{table: table, schema: schema, file: file, sum: sum,
		rows: parquet.NewGenericWriter[T](io.MultiWriter(file, sum), options...)}
	return nil
}

// isText reports whether a column holds stretches of a document, or all of it.
func isText(t *schemas.Table, c schemas.Column) bool {
	_, spanned := t.Column(c.Name + "_start")
	return c.Name == "text" || spanned
}

// rowBatch is how many rows go to the Parquet writer at a time.
const rowBatch = 256

// write adds rows one by one as values: the writer's own way from structs, which
// goes column by column, writes some nulls as empty strings (parquet-go v0.32.0,
// wherever n nulls, n values and a null follow each other).
func (w *tableWriter[T]) write(rows []T) error {
	for len(rows) > 0 {
		n := min(len(rows), rowBatch)
		for len(w.batch) < n {
			w.batch = append(w.batch, nil)
		}
		for i := range n {
			w.batch[i] = w.schema.Deconstruct(w.batch[i][:0], &rows[i])
		}
		if _, err := w.rows.WriteRows(w.batch[:n]); err != nil {
			return err
		}
		w.n += int64(n)
		rows = rows[n:]
	}
	return nil
}

func (w *tableWriter[T]) close(m *Manifest) error {
	if err := errors.Join(w.rows.Close(), w.file.Close()); err != nil {
		return err
	}
	m.Tables = append(m.Tables, ManifestTable{
		Name: w.table.Name, File: FileName(w.table.Name), Rows: w.n, Bytes: w.sum.n, SHA256: hex.EncodeToString(w.sum.Sum(nil)),
	})
	return nil
}
