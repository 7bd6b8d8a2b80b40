package publish

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"demarche/schemas"

	"github.com/apache/arrow/go/v17/arrow"
)

// Source is a dataset to compare: a [Folder] or a [Memory].
type Source interface {
	// Read returns the bytes of a file, or fs.ErrNotExist.
	Read(name string) ([]byte, error)
}

// Folder is a dataset on disk.
type Folder string

// Read returns the bytes of a file.
func (f Folder) Read(name string) ([]byte, error) { return os.ReadFile(filepath.Join(string(f), name)) }

// Read returns the bytes of a file.
func (m Memory) Read(name string) ([]byte, error) {
	b, ok := m[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return b.Bytes(), nil
}

// Change is one difference between two datasets: a row of one table, or
// something about a whole file, which Note says.
type Change struct {
	Table  string // or the name of a file that is no table, or "input"
	Doc    string // doc_id of the row, empty where its table has none
	Key    string // the row's key, its parts joined by a blank; empty for the whole file
	Before string // the row as JSON, empty where it was added
	After  string // the row as JSON, empty where it was removed
	Note   string
}

// Kind is added, removed or changed.
func (c Change) Kind() string {
	switch {
	case c.Key == "":
		return "changed"
	case c.Before == "":
		return "added"
	case c.After == "":
		return "removed"
	}
	return "changed"
}

// String returns the change as lines: the row before behind "-", after behind
// "+", and what concerns a whole file behind "!".
func (c Change) String() string {
	var b strings.Builder
	if c.Note != "" {
		fmt.Fprintf(&b, "! %s %s\n", c.Table, c.Note)
	}
	if c.Before != "" {
		fmt.Fprintf(&b, "- %s %s\n", c.Table, c.Before)
	}
	if c.After != "" {
		fmt.Fprintf(&b, "+ %s %s\n", c.Table, c.After)
	}
	return b.String()
}

// Compare returns the differences between two datasets, table by table, rows by
// their keys, then those of the inputs and, where the manifests agree, those of
// the files that follow from it. None mean the same bytes in every file. It holds one table of both in memory.
func Compare(before, after Source) ([]Change, error) {
	for _, s := range []Source{before, after} {
		if _, err := s.Read(ManifestName); err != nil {
			return nil, fmt.Errorf("no dataset: %w", err)
		}
	}
	var changes []Change
	for _, t := range schemas.Tables() {
		c, err := compareTable(t, before, after)
		if err != nil {
			return nil, err
		}
		changes = append(changes, c...)
	}
	c, err := compareManifests(before, after, len(changes) > 0)
	return append(changes, c...), err
}

func compareTable(t *schemas.Table, before, after Source) ([]Change, error) {
	var files [2][]byte
	var rows [2]map[string]row
	for i, s := range []Source{before, after} {
		b, err := s.Read(FileName(t.Name))
		if errors.Is(err, fs.ErrNotExist) {
			return []Change{{Table: t.Name, Note: "the file is missing"}}, nil
		}
		if err != nil {
			return nil, err
		}
		files[i] = b
	}
	if bytes.Equal(files[0], files[1]) {
		return nil, nil
	}
	for i, b := range files {
		var err error
		if rows[i], err = rowsByKey(t, b); err != nil {
			return []Change{{Table: t.Name, Note: "the file cannot be read: " + err.Error()}}, nil
		}
	}
	var changes []Change
	for _, key := range keysOf(rows[0], rows[1]) {
		b, a := rows[0][key], rows[1][key]
		if b.json != a.json {
			changes = append(changes, Change{Table: t.Name, Doc: max(b.doc, a.doc), Key: key, Before: b.json, After: a.json})
		}
	}
	if changes == nil {
		changes = append(changes, Change{Table: t.Name, Note: "the rows are the same, the bytes of the file are not"})
	}
	return changes, nil
}

// keysOf returns the keys that are in a or b, in order.
func keysOf[V any](a, b map[string]V) []string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}

type row struct{ doc, json string }

// rowsByKey returns a table's rows by the values of their key columns.
func rowsByKey(t *schemas.Table, b []byte) (map[string]row, error) {
	r, err := ReadTable(t, b)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	rows := make(map[string]row)
	err = r.Each(func(rec arrow.Record) error {
		for i := range int(rec.NumRows()) {
			j, err := AppendJSON(nil, rec, i)
			if err != nil {
				return err
			}
			doc := ""
			if at := rec.Schema().FieldIndices("doc_id"); at != nil {
				doc = rec.Column(at[0]).ValueStr(i)
			}
			rows[rowKey(t, rec, i)] = row{doc, string(j)}
		}
		return nil
	})
	return rows, err
}

func rowKey(t *schemas.Table, rec arrow.Record, i int) string {
	var key []string
	for _, name := range t.Key() {
		key = append(key, rec.Column(rec.Schema().FieldIndices(name)[0]).ValueStr(i))
	}
	return strings.Join(key, " ")
}

// compareManifests compares the inputs. What the manifests say of the tables is
// told where the tables differ.
func compareManifests(before, after Source, told bool) ([]Change, error) {
	b, errBefore := before.Read(ManifestName)
	a, errAfter := after.Read(ManifestName)
	var mb, ma Manifest
	if err := errors.Join(errBefore, errAfter, json.Unmarshal(b, &mb), json.Unmarshal(a, &ma)); err != nil {
		return nil, err
	}
	if bytes.Equal(b, a) {
		return compareCompanions(before, after)
	}
	var changes []Change
	if mb.Version != ma.Version {
		changes = append(changes, Change{Table: ManifestName, Note: fmt.Sprintf("made by version %s before, by %s after", mb.Version, ma.Version)})
	}
	ib, ia := inputsByPath(mb), inputsByPath(ma)
	for _, path := range keysOf(ib, ia) {
		if ib[path] != ia[path] {
			changes = append(changes, Change{Table: "input", Key: path, Before: ib[path], After: ia[path]})
		}
	}
	if changes == nil && !told {
		changes = append(changes, Change{Table: ManifestName, Note: "the file is another"})
	}
	return changes, nil
}

// compareCompanions compares what follows from manifests that are the same.
func compareCompanions(before, after Source) ([]Change, error) {
	var names []string
	for _, c := range companions() {
		names = append(names, c.name)
	}
	var changes []Change
	for _, name := range append(names, SumsName) {
		b, errBefore := before.Read(name)
		a, errAfter := after.Read(name)
		switch {
		case errors.Is(errBefore, fs.ErrNotExist) && errors.Is(errAfter, fs.ErrNotExist):
		case errors.Is(errBefore, fs.ErrNotExist), errors.Is(errAfter, fs.ErrNotExist):
			changes = append(changes, Change{Table: name, Note: "the file is missing"})
		case errBefore != nil || errAfter != nil:
			return nil, errors.Join(errBefore, errAfter)
		case !bytes.Equal(b, a):
			changes = append(changes, Change{Table: name, Note: "the file is another"})
		}
	}
	return changes, nil
}

func inputsByPath(m Manifest) map[string]string {
	byPath := make(map[string]string)
	inputs := m.Inputs
	if m.Corrections != nil {
		inputs = append(slices.Clone(inputs), *m.Corrections)
	}
	for _, in := range inputs {
		b, _ := json.Marshal(in) // strings and a number always encode
		byPath[in.Path] = string(b)
	}
	return byPath
}
