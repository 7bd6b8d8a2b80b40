package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

// SumsName is the file with the hashes of all others of a dataset.
const SumsName = "SHA256SUMS"

// Sums are the files of a dataset with their hashes, in the order of their names.
type Sums []Sum

// Sum is the hash of one file.
type Sum struct {
	Name   string
	SHA256 string // in hexadecimal
}

// Format gives the bytes of SHA256SUMS, which sha256sum --check reads.
func (s Sums) Format() []byte {
	var b bytes.Buffer
	for _, f := range s {
		fmt.Fprintf(&b, "%s  %s\n", f.SHA256, f.Name)
	}
	return b.Bytes()
}

// Digest names all bytes of the dataset by one hash.
func (s Sums) Digest() string { return hashOf(s.Format()) }

// Of returns the hash of a file, and whether it is listed.
func (s Sums) Of(name string) (hash string, ok bool) {
	for _, f := range s {
		if f.Name == name {
			return f.SHA256, true
		}
	}
	return "", false
}

func hashOf(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// PlainName is the form of names that are the same on every system and in every URL.
var PlainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$`)

// ParseSums reads SHA256SUMS. It may come from anywhere and its names become
// names of files, so that only plain ones pass.
func ParseSums(b []byte) (Sums, error) {
	var files Sums
	seen := make(map[string]bool)
	for line := range strings.Lines(string(b)) {
		hash, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if _, err := hex.DecodeString(hash); !ok || err != nil || len(hash) != 2*sha256.Size || hash != strings.ToLower(hash) {
			return nil, fmt.Errorf("%s: line %d is not a hash, two spaces and a name", SumsName, len(files)+1)
		}
		if !PlainName.MatchString(name) || !filepath.IsLocal(name) || strings.HasPrefix(name, SumsName) {
			return nil, fmt.Errorf("%s: %q cannot be the name of a file in a dataset", SumsName, name)
		}
		if seen[strings.ToLower(name)] { // one file on some systems
			return nil, fmt.Errorf("%s: %q stands there twice", SumsName, name)
		}
		seen[strings.ToLower(name)] = true
		files = append(files, Sum{Name: name, SHA256: hash})
	}
	if !seen[ManifestName] {
		return nil, fmt.Errorf("%s: does not list %s: this is no dataset", SumsName, ManifestName)
	}
	return files, nil
}
