package export

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"demarche/pipeline/publish"
	"demarche/schemas"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// CSV writes a file a table into a folder, with a line of column names. Null is
// an empty field; the elements of a list are parted by "; ".
func CSV(dir, to string) error {
	return eachTable(dir, to, ".csv", func(w *os.File, r *publish.TableReader) error {
		out := csv.NewWriter(w)
		head := make([]string, len(r.Table.Columns))
		for i, c := range r.Table.Columns {
			head[i] = c.Name
		}
		if err := out.Write(head); err != nil {
			return err
		}
		err := r.Each(func(rec arrow.Record) error {
			row := make([]string, len(head))
			for i := range int(rec.NumRows()) {
				for c, col := range rec.Columns() {
					row[c] = field(col, i)
				}
				if err := out.Write(row); err != nil {
					return err
				}
			}
			return nil
		})
		out.Flush()
		return errors.Join(err, out.Error())
	})
}

// field is a value as text.
func field(col arrow.Array, i int) string {
	list, ok := col.(*array.List)
	switch {
	case col.IsNull(i):
		return ""
	case !ok:
		return col.ValueStr(i)
	}
	var parts []string
	from, to := list.ValueOffsets(i)
	for j := from; j < to; j++ {
		parts = append(parts, list.ListValues().ValueStr(int(j)))
	}
	return strings.Join(parts, "; ")
}

// Arrow writes an Arrow IPC file a table into a folder.
func Arrow(dir, to string) error {
	return eachTable(dir, to, ".arrow", func(w *os.File, r *publish.TableReader) error {
		out, err := ipc.NewFileWriter(w, ipc.WithSchema(r.Schema()))
		if err != nil {
			return err
		}
		return errors.Join(r.Each(out.Write), out.Close())
	})
}

// eachTable writes each table of the dataset in dir to a file of a folder.
func eachTable(dir, to, extension string, write func(*os.File, *publish.TableReader) error) error {
	for _, t := range schemas.Tables() {
		r, err := publish.OpenTable(dir, t.Name)
		if err != nil {
			return err
		}
		err = errors.Join(writeFile(filepath.Join(to, t.Name+extension), func(w *os.File) error { return write(w, r) }), r.Close())
		if err != nil {
			return err
		}
	}
	return nil
}

func writeFile(path string, write func(*os.File) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
