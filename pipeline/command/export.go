package command

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"demarche/pipeline/correct"
	"demarche/pipeline/publish/export"

	"github.com/urfave/cli/v2"
)

func exportCommand() *cli.Command {
	var formats, names strings.Builder
	for _, f := range export.Formats() {
		fmt.Fprintf(&formats, "\n   %-8s  %s", f.Name, f.Usage)
		fmt.Fprintln(&names, f.Name)
	}
	return &cli.Command{
		Name:      "export",
		Usage:     "write the dataset in the form of another program",
		ArgsUsage: "FORMAT",
		Description: `FORMAT is one of

` + formats.String()[1:] + `

Those of a file a table or a text write into a folder, the others one file.

Examples:

   demarche export conllu --out dataset -o dataset.conllu
   demarche export brat --out dataset -o to-code`,
		Flags: []cli.Flag{
			outFlag(),
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, DefaultText: "standard output, or a folder named as the format",
				Usage: "file or folder to write, - for standard output"},
		},
		BashComplete: func(c *cli.Context) { fmt.Fprint(c.App.Writer, names.String()) },
		Action:       writeExport,
	}
}

func writeExport(c *cli.Context) error {
	name, err := oneArgument(c, "the format")
	if err != nil {
		return err
	}
	formats := export.Formats()
	i := slices.IndexFunc(formats, func(f export.Format) bool { return f.Name == name })
	if i < 0 {
		var names []string
		for _, f := range formats {
			names = append(names, f.Name)
		}
		return usagef("there is no format %q: want one of %s", name, strings.Join(names, ", "))
	}
	f, to := formats[i], c.String("output")
	if f.File != nil {
		if to == "" {
			to = "-"
		}
		return writeOutput(c, to, func(w io.Writer) error { return f.File(w, c.String("out")) })
	}
	if to == "-" {
		return usagef("%s makes a folder: give its name with -o", name)
	}
	if to == "" {
		to = name
	}
	if err := f.Folder(c.String("out"), to); err != nil {
		return err
	}
	fmt.Fprintf(c.App.ErrWriter, "wrote %s\n", to)
	return nil
}

func importCommand() *cli.Command {
	return &cli.Command{
		Name:      "import",
		Usage:     "turn a coder's work into corrections",
		ArgsUsage: "brat DIR",
		Description: `Compares the standoff files in DIR, which export brat wrote and a coder has changed, with the
dataset that they come from, and writes the rows added, removed and changed as JSON Lines.
build --corrections applies them, at this rebuild and all to come. Where the dataset was built
with corrections already, name them with --corrections: they are kept, but for rows that the
coder has changed since.

Example:

   demarche import brat coded --out dataset -o corrections.jsonl
   demarche build --raw texts --out dataset --corrections corrections.jsonl`,
		Flags: []cli.Flag{
			outFlag(),
			&cli.StringFlag{Name: "corrections", Usage: "overlay with which the dataset was built, to keep"},
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Value: "corrections.jsonl", Usage: "file to write, - for standard output"},
		},
		Action: importBrat,
	}
}

func importBrat(c *cli.Context) error {
	if c.NArg() != 2 || c.Args().First() != "brat" {
		return usagef("want brat and the folder of a coder's work: see demarche import --help")
	}
	from := c.Args().Get(1)
	if _, err := os.Stat(from); err != nil {
		return err
	}
	before, err := corrections(c)
	if err != nil {
		return err
	}
	made, err := export.ReadBrat(c.String("out"), from)
	if err != nil {
		return err
	}
	all := before.With(made)
	if err := writeOutput(c, c.String("output"), func(w io.Writer) error { return correct.Write(w, all) }); err != nil {
		return err
	}
	fmt.Fprintf(c.App.ErrWriter, "%s", plural(len(made), "correction"))
	if kept := len(all) - len(made); kept > 0 {
		fmt.Fprintf(c.App.ErrWriter, ", %d kept", kept)
	}
	fmt.Fprintln(c.App.ErrWriter)
	return nil
}
