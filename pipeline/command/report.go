package command

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"demarche/pipeline/publish/report"

	"github.com/urfave/cli/v2"
)

func reportCommand() *cli.Command {
	return &cli.Command{
		Name:  "report",
		Usage: "write the dataset as one web page",
		Description: `Writes one HTML file that shows the dataset in any browser of 2024 or newer, from disk and
without a network: who demands what of whom, who agrees with whom, what must come before
what, when, and each document with what was found in it.

Example:

   demarche report --out dataset -o report.html`,
		Flags: []cli.Flag{
			outFlag(),
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Value: "report.html", Usage: "file to write, - for standard output"},
		},
		Action: writeReport,
	}
}

func writeReport(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	return writeOutput(c, c.String("output"), func(w io.Writer) error { return report.Write(w, c.String("out")) })
}

// writeOutput writes a file, or standard output for -. The file takes its place
// when it is whole: after an error what lay there still lies there.
func writeOutput(c *cli.Context, path string, write func(io.Writer) error) (err error) {
	if path == "-" {
		return write(c.App.Writer)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	// Temporary files are their owner's alone; this one is to be read by others.
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	fmt.Fprintf(c.App.ErrWriter, "wrote %s\n", path)
	return nil
}
