package report

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"demarche/pipeline/publish"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// columns lists what the page gets of each table. Contents stay behind: the
// page cuts them from the documents' texts.
var columns = []struct {
	table string
	names []string
}{
	{"documents", []string{"doc_id", "title", "authors", "publisher", "published", "genre", "language", "source_path", "n_chars"}},
	{"sentences", []string{"doc_id", "start", "end"}},
	{"actors", []string{"actor_id", "name", "type", "principal_id", "n_mentions", "n_documents"}},
	{"claims", []string{"claim_id", "doc_id", "sentence_id", "source_id", "source_principal", "source_name", "source_start", "source_end",
		"cue_start", "cue_end", "cue_lemma", "content_start", "content_end", "stance", "polarity", "modality", "certainty", "quote",
		"parent_claim_id", "about", "rule", "confidence"}},
	{"demands", []string{"demand_id", "doc_id", "sentence_id", "demander_id", "demander_principal", "demander_name", "addressee_id",
		"addressee_principal", "addressee_name", "cue_start", "cue_end", "cue_lemma", "action_start", "action_end", "direction", "strength",
		"plover", "claim_id", "rule", "confidence"}},
	{"conditions", []string{"condition_id", "doc_id", "sentence_id", "kind", "marker_start", "marker_end", "marker_lemma", "antecedent_start",
		"antecedent_end", "consequent_start", "consequent_end", "polarity", "setter_id", "claim_id", "demand_id", "rule", "confidence"}},
	{"rejects", []string{"source_path", "stage", "reason"}},
}

// propositions are the spans that say something that can be the case. Those in
// similar words get the same concept, in the column named.
var propositions = []struct{ table, start, end, concept string }{
	{"claims", "content_start", "content_end", "concept"},
	{"demands", "action_start", "action_end", "concept"},
	{"conditions", "antecedent_start", "antecedent_end", "antecedent_concept"},
	{"conditions", "consequent_start", "consequent_end", "consequent_concept"},
}

// textBlock is about how many bytes of texts go into one block of the page: a
// browser unpacks a block as a single string, whose length is bounded.
const textBlock = 16 << 20

// writeData writes the texts of the documents, then the tables.
func writeData(w io.Writer, dir string) error {
	if err := writeTexts(w, dir); err != nil {
		return err
	}
	d := data{Strings: []string{}, codes: make(map[string]int32), Tables: make(map[string]map[string]*column)}
	if m, err := publish.ReadManifest(dir); err != nil {
		return fmt.Errorf("%s is no dataset: %w", dir, err)
	} else {
		d.Version = m.Version
	}
	for _, c := range columns {
		if err := d.read(dir, c.table, c.names); err != nil {
			return err
		}
	}
	if err := d.addConcepts(dir); err != nil {
		return err
	}
	return writeBlock(w, "tables", func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(d)
	})
}

// writeTexts writes the documents' texts in the order of their table, as JSON
// lists of strings.
func writeTexts(w io.Writer, dir string) error {
	r, err := publish.OpenTable(dir, "documents")
	if err != nil {
		return err
	}
	defer r.Close()
	var texts []string
	size := 0
	flush := func() error {
		if texts == nil {
			return nil
		}
		err := writeBlock(w, "texts", func(w io.Writer) error { return json.NewEncoder(w).Encode(texts) })
		texts, size = nil, 0
		return err
	}
	err = eachBatch(r, []string{"text"}, func(cols []arrow.Array) error {
		for i := range cols[0].Len() {
			// The batch's memory is used again, so the text is copied.
			text := string([]byte(cols[0].(*array.String).Value(i)))
			texts = append(texts, text)
			if size += len(text); size > textBlock {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// data is the tables as the page gets them: columns of numbers, in which a
// string is its place in the list of all strings.
type data struct {
	Version string                        `json:"version"`
	Strings []string                      `json:"strings"`
	Tables  map[string]map[string]*column `json:"tables"`
	codes   map[string]int32
}

// column is one column. Its type says what its values are.
type column struct {
	typ   string // "number", "day" (since 1 January 1970), "string", "real" or "strings" (lists)
	ints  []int32
	reals []float64
	lists [][]int32
}

// null stands for a null among numbers.
const null = math.MinInt32

func newColumn(typ arrow.Type) (*column, error) {
	names := map[arrow.Type]string{arrow.STRING: "string", arrow.INT32: "number", arrow.DATE32: "day", arrow.FLOAT64: "real", arrow.LIST: "strings"}
	name, ok := names[typ]
	if !ok {
		return nil, fmt.Errorf("no way to write a column of type %s", typ)
	}
	return &column{typ: name}, nil
}

// MarshalJSON writes the type and the values, a null as null.
func (c *column) MarshalJSON() ([]byte, error) {
	b := fmt.Appendf(nil, `{"type":%q,"values":[`, c.typ)
	for i, v := range c.ints {
		b = appendInt(b, i, v)
	}
	for i, v := range c.reals {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendFloat(b, v, 'f', -1, 64)
	}
	for i, list := range c.lists {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		for j, v := range list {
			b = appendInt(b, j, v)
		}
		b = append(b, ']')
	}
	return append(b, "]}"...), nil
}

func appendInt(b []byte, i int, v int32) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	if v == null {
		return append(b, "null"...)
	}
	return strconv.AppendInt(b, int64(v), 10)
}

func (d *data) code(s string) int32 {
	code, ok := d.codes[s]
	if !ok {
		code = int32(len(d.Strings))
		// A cell lies in the batch's memory, which is used again.
		s = string([]byte(s))
		d.Strings = append(d.Strings, s)
		d.codes[s] = code
	}
	return code
}

func (d *data) read(dir, table string, names []string) error {
	r, err := publish.OpenTable(dir, table)
	if err != nil {
		return err
	}
	defer r.Close()
	d.Tables[table] = make(map[string]*column)
	for _, name := range names {
		field, _ := r.Table.Column(name)
		if d.Tables[table][name], err = newColumn(field.Type.ID()); err != nil {
			return fmt.Errorf("table %s, column %s: %w", table, name, err)
		}
	}
	return eachBatch(r, names, func(cols []arrow.Array) error {
		for i, col := range cols {
			d.append(d.Tables[table][names[i]], col)
		}
		return nil
	})
}

func (d *data) append(c *column, col arrow.Array) {
	for i := range col.Len() {
		if col.IsNull(i) {
			c.ints = append(c.ints, null)
			continue
		}
		switch a := col.(type) {
		case *array.String:
			c.ints = append(c.ints, d.code(a.Value(i)))
		case *array.Int32:
			c.ints = append(c.ints, a.Value(i))
		case *array.Date32:
			c.ints = append(c.ints, int32(a.Value(i)))
		case *array.Float64:
			c.reals = append(c.reals, a.Value(i))
		case *array.List:
			var list []int32
			from, to := a.ValueOffsets(i)
			for j := from; j < to; j++ {
				list = append(list, d.code(a.ListValues().(*array.String).Value(int(j))))
			}
			c.lists = append(c.lists, list)
		}
	}
}

// eachBatch calls f with the named columns of each batch of a table.
func eachBatch(r *publish.TableReader, names []string, f func([]arrow.Array) error) error {
	at := make([]int, len(names))
	for i, name := range names {
		at[i] = r.Schema().FieldIndices(name)[0]
	}
	return r.Each(func(rec arrow.Record) error {
		cols := make([]arrow.Array, len(at))
		for i, field := range at {
			cols[i] = rec.Column(field)
		}
		return f(cols)
	})
}
