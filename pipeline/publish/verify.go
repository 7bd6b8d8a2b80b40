package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"demarche/pipeline/ingest"
	"demarche/schemas"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// Fault is one thing that is wrong with a dataset.
type Fault struct {
	Table   string // or the name of a file that is no table
	Row     int64  // from 0 in the order of the file; -1 for the whole table
	Column  string // empty for the whole row
	Problem string
}

// String names the place and the problem.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.Table)
	if f.Row >= 0 {
		fmt.Fprintf(&b, " row %d", f.Row)
	}
	if f.Column != "" {
		fmt.Fprintf(&b, " column %s", f.Column)
	}
	return b.String() + ": " + f.Problem
}

// maxFaults is how many faults of one column are told; a broken table would
// else tell one a row.
const maxFaults = 10

// Verify checks the dataset in dir against its manifest and against itself:
// sizes and hashes, columns, numbers of rows, order, primary keys, references
// to other tables, allowed values and ranges, what documents and actors say of
// the numbers of other rows, and spans, which must lie in their document and
// equal its text. It returns what is wrong; its error says that dir
// could not be read at all.
func Verify(dir string) ([]Fault, error) {
	m, err := ReadManifest(dir)
	if err != nil {
		return nil, fmt.Errorf("%s is no dataset: %w", dir, err)
	}
	v := &verifier{dir: dir, told: make(map[string]int), keys: make(map[string]map[string]bool), counts: make(map[string]int)}
	if err := v.files(m); err != nil {
		return nil, err
	}
	if len(v.faults) > 0 {
		return v.faults, nil // rows of damaged files would only add noise
	}
	for _, t := range schemas.Tables() {
		if err := v.table(t, m.Rows(t.Name)); err != nil {
			v.add(Fault{Table: t.Name, Row: -1, Problem: err.Error()})
		}
	}
	v.references()
	for _, s := range v.stated {
		if n := v.counts[s.what]; n != int(s.n) {
			s.fault.Problem = fmt.Sprintf("%d, but there are %d", s.n, n)
			v.add(s.fault)
		}
	}
	return v.faults, nil
}

type verifier struct {
	dir    string
	faults []Fault
	told   map[string]int
	keys   map[string]map[string]bool // by table, of those that must be remembered
	refs   []reference
	counts map[string]int // of what rows count of others, by that and their key
	stated []stated
}

// stated is a number that a row gives of other rows. It waits for those.
type stated struct {
	fault Fault
	what  string // key of counts
	n     int32
}

// reference is a value that must be a key of another table. Those to tables
// that are read later wait for them.
type reference struct {
	fault Fault
	to    string
	key   string
}

func (v *verifier) add(f Fault) {
	place := f.Table + "." + f.Column
	if v.told[place]++; v.told[place] <= maxFaults {
		v.faults = append(v.faults, f)
	}
}

func (v *verifier) files(m Manifest) error {
	listed := make(map[string]bool)
	for _, f := range m.Tables {
		listed[f.Name] = true
		n, sum, err := hashFile(filepath.Join(v.dir, f.File))
		switch {
		case errors.Is(err, os.ErrNotExist):
			v.add(Fault{Table: f.File, Row: -1, Problem: "the file is missing"})
		case err != nil:
			return err
		case n != f.Bytes || sum != f.SHA256:
			v.add(Fault{Table: f.File, Row: -1,
				Problem: fmt.Sprintf("%d bytes with SHA-256 %s, the manifest says %d with %s", n, sum, f.Bytes, f.SHA256)})
		}
	}
	for _, t := range schemas.Tables() {
		if !listed[t.Name] {
			v.add(Fault{Table: t.Name, Row: -1, Problem: "the manifest does not list the table"})
		}
	}
	return v.sums(m)
}

