// Package publish writes datasets and reads them back.
//
// Input: rows, document by document. Output: a folder of Parquet tables with a
// manifest, files that describe them in the forms that people, hubs and
// statistics packages want, and the hashes of all; the same bytes for the same
// rows on every machine.
//
// A [Writer] makes the files of a dataset. They go into a [Files]: a [Staging]
// folder, which takes the place of the old dataset in one step once it is whole,
// or a [Memory], to compare a rebuild with what lies on disk ([Compare]).
// [Verify] checks a dataset against all that it says of itself.
// [OpenTable] reads a table with Arrow's own Parquet reader, which shares no
// code with the writer.
package publish

import (
	"bytes"
	"io"
)

// Files is where a dataset's files are made. Create is called once a name.
type Files interface {
	Create(name string) (io.WriteCloser, error)
}

// Memory keeps files in memory, by name.
type Memory map[string]*bytes.Buffer

// Create makes an empty file.
func (m Memory) Create(name string) (io.WriteCloser, error) {
	b := new(bytes.Buffer)
	m[name] = b
	return nopCloser{b}, nil
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// FileName returns the name of a table's file.
func FileName(table string) string { return table + ".parquet" }
