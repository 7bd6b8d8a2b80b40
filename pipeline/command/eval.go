package command

import (
	"fmt"
	"io"
	"os"
	"slices"

	"demarche/pipeline/conllu"
	"demarche/pipeline/evaluate"
	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"

	"github.com/urfave/cli/v2"
)

func evalCommand() *cli.Command {
	return &cli.Command{
		Name:            "eval",
		Usage:           "score a stage against gold data",
		HideHelpCommand: true,
		Subcommands: []*cli.Command{
			{
				Name:         "segment",
				Usage:        "score sentences and tokens against a treebank",
				ArgsUsage:    "FILE.conllu",
				OnUsageError: usageError,
				Description: `Makes raw text of the treebank, cuts it, and compares the sentences, tokens (surface
tokens, such as "don't") and words ("do", "n't") as the CoNLL 2018 shared task does.

Example:

   demarche eval segment en_ewt-ud-test.conllu`,
				Action: evalSegment,
			},
			{
				Name:         "syntax",
				Usage:        "score tags, lemmas and trees against a treebank",
				ArgsUsage:    "FILE.conllu",
				OnUsageError: usageError,
				Description: `Parses the treebank's sentences on their own words and compares the analysis with theirs as
the CoNLL 2018 shared task does. With --raw it makes raw text of the treebank first, so that
sentences and words are the program's too.

Examples:

   demarche eval syntax en_ewt-ud-test.conllu
   demarche eval syntax --raw en_ewt-ud-test.conllu`,
				Flags:  []cli.Flag{&cli.BoolFlag{Name: "raw", Usage: "start from raw text"}},
				Action: evalSyntax,
			},
			evalExtractCommand("claims"),
			evalExtractCommand("demands"),
			evalExtractCommand("conditions"),
			evalMentionsCommand(),
		},
	}
}

func evalSegment(c *cli.Context) error {
	path, err := oneArgument(c, "the treebank")
	if err != nil {
		return err
	}
	gold, err := readTreebank(path, c.App.Reader)
	if err != nil {
		return err
	}
	system, err := segmented(gold)
	if err != nil {
		return err
	}
	measures, err := evaluate.CoNLL(gold, system)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return evaluate.WriteTable(c.App.Writer, measures[:3])
}

// segmented returns the sentences that the program makes of the treebank's text.
func segmented(gold []*conllu.Sentence) ([]*conllu.Sentence, error) {
	segmenter, err := segment.New()
	if err != nil {
		return nil, err
	}
	text := ingest.NewText(evaluate.RawText(gold))
	return segment.CoNLLU(text, segmenter.Segment(text)), nil
}

func evalSyntax(c *cli.Context) error {
	path, err := oneArgument(c, "the treebank")
	if err != nil {
		return err
	}
	gold, err := readTreebank(path, c.App.Reader)
	if err != nil {
		return err
	}
	var system []*conllu.Sentence
	if c.Bool("raw") {
		if system, err = segmented(gold); err != nil {
			return err
		}
	} else {
		for _, s := range gold {
			system = append(system, &conllu.Sentence{Words: slices.Clone(s.Words), Spans: s.Spans})
		}
	}
	parser, err := syntax.Load()
	if err != nil {
		return err
	}
	parser.Annotate(system)
	measures, err := evaluate.CoNLL(gold, system)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return evaluate.WriteTable(c.App.Writer, measures)
}

// readTreebank reads CoNLL-U from a file, or from standard input for "-".
func readTreebank(path string, stdin io.Reader) ([]*conllu.Sentence, error) {
	if path == ingest.StandardInput {
		path = "standard input"
	} else {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		stdin = f
	}
	sentences, err := conllu.ReadAll(stdin)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return sentences, nil
}