// sums checks that SHA256SUMS lists every file, as it is. Tables are told of by
// the manifest.
func (v *verifier) sums(m Manifest) error {
	b, err := os.ReadFile(filepath.Join(v.dir, SumsName))
	if errors.Is(err, os.ErrNotExist) {
		v.add(Fault{Table: SumsName, Row: -1, Problem: "the file is missing: build the dataset again"})
		return nil
	}
	if err != nil {
		return err
	}
	sums, err := ParseSums(b)
	if err != nil {
		v.add(Fault{Table: SumsName, Row: -1, Problem: strings.TrimPrefix(err.Error(), SumsName+": ")})
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(m.names())) {
		if _, ok := sums.Of(name); !ok && name != SumsName {
			v.add(Fault{Table: SumsName, Row: -1, Problem: "does not list " + name + ": build the dataset again"})
		}
	}
	for _, f := range sums {
		_, sum, err := hashFile(filepath.Join(v.dir, f.Name))
		switch {
		case slices.ContainsFunc(m.Tables, func(t ManifestTable) bool { return t.File == f.Name && t.SHA256 == f.SHA256 }):
		case errors.Is(err, os.ErrNotExist):
			v.add(Fault{Table: f.Name, Row: -1, Problem: "the file is missing"})
		case err != nil:
			return err
		case sum != f.SHA256:
			v.add(Fault{Table: f.Name, Row: -1, Problem: fmt.Sprintf("its SHA-256 is %s, %s says %s", sum, SumsName, f.SHA256)})
		}
	}
	return nil
}

func hashFile(path string) (n int64, sum string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	n, err = io.Copy(h, f)
	return n, hex.EncodeToString(h.Sum(nil)), err
}

// table checks the rows of one table, streaming them beside the documents.
func (v *verifier) table(t *schemas.Table, want int64) error {
	r, err := OpenTable(v.dir, t.Name)
	if err != nil {
		return err
	}
	defer r.Close()
	check := tableCheck{verifier: v, table: t, columns: make(map[string]arrow.Array)}
	if _, ok := t.Column("doc_id"); ok {
		check.texts = &textCursor{dir: v.dir}
		defer check.texts.close()
	}
	if refersTo(t) || !slices.Equal(primaryKey(t), t.Sort) { // else memory would grow with the tokens
		v.keys[t.Name] = make(map[string]bool)
	}
	if err := r.Each(check.batch); err != nil {
		return err
	}
	if check.row != want {
		v.add(Fault{Table: t.Name, Row: -1, Problem: fmt.Sprintf("%d rows, the manifest says %d", check.row, want)})
	}
	return nil
}

// refersTo reports whether any column holds keys of the table.
func refersTo(t *schemas.Table) bool {
	for _, from := range schemas.Tables() {
		if slices.ContainsFunc(from.Columns, func(c schemas.Column) bool { return c.Ref == t.Name }) {
			return true
		}
	}
	return false
}

// tableCheck is the state of checking one table.
type tableCheck struct {
	*verifier
	table   *schemas.Table
	columns map[string]arrow.Array // of the batch
	row     int64                  // of the table
	last    []string               // sort columns of the row before
	lastKey string
	texts   *textCursor
}

func (c *tableCheck) fault(column, format string, args ...any) {
	c.add(Fault{Table: c.table.Name, Row: c.row, Column: column, Problem: fmt.Sprintf(format, args...)})
}

func (c *tableCheck) batch(rec arrow.Record) error {
	for i, col := range rec.Columns() {
		c.columns[rec.ColumnName(i)] = col
	}
	for i := range int(rec.NumRows()) {
		c.values(i)
		c.key(i)
		c.order(i)
		c.count(i)
		if c.texts != nil {
			if err := c.spans(i); err != nil {
				return err
			}
		}
		c.row++
	}
	return nil
}

func (c *tableCheck) values(i int) {
	for _, col := range c.table.Columns {
		a := c.columns[col.Name]
		if a.IsNull(i) {
			if !col.Nullable {
				c.fault(col.Name, "null, which it cannot be")
			}
			continue
		}
		if col.Values != nil {
			if s := a.ValueStr(i); !slices.Contains(col.Values, s) {
				c.fault(col.Name, "%q is none of %s", s, strings.Join(col.Values, ", "))
			}
		}
		if f, ok := a.(*array.Float64); ok && !(f.Value(i) >= 0 && f.Value(i) <= 1) {
			c.fault(col.Name, "%v is not in the range 0 to 1", f.Value(i))
		}
		c.reference(col, a, i)
	}
}

