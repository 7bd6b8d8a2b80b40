package correct

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"demarche/schemas"
)

// Span is where something stands in a document's text: code points, half open.
type Span struct{ Start, End int }

// MarshalJSON writes a list of two numbers.
func (s Span) MarshalJSON() ([]byte, error) { return json.Marshal([2]int{s.Start, s.End}) }

// UnmarshalJSON reads a list of two numbers.
func (s *Span) UnmarshalJSON(b []byte) error {
	var ends []int
	if err := json.Unmarshal(b, &ends); err != nil {
		return err
	}
	if len(ends) != 2 || ends[0] < 0 || ends[0] >= ends[1] {
		return fmt.Errorf("the span %s is not a list of a start and a greater end", b)
	}
	s.Start, s.End = ends[0], ends[1]
	return nil
}

// Row is what a person codes of a row of claims, demands or conditions. The
// rest of the row follows from it and from the text.
type Row struct {
	Doc    string            `json:"doc_id"`
	Table  string            `json:"table"`
	Spans  map[string]Span   `json:"spans"`            // by role: "content" for content_start and content_end
	Values map[string]string `json:"values,omitempty"` // by column; null is left out
}

// Kind is how the rows of one table are coded.
type Kind struct {
	Table   string
	Roles   []string // the spans, in the order in which they make the key
	Head    string   // the span that every row has
	Columns []string // that are coded
}

// Kinds returns the kinds of coded rows, in the order of their tables.
func Kinds() []Kind {
	return []Kind{
		{"claims", []string{"source", "cue", "content"}, "content",
			[]string{"source_id", "source_name", "stance", "polarity", "modality", "certainty", "quote", "parent_claim_id"}},
		{"demands", []string{"cue", "action"}, "action",
			[]string{"demander_id", "demander_name", "addressee_id", "addressee_name", "direction", "strength", "plover", "claim_id"}},
		{"conditions", []string{"marker", "antecedent", "consequent"}, "antecedent",
			[]string{"kind", "polarity", "setter_id", "claim_id", "demand_id"}},
	}
}

// KindOf returns the kind of a table, and whether its rows can be coded.
func KindOf(table string) (Kind, bool) {
	kinds := Kinds()
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Table == table })
	if i < 0 {
		return Kind{}, false
	}
	return kinds[i], true
}

// Key returns the row's key, which its spans make.
func (r Row) Key() string {
	k, _ := KindOf(r.Table)
	var offsets []int
	for _, role := range k.Roles {
		s, ok := r.Spans[role]
		if !ok {
			s = Span{-1, -1}
		}
		offsets = append(offsets, s.Start, s.End)
	}
	return schemas.ID(r.Doc, r.Table, offsets...)
}

// Head returns the span that every row of the table has.
func (r Row) Head() Span {
	k, _ := KindOf(r.Table)
	return r.Spans[k.Head]
}

// coded is a row type that a person can code.
type coded interface {
	schemas.Claim | schemas.Demand | schemas.Condition
	schemas.Row
}

// Of returns what is coded of a row.
func Of[T coded](row T) Row {
	v := reflect.ValueOf(&row).Elem()
	k, _ := KindOf(schemas.Of[T]().Name)
	r := Row{Doc: cell(v, "doc_id").String(), Table: k.Table, Spans: make(map[string]Span), Values: make(map[string]string)}
	for _, role := range k.Roles {
		start, end := number(cell(v, role+"_start")), number(cell(v, role+"_end"))
		if start >= 0 {
			r.Spans[role] = Span{start, end}
		}
	}
	for _, column := range k.Columns {
		// A known actor has its usual name.
		if who, isName := strings.CutSuffix(column, "_name"); isName && cell(v, who+"_id").String() != "" {
			continue
		}
		if value := cell(v, column).String(); value != "" {
			r.Values[column] = value
		}
	}
	return r
}

// cell returns the field of a column.
func cell(row reflect.Value, column string) reflect.Value {
	for i := range row.NumField() {
		name, _, _ := strings.Cut(row.Type().Field(i).Tag.Get("parquet"), ",")
		if name == column {
			return row.Field(i)
		}
	}
	panic("correct: no column " + column)
}

// number returns an offset, -1 for null.
func number(v reflect.Value) int {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return -1
		}
		v = v.Elem()
	}
	return int(v.Int())
}

// setNumber sets an offset, to null for -1.
func setNumber(v reflect.Value, n int) {
	switch {
	case v.Kind() != reflect.Pointer:
		v.SetInt(int64(n))
	case n < 0:
		v.SetZero()
	default:
		offset := int32(n)
		v.Set(reflect.ValueOf(&offset))
	}
}
