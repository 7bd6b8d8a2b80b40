package command

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"demarche/pipeline"
	"demarche/pipeline/evaluate"
	"demarche/pipeline/ingest"

	"github.com/urfave/cli/v2"
)

// evalExtractCommand scores one of the tables claims, demands and conditions.
func evalExtractCommand(table string) *cli.Command {
	c := &cli.Command{
		Name:         table,
		Usage:        "score the table " + table + " against annotated texts",
		ArgsUsage:    "GOLD_DIR",
		OnUsageError: usageError,
		Description: fmt.Sprintf(`Analyses the texts of GOLD_DIR and compares the %s with those of its gold.jsonl.
found counts rows whose key span matches a gold row's, full those whose other roles match too.

Example:

   demarche eval %s gold/speeches --errors`, table, table),
		Flags: []cli.Flag{
			codebookFlag(),
			&cli.BoolFlag{Name: "errors", Usage: "print each miss and each false row beside its sentence"},
			&cli.IntFlag{Name: "limit", Usage: "with --errors, how many of each; 0 for all"},
			&cli.BoolFlag{Name: "calibration", Usage: "print the share of right rows by confidence"},
		},
		Action: func(c *cli.Context) error { return evalExtract(c, table) },
	}
	switch table {
	case "conditions":
		c.Flags = append(c.Flags, &cli.StringFlag{Name: "kinds", Usage: "score only predicted conditions of these kinds, `K,K…`"})
	case "claims":
		c.Flags = append(c.Flags, &cli.BoolFlag{Name: "calibrate", Usage: "print the measured reliability of cues and contexts, for codebook/reliability.yaml"})
	}
	return c
}

func evalExtract(c *cli.Context, table string) error {
	dir, err := oneArgument(c, "the folder of annotated texts")
	if err != nil {
		return err
	}
	gold, err := evaluate.ReadGold(dir)
	if err != nil {
		return err
	}
	p, err := newPipeline(c)
	if err != nil {
		return err
	}
	if c.Bool("calibrate") {
		return calibrate(c, p, dir, gold)
	}
	var kinds []string
	if k := c.String("kinds"); k != "" {
		kinds = strings.Split(k, ",")
	}
	texts := make(map[string]*ingest.Document)
	docs := make(map[string]bool)
	var predicted []evaluate.Extracted
	err = eachText(dir, func(doc *ingest.Document) {
		texts[doc.ID], docs[doc.ID] = doc, true
		predicted = append(predicted, evaluate.ExtractedRows(p.Analyse(doc), table, kinds)...)
	})
	if err != nil {
		return err
	}
	x := evaluate.ScoreExtraction(table, gold, predicted, docs)
	if c.Bool("errors") {
		writeErrors(c.App.Writer, x, texts, c.Int("limit"))
	}
	if c.Bool("calibration") {
		writeCalibration(c.App.Writer, x)
	}
	return evaluate.WriteScores(c.App.Writer, []evaluate.Extraction{x})
}

// eachText reads the .txt files of a gold folder, in order.
func eachText(dir string, f func(*ingest.Document)) error {
	corpus, err := ingest.Open(dir, nil, ingest.DefaultMaxBytes)
	if err != nil {
		return err
	}
	for _, in := range corpus.Inputs {
		if !strings.HasSuffix(in.Path, ".txt") {
			continue
		}
		doc, err := corpus.Read(in)
		if err != nil {
			return err
		}
		f(doc)
	}
	return nil
}

// around returns the text from a little before a span to a little behind it, the
// span in brackets.
func around(doc *ingest.Document, start, end int) string {
	const context = 80
	from, to := max(0, start-context), min(doc.Text.Len(), end+context)
	text := doc.Text.Slice(from, start) + "[" + doc.Text.Slice(start, end) + "]" + doc.Text.Slice(end, to)
	return strings.Join(strings.Fields(text), " ")
}

func writeErrors(w io.Writer, x evaluate.Extraction, texts map[string]*ingest.Document, limit int) {
	for i, g := range x.Missed {
		if limit > 0 && i == limit {
			break
		}
		key := g.Content
		switch x.Table {
		case "demands":
			key = g.Action
		case "conditions":
			key = g.Antecedent
		}
		cue := ""
		if g.Cue != nil {
			cue = g.Cue.Text
		}
		fmt.Fprintf(w, "missed %s, cue %q: %s\n", g.Doc, cue, around(texts[g.Doc], key.Start, key.End))
	}
	tell := func(what string, rows []evaluate.Extracted) {
		for i, p := range rows {
			if limit > 0 && i == limit {
				break
			}
			fmt.Fprintf(w, "%s %s, %s, cue %q, %s: %s\n", what, p.Doc, p.Rule, p.Cue, p.About, around(texts[p.Doc], p.Key.Start, p.Key.End))
		}
	}
	tell("false", x.False)
	tell("half right", x.Partial)
}

// writeCalibration prints, for rows of like confidence, how many are right.
func writeCalibration(w io.Writer, x evaluate.Extraction) {
	const bins = 10
	var right, all [bins + 1]int
	count := func(rows []evaluate.Extracted, n *[bins + 1]int) {
		for _, p := range rows {
			n[int(p.Share*bins)]++
		}
	}
	count(x.Right, &right)
	count(x.Right, &all)
	count(x.False, &all)
	for i, n := range all {
		if n > 0 {
			fmt.Fprintf(w, "confidence %.1f: %4d rows, %.2f right\n", float64(i)/bins, n, float64(right[i])/float64(n))
		}
	}
}

func calibrate(c *cli.Context, p *pipeline.Pipeline, dir string, gold []evaluate.GoldRow) error {
	docs := make(map[string]bool)
	var all []evaluate.Observation
	var rows []evaluate.Extracted
	err := eachText(dir, func(doc *ingest.Document) {
		docs[doc.ID] = true
		for _, x := range p.Candidates(doc) {
			rows = append(rows, evaluate.ExtractedRows(x.Rows(), "claims", nil)...)
			all = append(all, evaluate.Observation{Cue: x.Cue, Slot: x.Slot, Rule: x.Row.Rule, Contexts: x.Contexts, Key: len(all)})
		}
	})
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].About = fmt.Sprint(i)
	}
	x := evaluate.ScoreExtraction("claims", gold, rows, docs)
	for _, r := range x.Right {
		var i int
		if _, err := fmt.Sscan(r.About, &i); err != nil {
			return err
		}
		all[i].Right = true
	}
	slices.SortStableFunc(all, func(a, b evaluate.Observation) int { return cmp.Compare(a.Key, b.Key) })
	return evaluate.Calibrate(all).WriteYAML(c.App.Writer)
}
