package publish

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"demarche/schemas"

	"github.com/apache/arrow/go/v17/arrow"
)

// Change is one difference between a dataset and its rebuild. A row that is
// only in the one has no After, one that is only in the other no Before.
type Change struct {
	Table  string // or the name of a file that is no table
	Key    string // the row's key, its parts joined by a blank; empty for a change of the whole file
	Before string // the row as JSON
	After  string
}

// String returns the change as lines that begin with "-" and "+".
func (c Change) String() string {
	var b strings.Builder
	if c.Key == "" {
		fmt.Fprintf(&b, "! %s %s\n", c.Table, c.After)
		return b.String()
	}
	if c.Before != "" {
		fmt.Fprintf(&b, "- %s %s\n", c.Table, c.Before)
	}
	if c.After != "" {
		fmt.Fprintf(&b, "+ %s %s\n", c.Table, c.After)
	}
	return b.String()
}

// Compare reports how the dataset in dir differs from its rebuild, table by
// table, rows by their keys. No changes mean the same bytes in every file.
func Compare(dir string, rebuilt Memory) ([]Change, error) {
	if _, err := ReadManifest(dir); err != nil {
		return nil, fmt.Errorf("%s is no dataset: %w", dir, err)
	}
	var changes []Change
	for _, t := range schemas.Tables() {
		c, err := compareTable(dir, t, rebuilt[FileName(t.Name)].Bytes())
		if err != nil {
			return nil, err
		}
		changes = append(changes, c...)
	}
	c, err := compareManifests(dir, rebuilt[ManifestName].Bytes())
	return append(changes, c...), err
}

func compareTable(dir string, t *schemas.Table, rebuilt []byte) ([]Change, error) {
	stored, err := os.ReadFile(filepath.Join(dir, FileName(t.Name)))
	if errors.Is(err, fs.ErrNotExist) {
		return []Change{{Table: t.Name, After: "the file is missing"}}, nil
	}
	if err != nil {
		return nil, err
	}
	if bytes.Equal(stored, rebuilt) {
		return nil, nil
	}
	before, err := rowsByKey(t, stored)
	if err != nil {
		return []Change{{Table: t.Name, After: "the file cannot be read: " + err.Error()}}, nil
	}
	after, err := rowsByKey(t, rebuilt)
	if err != nil {
		return nil, err
	}
	keys := maps.Clone(before)
	maps.Copy(keys, after)
	var changes []Change
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if before[key] != after[key] {
			changes = append(changes, Change{Table: t.Name, Key: key, Before: before[key], After: after[key]})
		}
	}
	if changes == nil {
		changes = append(changes, Change{Table: t.Name, After: "the rows are the same, the bytes of the file are not"})
	}
	return changes, nil
}

// rowsByKey returns a table's rows as JSON by the values of their key columns.
func rowsByKey(t *schemas.Table, b []byte) (map[string]string, error) {
	r, err := ReadTable(t, b)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	rows := make(map[string]string)
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		for i := range int(rec.NumRows()) {
			key, err := rowKey(t, rec, i)
			if err != nil {
				return nil, err
			}
			row, err := AppendJSON(nil, rec, i)
			if err != nil {
				return nil, err
			}
			rows[key] = string(row)
		}
	}
}

func rowKey(t *schemas.Table, rec arrow.Record, i int) (string, error) {
	var key []string
	for _, name := range t.Key() {
		at := rec.Schema().FieldIndices(name)
		if len(at) != 1 {
			return "", fmt.Errorf("table %s has no column %s", t.Name, name)
		}
		key = append(key, rec.Column(at[0]).ValueStr(i))
	}
	return strings.Join(key, " "), nil
}

func compareManifests(dir string, rebuilt []byte) ([]Change, error) {
	stored, err := os.ReadFile(filepath.Join(dir, ManifestName))
	if err != nil {
		return nil, err
	}
	if bytes.Equal(stored, rebuilt) {
		return nil, nil
	}
	var before, after Manifest
	if err := errors.Join(json.Unmarshal(stored, &before), json.Unmarshal(rebuilt, &after)); err != nil {
		return nil, err
	}
	changes := []Change{}
	if before.Version != after.Version {
		changes = append(changes, Change{Table: ManifestName,
			After: fmt.Sprintf("made by version %s, rebuilt by %s", before.Version, after.Version)})
	}
	inputs := func(m Manifest) map[string]string {
		byPath := make(map[string]string)
		for _, in := range m.Inputs {
			b, _ := json.Marshal(in) // strings and a number always encode
			byPath[in.Path] = string(b)
		}
		return byPath
	}
	b, a := inputs(before), inputs(after)
	paths := maps.Clone(b)
	maps.Copy(paths, a)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if b[path] != a[path] {
			changes = append(changes, Change{Table: "input", Key: path, Before: b[path], After: a[path]})
		}
	}
	if len(changes) == 0 {
		changes = append(changes, Change{Table: ManifestName, After: "differs"})
	}
	return changes, nil
}
