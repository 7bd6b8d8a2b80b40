package release

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"demarche/pipeline/publish"
)

// dataset verifies the dataset in dir and returns its files and their size.
func dataset(dir string) (files publish.Sums, size int64, err error) {
	if err := verify(dir); err != nil {
		return nil, 0, err
	}
	b, err := os.ReadFile(filepath.Join(dir, publish.SumsName))
	if err != nil {
		return nil, 0, err
	}
	if files, err = publish.ParseSums(b); err != nil {
		return nil, 0, fmt.Errorf("%s: %w", dir, err)
	}
	for _, f := range files {
		info, err := os.Stat(filepath.Join(dir, f.Name))
		if err != nil {
			return nil, 0, err
		}
		size += info.Size()
	}
	return files, size, nil
}

// verify tells the first faults of a dataset as an error.
func verify(dir string) error {
	faults, err := publish.Verify(dir)
	if err != nil || len(faults) == 0 {
		return err
	}
	var told []string
	for _, f := range faults[:min(3, len(faults))] {
		told = append(told, f.String())
	}
	return fmt.Errorf("the dataset is faulty: %s (faults: %d)", strings.Join(told, "; "), len(faults))
}
