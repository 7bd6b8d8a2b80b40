// Package correct lets people have the last word: it applies their corrections
// to the rows that the program finds, at every rebuild.
//
// Input: an overlay, one correction a line of JSON, and the rows of a document.
// Output: the rows with corrections applied. A row that a person has added or
// changed has the rule "human" and the confidence 1.
//
// A correction names its row by document, table and spans, as the keys do, so
// it holds however the rest of the dataset changes, whether or not the program
// finds the row by itself. It carries the words of its spans: where the text
// reads otherwise by now the correction is refused, never dropped in silence.
// [Between] compares two codings and makes the overlay that leads from one to
// the other, [Set.Apply] applies it.
package correct

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"demarche/schemas"
)

// Rule is the rule of rows that a person has made or changed.
const Rule = "human"

// The changes that a correction can make. Added and changed alike say what the
// row is to be, whether or not the program finds it; the two are kept apart for
// those who read the overlay.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
)

// Correction is one line of an overlay.
type Correction struct {
	Change string `json:"change"`
	Row
	Words map[string]string `json:"words"` // of each span, as it read when it was corrected

	place string // file and line
}

// Between returns the corrections that make the first coding the second, in the
// order of documents, tables and places. Words cuts a span from a document.
func Between(before, after []Row, words func(doc string, s Span) string) []Correction {
	old, now := byKey(before), byKey(after)
	var all []Correction
	add := func(change string, r Row) {
		c := Correction{Change: change, Row: r, Words: make(map[string]string)}
		for role, s := range r.Spans {
			c.Words[role] = words(r.Doc, s)
		}
		if change == Removed {
			c.Values = nil
		}
		all = append(all, c)
	}
	for _, r := range before {
		if _, ok := now[r.Key()]; !ok {
			add(Removed, r)
		}
	}
	for _, r := range after {
		if o, ok := old[r.Key()]; !ok {
			add(Added, r)
		} else if !maps.Equal(o.Values, r.Values) {
			add(Changed, r)
		}
	}
	sortCorrections(all)
	return all
}

func sortCorrections(all []Correction) {
	slices.SortFunc(all, func(a, b Correction) int {
		return cmp.Or(cmp.Compare(a.Doc, b.Doc), cmp.Compare(order(a.Table), order(b.Table)), cmp.Compare(a.Head().Start, b.Head().Start),
			cmp.Compare(a.Head().End, b.Head().End), cmp.Compare(a.Key(), b.Key()))
	})
}

func byKey(rows []Row) map[string]Row {
	m := make(map[string]Row, len(rows))
	for _, r := range rows {
		m[r.Key()] = r
	}
	return m
}

func order(table string) int {
	return slices.IndexFunc(Kinds(), func(k Kind) bool { return k.Table == table })
}

// Write writes an overlay.
func Write(w io.Writer, corrections []Correction) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, c := range corrections {
		if err := enc.Encode(c); err != nil {
			return err
		}
	}
	return nil
}

// Set is the corrections of an overlay, by document. It is safe for concurrent
// use.
type Set struct {
	Bytes  int64  // of the overlay
	SHA256 string // of the overlay, in hexadecimal

	byDoc map[string][]Correction
}

// Read reads an overlay. The name is for complaints, each of which gives a line.
func Read(name string, r io.Reader) (*Set, error) {
	set := &Set{byDoc: make(map[string][]Correction)}
	places := make(map[string]string) // by key of the row
	var faults []error
	sum := sha256.New()
	in := bufio.NewReader(io.TeeReader(r, sum))
	for line, ended := 1, false; !ended; line++ {
		text, err := in.ReadBytes('\n')
		if ended = errors.Is(err, io.EOF); err != nil && !ended {
			return nil, err
		}
		set.Bytes += int64(len(text))
		if text = bytes.TrimSpace(text); len(text) == 0 {
			continue
		}
		c, err := parse(text)
		c.place = fmt.Sprintf("%s:%d", name, line)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", c.place, err))
			continue
		}
		if first, ok := places[c.Key()]; ok {
			faults = append(faults, fmt.Errorf("%s: corrects the same row as %s: keep one of the two", c.place, first))
			continue
		}
		places[c.Key()] = c.place
		set.byDoc[c.Doc] = append(set.byDoc[c.Doc], c)
	}
	set.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return set, errors.Join(faults...)
}

func parse(line []byte) (Correction, error) {
	var c Correction
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return c, err
	}
	if dec.More() {
		return c, errors.New("more than one value on the line")
	}
	return c, c.check()
}

// check refuses what can be seen to be wrong without the text.
func (c Correction) check() error {
	if c.Change != Added && c.Change != Removed && c.Change != Changed {
		return fmt.Errorf("change is %q: want %s, %s or %s", c.Change, Added, Removed, Changed)
	}
	kind, ok := KindOf(c.Table)
	if !ok {
		return fmt.Errorf("no corrections can be made to the table %q: want claims, demands or conditions", c.Table)
	}
	if c.Doc == "" {
		return errors.New("doc_id is missing")
	}
	if _, ok := c.Spans[kind.Head]; !ok {
		return fmt.Errorf("the span %s is missing, which every row of %s has", kind.Head, c.Table)
	}
	for _, role := range slices.Sorted(maps.Keys(c.Spans)) {
		if !slices.Contains(kind.Roles, role) {
			return fmt.Errorf("rows of %s have no span %q: want %s", c.Table, role, strings.Join(kind.Roles, ", "))
		}
		if _, ok := c.Words[role]; !ok {
			return fmt.Errorf("the words of the span %s are missing", role)
		}
	}
	if c.Change == Removed {
		return nil
	}
	return c.CheckValues()
}

// CheckValues refuses values that the row's columns cannot hold.
func (r Row) CheckValues() error {
	kind, _ := KindOf(r.Table)
	table, _ := schemas.Lookup(r.Table)
	for _, name := range slices.Sorted(maps.Keys(r.Values)) {
		if !slices.Contains(kind.Columns, name) {
			return fmt.Errorf("the column %q of %s is not coded: want %s", name, r.Table, strings.Join(kind.Columns, ", "))
		}
	}
	for _, name := range kind.Columns {
		column, _ := table.Column(name)
		value := r.Values[name]
		switch {
		case value == "" && !column.Nullable:
			return fmt.Errorf("%s is missing: want one of %s", name, strings.Join(column.Values, ", "))
		case value != "" && column.Values != nil && !slices.Contains(column.Values, value):
			return fmt.Errorf("%s is %q: want one of %s", name, value, strings.Join(column.Values, ", "))
		}
	}
	return nil
}

// With returns the corrections of the set and later ones, made on a dataset to
// which the set had been applied: of two for one row the later holds.
func (s *Set) With(later []Correction) []Correction {
	all := slices.Clone(later)
	if s != nil {
		held := make(map[string]bool)
		for _, c := range later {
			held[c.Key()] = true
		}
		for _, corrections := range s.byDoc {
			for _, c := range corrections {
				if !held[c.Key()] {
					all = append(all, c)
				}
			}
		}
	}
	sortCorrections(all)
	return all
}

// Missing returns a complaint for each correction of a document that is not
// among those seen.
func (s *Set) Missing(seen map[string]bool) []error {
	if s == nil {
		return nil
	}
	var faults []error
	for _, doc := range slices.Sorted(maps.Keys(s.byDoc)) {
		if seen[doc] {
			continue
		}
		for _, c := range s.byDoc[doc] {
			faults = append(faults, fmt.Errorf("%s: there is no document %q: bring it back, or take the line out", c.place, doc))
		}
	}
	return faults
}
