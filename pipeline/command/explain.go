package command

import (
	"fmt"

	"demarche/pipeline/ingest"

	"github.com/urfave/cli/v2"
)

func explainCommand() *cli.Command {
	return &cli.Command{
		Name:  "explain",
		Usage: "show why rows were made of a sentence, or not",
		Description: `Prints a sentence's tree, each cue and connective of the codebook in it, and what came of each.

Example:

   demarche explain --raw texts --doc speech --sentence 12`,
		Flags: []cli.Flag{
			rawFlag(), codebookFlag(),
			&cli.StringFlag{Name: "doc", Usage: "id of the document; may be left out where there is but one"},
			&cli.IntFlag{Name: "sentence", Value: -1, DefaultText: "all", Usage: "number of the sentence, from 0"},
		},
		Action: explain,
	}
}

func explain(c *cli.Context) error {
	if c.NArg() > 0 {
		return usagef("unexpected %q: see demarche explain --help", c.Args().First())
	}
	p, err := newPipeline(c)
	if err != nil {
		return err
	}
	doc, err := oneDocument(c)
	if err != nil {
		return err
	}
	sentences, steps := p.Explain(doc)
	n := c.Int("sentence")
	if n >= len(sentences) || n < -1 {
		return usagef("%s has no sentence %d: want 0 to %d", doc.ID, n, len(sentences)-1)
	}
	for i, s := range sentences {
		if n >= 0 && i != n {
			continue
		}
		if err := writeTree(c.App.Writer, s); err != nil {
			return err
		}
		for _, step := range steps {
			if step.Sentence == i {
				fmt.Fprintf(c.App.Writer, "%s: %q (word %d, %s) %s\n", step.Table, step.Cue, step.Word, step.Frame, step.Outcome)
			}
		}
		fmt.Fprintln(c.App.Writer)
	}
	return nil
}

// oneDocument reads the document that --raw and --doc name.
func oneDocument(c *cli.Context) (*ingest.Document, error) {
	corpus, err := ingest.Open(c.String("raw"), c.App.Reader, ingest.DefaultMaxBytes)
	if err != nil {
		return nil, err
	}
	id := c.String("doc")
	if id == "" && len(corpus.Inputs) > 1 {
		return nil, usagef("%s holds %d documents: name one with --doc", c.String("raw"), len(corpus.Inputs))
	}
	for _, in := range corpus.Inputs {
		doc, err := corpus.Read(in)
		if err != nil {
			return nil, err
		}
		if id == "" || doc.ID == id {
			return doc, nil
		}
	}
	return nil, fmt.Errorf("%s holds no document %q", c.String("raw"), id)
}
