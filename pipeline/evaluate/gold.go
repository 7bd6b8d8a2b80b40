package evaluate

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Span is a stretch of a document's text, in code points, half open.
type Span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// GoldRow is one annotated row of a document: a mention, claim, demand or
// condition. Each kind has some of the fields.
type GoldRow struct {
	Doc      string `json:"doc"`
	Table    string `json:"table"`
	Optional bool   `json:"optional"` // to miss it costs nothing, nor to find it

	// Mentions.
	Span   Span   `json:"span"`
	Entity string `json:"entity"`
	Type   string `json:"etype"`
	Link   string `json:"link"` // Wikipedia title

	// Claims, demands and conditions. Actors go by any of their ids and names.
	Source     []string `json:"source"`
	SourceSpan *Span    `json:"source_span"`
	Demander   []string `json:"demander"`
	Addressee  []string `json:"addressee"`
	Cue        *Span    `json:"cue"`
	Content    *Span    `json:"content"`
	Action     *Span    `json:"action"`
	Antecedent *Span    `json:"antecedent"`
	Consequent *Span    `json:"consequent"`
	Stance     string   `json:"stance"`
}

// ReadGold reads the annotated rows of a gold folder, its file gold.jsonl. The
// error names the line.
func ReadGold(dir string) ([]GoldRow, error) {
	path := filepath.Join(dir, "gold.jsonl")
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such file: a gold folder holds texts and gold.jsonl", path)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var rows []GoldRow
	lines := bufio.NewReader(f)
	for n := 1; ; n++ {
		line, err := lines.ReadString('\n')
		if strings.TrimSpace(line) != "" {
			var row GoldRow
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				return nil, fmt.Errorf("%s:%d: not a gold row: %w", path, n, err)
			}
			rows = append(rows, row)
		}
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
