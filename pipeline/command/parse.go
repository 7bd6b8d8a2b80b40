package command

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"demarche/pipeline/conllu"
	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"

	"github.com/jedib0t/go-pretty/v6/list"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/urfave/cli/v2"
)

func parseCommand() *cli.Command {
	return &cli.Command{
		Name:      "parse",
		Usage:     "print the words and trees of a text's sentences",
		ArgsUsage: "[FILE|-]",
		Description: `Cuts a text into sentences and words and prints the analysis of each word by Universal
Dependencies. FILE is any input that build reads; without it, or with -, the text comes from
standard input. The formats table and tree are for reading, conllu is for programs.

Examples:

   demarche parse speech.txt --format tree
   echo "It demanded the lifting of sanctions." | demarche parse
   demarche parse --conllu treebank.conllu > parsed.conllu`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "conllu", Usage: "conllu, table or tree"},
			&cli.BoolFlag{Name: "conllu", Usage: "FILE is CoNLL-U: parse the words that it holds"},
		},
		Action: parse,
	}
}

func parse(c *cli.Context) error {
	if c.NArg() > 1 {
		return usagef("unexpected %q: see demarche parse --help", c.Args().Get(1))
	}
	path := c.Args().First()
	if path == "" {
		path = ingest.StandardInput
	}
	write, ok := map[string]func(io.Writer, *conllu.Sentence) error{
		"conllu": conllu.Write, "table": writeTable, "tree": writeTree,
	}[c.String("format")]
	if !ok {
		return usagef("there is no format %q: want conllu, table or tree", c.String("format"))
	}
	var sentences []*conllu.Sentence
	var err error
	if c.Bool("conllu") {
		sentences, err = readTreebank(path, c.App.Reader)
	} else {
		sentences, err = cutTexts(path, c.App.Reader)
	}
	if err != nil {
		return err
	}
	parser, err := syntax.Load()
	if err != nil {
		return err
	}
	parser.Annotate(sentences)
	out := bufio.NewWriter(c.App.Writer)
	for _, s := range sentences {
		if err := write(out, s); err != nil {
			return err
		}
	}
	return out.Flush()
}

// cutTexts returns the sentences of all documents in the input at path.
func cutTexts(path string, stdin io.Reader) ([]*conllu.Sentence, error) {
	corpus, err := ingest.Open(path, stdin, ingest.DefaultMaxBytes)
	if err != nil {
		return nil, err
	}
	var bad []error
	for _, b := range corpus.Bad {
		bad = append(bad, b)
	}
	segmenter, err := segment.New()
	if err != nil {
		return nil, err
	}
	var all []*conllu.Sentence
	for _, in := range corpus.Inputs {
		doc, err := corpus.Read(in)
		if err != nil {
			bad = append(bad, err)
			continue
		}
		sentences := segment.CoNLLU(doc.Text, segmenter.Segment(doc.Text))
		for i, s := range sentences {
			head := []string{"sent_id = " + doc.ID + "-" + strconv.Itoa(i)}
			if i == 0 {
				head = []string{"newdoc id = " + doc.ID, head[0]}
			}
			s.Comments = append(head, s.Comments...)
		}
		all = append(all, sentences...)
	}
	return all, errors.Join(bad...)
}

func writeTable(w io.Writer, s *conllu.Sentence) error {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel"})
	for i, x := range s.Words {
		t.AppendRow(table.Row{i + 1, x.Form, x.Lemma, x.UPOS, x.XPOS, x.Feats, x.Head, x.Deprel})
	}
	_, err := fmt.Fprintf(w, "%s\n%s\n\n", s.Text(), t.Render())
	return err
}

// writeTree writes each word below its governor, those of one governor in their
// order.
func writeTree(w io.Writer, s *conllu.Sentence) error {
	l := list.NewWriter()
	l.SetStyle(list.StyleConnectedLight)
	var below func(head int)
	below = func(head int) {
		for i, x := range s.Words {
			if x.Head == head {
				l.AppendItem(fmt.Sprintf("%s  %s %s %d", x.Form, x.Deprel, x.UPOS, i+1))
				l.Indent()
				below(i + 1)
				l.UnIndent()
			}
		}
	}
	below(0)
	var b strings.Builder
	for line := range strings.Lines(l.Render() + "\n") {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	_, err := fmt.Fprintf(w, "%s\n%s\n", s.Text(), b.String())
	return err
}
