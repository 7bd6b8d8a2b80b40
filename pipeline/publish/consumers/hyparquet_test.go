package consumers_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"demarche/pipeline/publish"
	"demarche/schemas"
)

// hyparquet, which is JavaScript and shares nothing with the others, reads the
// same rows.
func TestHyparquetReadsWhatArrowReads(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node: install Node.js 20 or newer and run make consumers")
	}
	if _, err := os.Stat("node_modules/hyparquet"); err != nil {
		t.Skip("hyparquet is not installed: run make consumers")
	}
	for name, dir := range datasets(t) {
		args := []string{"rows.mjs"}
		for _, table := range schemas.Tables() {
			args = append(args, filepath.Join(dir, publish.FileName(table.Name)))
		}
		cmd := exec.Command(node, args...)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		rows := make(map[string][]string)
		file := ""
		for line := range bytes.Lines(out) {
			if line[0] == '"' {
				if err := json.Unmarshal(line, &file); err != nil {
					t.Fatal(err)
				}
				continue
			}
			rows[file] = append(rows[file], canonical(t, line))
		}
		for i, table := range schemas.Tables() {
			t.Run(name+"/"+table.Name, func(t *testing.T) {
				agree(t, "hyparquet", rows[args[1+i]], "Arrow", arrowRows(t, dir, table))
			})
		}
	}
}
