package command

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"demarche/pipeline/publish"

	"github.com/urfave/cli/v2"
)

func diffCommand() *cli.Command {
	return &cli.Command{
		Name:      "diff",
		Usage:     "compare two datasets row by row",
		ArgsUsage: "OLD NEW",
		Description: `Counts the rows added, removed and changed, by their keys, for each table and document.
Exits with 1 where there are any. Datasets are folders, or places of releases.

Examples:

   demarche diff releases/1.0 out
   demarche diff s3://datasets/talks out --format json
   demarche diff releases/1.0 out --parquet changes.parquet`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "summary", Usage: "summary, rows (the rows themselves) or json (a change a line)"},
			&cli.StringFlag{Name: "parquet", Usage: "also write the changes as a Parquet table to this file"},
		},
		Action: diff,
	}
}

func diff(c *cli.Context) error {
	if c.NArg() != 2 {
		return usagef("want two datasets: see demarche diff --help")
	}
	before, after := c.Args().Get(0), c.Args().Get(1)
	print := map[string]func(io.Writer, []publish.Change) error{
		"summary": printSummary, "rows": printChanges, "json": printChangesJSON,
	}[c.String("format")]
	if print == nil {
		return usagef("there is no format %q: want summary, rows or json", c.String("format"))
	}
	var dirs []string
	for _, place := range []string{before, after} {
		dir, closed, err := openDataset(c, place)
		if err != nil {
			return err
		}
		defer closed()
		if _, err := publish.ReadManifest(dir); err != nil {
			return fmt.Errorf("%s is no dataset: %w", place, err)
		}
		dirs = append(dirs, dir)
	}
	changes, err := publish.Compare(publish.Folder(dirs[0]), publish.Folder(dirs[1]))
	if err != nil {
		return err
	}
	if path := c.String("parquet"); path != "" {
		if err := writeChanges(path, changes); err != nil {
			return err
		}
	}
	if err := print(c.App.Writer, changes); err != nil {
		return err
	}
	if len(changes) > 0 {
		return cli.Exit("", exitFailed)
	}
	return nil
}

func writeChanges(path string, changes []publish.Change) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := publish.WriteChanges(f, changes); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func printChanges(w io.Writer, changes []publish.Change) error {
	for _, change := range changes {
		if _, err := fmt.Fprint(w, change); err != nil {
			return err
		}
	}
	return nil
}

func printChangesJSON(w io.Writer, changes []publish.Change) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	raw := func(row string) json.RawMessage {
		if row == "" {
			return json.RawMessage("null")
		}
		return json.RawMessage(row)
	}
	for _, c := range changes {
		err := enc.Encode(struct {
			Table  string          `json:"table"`
			Kind   string          `json:"kind"`
			Doc    string          `json:"doc_id,omitempty"`
			Key    string          `json:"key,omitempty"`
			Note   string          `json:"note,omitempty"`
			Before json.RawMessage `json:"before"`
			After  json.RawMessage `json:"after"`
		}{c.Table, c.Kind(), c.Doc, c.Key, c.Note, raw(c.Before), raw(c.After)})
		if err != nil {
			return err
		}
	}
	return nil
}

// printSummary counts changes for each table, and for each document within it.
func printSummary(w io.Writer, changes []publish.Change) error {
	if len(changes) == 0 {
		_, err := fmt.Fprintln(w, "no differences")
		return err
	}
	var b strings.Builder
	for len(changes) > 0 {
		table := changes[0].Table
		n := slices.IndexFunc(changes, func(c publish.Change) bool { return c.Table != table })
		if n < 0 {
			n = len(changes)
		}
		fmt.Fprintf(&b, "%s: %s\n", table, tally(changes[:n]))
		byDoc := make(map[string][]publish.Change)
		var docs []string
		for _, c := range changes[:n] {
			if c.Note != "" {
				fmt.Fprintf(&b, "  %s\n", c.Note)
			}
			if c.Doc == "" {
				continue
			}
			if byDoc[c.Doc] == nil {
				docs = append(docs, c.Doc)
			}
			byDoc[c.Doc] = append(byDoc[c.Doc], c)
		}
		slices.Sort(docs)
		for _, doc := range docs {
			fmt.Fprintf(&b, "  %s: %s\n", doc, tally(byDoc[doc]))
		}
		changes = changes[n:]
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func tally(changes []publish.Change) string {
	n := make(map[string]int)
	for _, c := range changes {
		n[c.Kind()]++
	}
	return fmt.Sprintf("%d added, %d removed, %d changed", n["added"], n["removed"], n["changed"])
}
