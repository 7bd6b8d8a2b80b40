package command

import (
	"fmt"
	"io"
	"os"
	"strings"

	"demarche/pipeline"
	"demarche/pipeline/correct"
	"demarche/pipeline/publish"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

func buildCommand() *cli.Command {
	return &cli.Command{
		Name:  "build",
		Usage: "read texts and write the dataset",
		Description: `Reads .txt, .md, .html and .jsonl files and writes one Parquet file a table,
with a manifest, hashes and files that describe the dataset (a card, Data Package, Croissant,
a codebook, a citation). What only its owner knows of it is read from dataset.yaml in the raw
folder: name, title, description, version, license, url, published, authors, keywords. The new
dataset is verified and takes the place of the old one in one step, at the end.

Inputs that cannot be read are listed in the table rejects; the exit code is then 3.

Example:

   demarche build --raw texts --out dataset`,
		Flags: []cli.Flag{
			rawFlag(), outFlag(), workersFlag(), maxBytesFlag(), codebookFlag(), correctionsFlag(),
			&cli.BoolFlag{Name: "strict", Usage: "stop at the first input that cannot be read and leave the old dataset"},
		},
		Action: build,
	}
}

func build(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	p, err := newPipeline(c)
	if err != nil {
		return err
	}
	o, err := runOptions(c)
	if err != nil {
		return err
	}
	o.Strict = c.Bool("strict")
	staging, err := publish.NewStaging(c.String("out"))
	if err != nil {
		return err
	}
	summary, err := p.Run(c.Context, o, staging)
	if err == nil {
		err = verifyBuilt(staging)
	}
	if err != nil {
		staging.Discard()
		return err
	}
	if err := staging.Commit(); err != nil {
		return err
	}
	fmt.Fprintf(c.App.ErrWriter, "wrote %s: %s\n", c.String("out"), counts(summary.Manifest))
	if summary.Rejected > 0 {
		return cli.Exit(fmt.Sprintf("%s rejected: see demarche show rejects --out %s", plural(summary.Rejected, "input"), c.String("out")), exitRejected)
	}
	return nil
}

// verifyBuilt keeps a dataset with a fault from taking the place of a sound one.
func verifyBuilt(staging *publish.Staging) error {
	faults, err := staging.Verify()
	if err != nil || len(faults) == 0 {
		return err
	}
	var b strings.Builder
	for _, f := range faults {
		fmt.Fprintf(&b, "\n  %s", f)
	}
	return fmt.Errorf("a fault in demarche, please report it with the texts: the dataset is not put in place, as it has %s:%s",
		plural(len(faults), "fault"), b.String())
}

// runOptions reads the flags that build and check share.
func runOptions(c *cli.Context) (pipeline.Options, error) {
	o := pipeline.Options{
		Raw:      c.String("raw"),
		Stdin:    c.App.Reader,
		MaxBytes: c.Int64("max-document-bytes"),
		Workers:  c.Int("workers"),
		Progress: progress(c.App.ErrWriter),
		Log:      logger(c),
	}
	var err error
	o.Corrections, err = corrections(c)
	return o, err
}

// corrections reads the overlay that the command line names, nil for none.
func corrections(c *cli.Context) (*correct.Set, error) {
	path := c.String("corrections")
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return correct.Read(path, f)
}

func correctionsFlag() cli.Flag {
	return &cli.StringFlag{Name: "corrections", Usage: "overlay of people's corrections, as import brat writes it, to apply to what is found"}
}

// progress draws a bar on a terminal and nothing elsewhere.
func progress(w io.Writer) func(done, total int) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	var bar *progressbar.ProgressBar
	return func(done, total int) {
		if bar == nil {
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription("documents"),
				progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionClearOnFinish())
		}
		bar.Set(done) // its only error is that of drawing
	}
}

// counts lists the rows of the tables that are not empty.
func counts(m publish.Manifest) string {
	var parts []string
	for _, t := range m.Tables {
		if t.Rows > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", t.Rows, t.Name))
		}
	}
	if parts == nil {
		return "no rows"
	}
	return strings.Join(parts, ", ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
