package publish

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"demarche/pipeline/ingest"
)

// ManifestName is the file that makes a folder a dataset.
const ManifestName = "manifest.json"

// Manifest says what a dataset was made of and what it holds. It knows neither
// time nor place, so that the same inputs give the same manifest.
type Manifest struct {
	Tool        string          `json:"tool"`
	Version     string          `json:"version"`
	About       *ingest.About   `json:"about,omitempty"`     // what the owner says of it
	Languages   []string        `json:"languages,omitempty"` // of the documents, in alphabetical order
	Inputs      []ManifestInput `json:"inputs"`
	Corrections *ManifestInput  `json:"corrections,omitempty"` // overlay of people's corrections that was applied
	Tables      []ManifestTable `json:"tables"`
}

// ManifestInput is one file that was read, or refused.
type ManifestInput struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256,omitempty"` // of a file that was not too large to read
}

// ManifestTable is one table's file.
type ManifestTable struct {
	Name   string `json:"name"`
	File   string `json:"file"`
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// ReadManifest reads the manifest of the dataset in dir.
func ReadManifest(dir string) (Manifest, error) {
	b, err := os.ReadFile(filepath.Join(dir, ManifestName))
	if err != nil {
		return Manifest{}, err
	}
	var m Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return Manifest{}, fmt.Errorf("%s: %w", filepath.Join(dir, ManifestName), err)
	}
	return m, nil
}

// Rows returns the number of rows of a table.
func (m Manifest) Rows(table string) int64 {
	for _, t := range m.Tables {
		if t.Name == table {
			return t.Rows
		}
	}
	return 0
}

// names reports which files of the folder are the dataset's.
func (m Manifest) names() map[string]bool {
	names := map[string]bool{ManifestName: true, SumsName: true}
	for _, c := range companions() {
		names[c.name] = true
	}
	for _, t := range m.Tables {
		names[t.File] = true
	}
	return names
}

func (m Manifest) json() ([]byte, error) { return indented(m) }
