package export

import (
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"

	"demarche/pipeline/publish"
	"demarche/schemas"

	"github.com/parquet-go/parquet-go"
)

// rows returns the rows of a table of the dataset in dir, in their order. An
// error ends them.
func rows[T schemas.Row](dir string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if err := eachRow(dir, func(row T) bool { return yield(row, nil) }); err != nil {
			var none T
			yield(none, err)
		}
	}
}

const batchRows = 1024

func eachRow[T schemas.Row](dir string, f func(T) bool) error {
	// It complains where there is no table, or one of other columns.
	checked, err := publish.OpenTable(dir, schemas.Of[T]().Name)
	if err != nil {
		return err
	}
	if err := checked.Close(); err != nil {
		return err
	}
	file, err := os.Open(filepath.Join(dir, publish.FileName(schemas.Of[T]().Name)))
	if err != nil {
		return err
	}
	defer file.Close()
	r := parquet.NewGenericReader[T](file)
	defer r.Close()
	for {
		batch := make([]T, batchRows)
		n, err := r.Read(batch)
		for _, row := range batch[:n] {
			if !f(row) {
				return nil
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
