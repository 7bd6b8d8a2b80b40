package release

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"demarche/pipeline/publish"
)

// sums are the files of a release with their hashes, in the order of SHA256SUMS.
type sums []sum

type sum struct {
	name   string
	sha256 string
	size   int64 // where the file lies on this machine
}

// format gives the bytes of SHA256SUMS, which sha256sum --check reads.
func (s sums) format() []byte {
	var b bytes.Buffer
	for _, f := range s {
		fmt.Fprintf(&b, "%s  %s\n", f.sha256, f.name)
	}
	return b.Bytes()
}

// digest names all bytes of the release by one hash.
func (s sums) digest() string { return hashOf(s.format()) }

func hashOf(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// parseSums reads SHA256SUMS. It may come from anywhere and its names become
// names of files, so that only plain ones pass.
func parseSums(b []byte) (sums, error) {
	var files sums
	seen := make(map[string]bool)
	for line := range strings.Lines(string(b)) {
		hash, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if _, err := hex.DecodeString(hash); !ok || err != nil || len(hash) != 2*sha256.Size || hash != strings.ToLower(hash) {
			return nil, fmt.Errorf("%s: line %d is not a hash, two spaces and a name", SumsName, len(files)+1)
		}
		if !plainName.MatchString(name) || !filepath.IsLocal(name) || strings.HasPrefix(name, SumsName) {
			return nil, fmt.Errorf("%s: %q cannot be the name of a file in a dataset", SumsName, name)
		}
		if seen[strings.ToLower(name)] { // one file on some systems
			return nil, fmt.Errorf("%s: %q stands there twice", SumsName, name)
		}
		seen[strings.ToLower(name)] = true
		files = append(files, sum{name: name, sha256: hash})
	}
	if !seen[publish.ManifestName] {
		return nil, fmt.Errorf("%s does not list %s: this is no dataset", SumsName, publish.ManifestName)
	}
	return files, nil
}

// companions lie beside the tables and the manifest. A dataset without
// SHA256SUMS may hold them; other files are the user's and stay.
var companions = []string{"README.md", "CITATION.cff", "codebook.csv", "croissant.json", "datapackage.json"}

// dataset verifies the dataset in dir and returns its files.
func dataset(dir string) (sums, error) {
	if err := verify(dir); err != nil {
		return nil, err
	}
	m, err := publish.ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	needed := []string{publish.ManifestName}
	for _, t := range m.Tables {
		needed = append(needed, t.File)
	}
	var files sums
	b, err := os.ReadFile(filepath.Join(dir, SumsName))
	switch {
	case err == nil:
		files, err = parseSums(b)
	case errors.Is(err, fs.ErrNotExist):
		files, err = computeSums(dir, needed)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	for _, name := range needed {
		if !slices.ContainsFunc(files, func(f sum) bool { return f.name == name }) {
			return nil, fmt.Errorf("%s: %s does not list %s: build the dataset again", dir, SumsName, name)
		}
	}
	for i := range files {
		f := &files[i]
		var hash string
		if hash, f.size, err = hashFile(filepath.Join(dir, f.name)); err != nil {
			return nil, err
		}
		if hash != f.sha256 {
			return nil, fmt.Errorf("%s is not what %s says: build the dataset again", filepath.Join(dir, f.name), SumsName)
		}
	}
	return files, nil
}

func computeSums(dir string, needed []string) (sums, error) {
	var files sums
	for _, name := range slices.Concat(needed, companions) {
		hash, _, err := hashFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) && slices.Contains(companions, name) {
			continue
		}
		if err != nil {
			return nil, err
		}
		files = append(files, sum{name: name, sha256: hash})
	}
	slices.SortFunc(files, func(a, b sum) int { return strings.Compare(a.name, b.name) })
	return parseSums(files.format())
}

func hashFile(path string) (hash string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, err
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
