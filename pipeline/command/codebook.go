package command

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"demarche/pipeline"
	"demarche/pipeline/codebook"

	"github.com/goccy/go-yaml"
	"github.com/urfave/cli/v2"
)

func codebookCommand() *cli.Command {
	return &cli.Command{
		Name:  "codebook",
		Usage: "print the actors of the codebook and where each came from",
		Description: `Prints the entries as they are after merging, in YAML of the form that --codebook reads. The
comment before an entry names the files and lines that it was merged from.

Examples:

   demarche codebook --actor KOR
   demarche codebook --codebook my-actors.yaml > merged.yaml`,
		Flags: []cli.Flag{
			codebookFlag(),
			&cli.StringFlag{Name: "actor", Usage: "print the entry with this id alone"},
		},
		Action: printCodebook,
	}
}

// codebookFlag names files that add to the embedded codebook.
func codebookFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "codebook", Usage: "YAML file whose entries add to the codebook or override it; may be given several times"}
}

// codebookFiles reads the files of the flag --codebook.
func codebookFiles(c *cli.Context) ([]codebook.Source, error) {
	var more []codebook.Source
	for _, path := range c.StringSlice("codebook") {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		more = append(more, codebook.Source{Name: path, Text: text})
	}
	return more, nil
}

// newPipeline makes the pipeline with the files of --codebook.
func newPipeline(c *cli.Context) (*pipeline.Pipeline, error) {
	more, err := codebookFiles(c)
	if err != nil {
		return nil, err
	}
	return pipeline.New(more...)
}

func printCodebook(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	more, err := codebookFiles(c)
	if err != nil {
		return err
	}
	book, err := codebook.Load(more...)
	if err != nil {
		return err
	}
	actors := book.Actors
	if id := c.String("actor"); id != "" {
		a := book.Actor(id)
		if a == nil {
			return fmt.Errorf("the codebook has no actor %q: see the ids in demarche codebook", id)
		}
		actors = []*codebook.Actor{a}
	}
	out := bufio.NewWriter(c.App.Writer)
	fmt.Fprintln(out, "actors:")
	for _, a := range actors {
		for _, origin := range book.Origins(a.ID) {
			fmt.Fprintf(out, "  # %s\n", origin)
		}
		text, err := yaml.MarshalWithOptions([]*codebook.Actor{a}, yaml.Flow(false))
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(text)) {
			fmt.Fprint(out, "  ", line)
		}
	}
	return out.Flush()
}