func (c *tableCheck) reference(col schemas.Column, a arrow.Array, i int) {
	target, ok := schemas.Lookup(col.Ref)
	if !ok {
		return
	}
	wait := func(key string) {
		c.refs = append(c.refs, reference{Fault{c.table.Name, c.row, col.Name, ""}, target.Name, key})
	}
	switch a := a.(type) {
	case *array.List:
		from, to := a.ValueOffsets(i)
		for j := from; j < to; j++ {
			wait(a.ListValues().ValueStr(int(j)))
		}
	case *array.Int32: // the second part of a key whose first is the document
		c.refer(target.Name, joinKey([]string{c.columns["doc_id"].ValueStr(i), a.ValueStr(i)}), col.Name)
	default:
		if c.keys[target.Name] != nil && target != c.table {
			c.refer(target.Name, a.ValueStr(i), col.Name)
		} else {
			wait(a.ValueStr(i))
		}
	}
}

func (c *tableCheck) refer(target, key, column string) {
	if !c.keys[target][key] {
		c.fault(column, "%q is no key of %s", strings.ReplaceAll(key, "\x00", " "), target)
	}
}

// references settles what had to wait for a later table.
func (v *verifier) references() {
	for _, r := range v.refs {
		if !v.keys[r.to][r.key] {
			r.fault.Problem = fmt.Sprintf("%q is no key of %s", r.key, r.to)
			v.add(r.fault)
		}
	}
}

// count collects what documents and actors say of the numbers of other rows,
// and those numbers.
func (c *tableCheck) count(i int) {
	id := func(column string) string { return c.columns[column].ValueStr(i) }
	state := func(column, what string) {
		c.stated = append(c.stated, stated{Fault{c.table.Name, c.row, column, ""}, what, c.columns[column].(*array.Int32).Value(i)})
	}
	switch c.table {
	case schemas.Of[schemas.Document]():
		state("n_sentences", "sentences of "+id("doc_id"))
		state("n_tokens", "tokens of "+id("doc_id"))
		state("n_chars", "characters of "+id("doc_id"))
		c.counts["characters of "+id("doc_id")] = utf8.RuneCountInString(c.columns["text"].(*array.String).Value(i))
	case schemas.Of[schemas.Sentence]():
		c.counts["sentences of "+id("doc_id")]++
	case schemas.Of[schemas.Token]():
		c.counts["tokens of "+id("doc_id")]++
	case schemas.Of[schemas.Actor]():
		state("n_mentions", "mentions of "+id("actor_id"))
		state("n_documents", "documents of "+id("actor_id"))
	case schemas.Of[schemas.Mention]():
		if c.columns["actor_id"].IsNull(i) {
			return
		}
		c.counts["mentions of "+id("actor_id")]++
		if pair := joinKey([]string{id("actor_id"), id("doc_id")}); c.counts[pair] == 0 {
			c.counts[pair] = 1
			c.counts["documents of "+id("actor_id")]++
		}
	}
}

func joinKey(parts []string) string { return strings.Join(parts, "\x00") }

func (c *tableCheck) key(i int) {
	names := primaryKey(c.table)
	if names == nil {
		return
	}
	var parts []string
	for _, name := range names {
		parts = append(parts, c.columns[name].ValueStr(i))
	}
	key := joinKey(parts)
	twice := c.keys[c.table.Name][key]
	if slices.Equal(names, c.table.Sort) { // equal keys stand side by side
		twice = c.row > 0 && key == c.lastKey
		c.lastKey = key
	}
	if twice {
		c.fault(strings.Join(names, ", "), "the key %s stands in an earlier row", strings.Join(parts, " "))
	}
	if c.keys[c.table.Name] != nil {
		c.keys[c.table.Name][key] = true
	}
}

func (c *tableCheck) order(i int) {
	var now []string
	for _, name := range c.table.Sort {
		a := c.columns[name]
		switch {
		case a.IsNull(i):
			now = append(now, "")
		case a.DataType().ID() == arrow.STRING:
			now = append(now, a.ValueStr(i))
		default: // so that numbers compare as they should
			now = append(now, fmt.Sprintf("%020s", a.ValueStr(i)))
		}
	}
	for j, before := range c.last {
		if before < now[j] {
			break
		}
		if before > now[j] {
			c.fault(c.table.Sort[j], "out of order: the table is sorted by %s", strings.Join(c.table.Sort, ", "))
			break
		}
	}
	c.last = now
}

// spans checks every pair of columns X_start and X_end (or start and end), and
// the column that holds the text between, where there is one.
func (c *tableCheck) spans(i int) error {
	for _, col := range c.table.Columns {
		what, ok := strings.CutSuffix(col.Name, "start")
		if !ok || col.Unit != "code points" {
			continue
		}
		starts, ends := c.columns[col.Name].(*array.Int32), c.columns[what+"end"].(*array.Int32)
		if starts.IsNull(i) != ends.IsNull(i) {
			c.fault(col.Name, "half a span: one of start and end is null")
		}
		if starts.IsNull(i) || ends.IsNull(i) {
			continue
		}
		doc := c.columns["doc_id"].ValueStr(i)
		text, found, err := c.texts.of(doc)
		if err != nil {
			return err
		}
		if !found {
			continue // told as a reference
		}
		start, end := int(starts.Value(i)), int(ends.Value(i))
		if start < 0 || end <= start || end > text.Len() {
			c.fault(col.Name, "the span %d to %d does not lie in the %d code points of %s", start, end, text.Len(), doc)
			continue
		}
		if held, ok := c.heldText(what); ok && held.ValueStr(i) != text.Slice(start, end) {
			c.fault(col.Name, "the document holds %q from %d to %d, the row %q", text.Slice(start, end), start, end, held.ValueStr(i))
		}
	}
	return nil
}

// heldText returns the column that repeats a span's text.
func (c *tableCheck) heldText(prefix string) (arrow.Array, bool) {
	names := []string{strings.TrimSuffix(prefix, "_")}
	if prefix == "" {
		names = []string{"text", "form"}
	}
	for _, name := range names {
		if a, ok := c.columns[name]; ok {
			return a, true
		}
	}
	return nil, false
}

// textCursor gives the texts of documents to tables that are sorted by them,
// holding one batch at a time.
type textCursor struct {
	dir   string
	rows  *TableReader
	batch map[string]ingest.Text
	last  string // greatest doc_id read
	done  bool
}

// of returns the text of a document. A table that asks for documents out of
// order makes it begin again.
func (t *textCursor) of(doc string) (ingest.Text, bool, error) {
	if text, ok := t.batch[doc]; ok {
		return text, true, nil
	}
	if t.rows == nil || doc <= t.last {
		t.close()
		rows, err := OpenTable(t.dir, "documents")
		if err != nil {
			return ingest.Text{}, false, err
		}
		t.rows, t.last, t.done = rows, "", false
	}
	for !t.done && doc > t.last {
		rec, err := t.rows.Next()
		if errors.Is(err, io.EOF) {
			t.done = true
			break
		}
		if err != nil {
			return ingest.Text{}, false, err
		}
		ids := rec.Column(rec.Schema().FieldIndices("doc_id")[0]).(*array.String)
		texts := rec.Column(rec.Schema().FieldIndices("text")[0]).(*array.String)
		t.batch = make(map[string]ingest.Text, ids.Len())
		for i := range ids.Len() {
			t.batch[strings.Clone(ids.Value(i))] = ingest.NewText(strings.Clone(texts.Value(i)))
			t.last = max(t.last, strings.Clone(ids.Value(i)))
		}
	}
	text, ok := t.batch[doc]
	return text, ok, nil
}

func (t *textCursor) close() {
	if t.rows != nil {
		t.rows.Close()
		t.rows = nil
	}
}
