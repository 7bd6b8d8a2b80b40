package command

import (
	"errors"
	"fmt"

	"demarche/pipeline/publish"

	"github.com/urfave/cli/v2"
)

func verifyCommand() *cli.Command {
	return &cli.Command{
		Name:      "verify",
		Usage:     "check that a dataset is whole and true to itself",
		ArgsUsage: "[DIR|URL]",
		Description: `Checks hashes, columns, numbers of rows, order, keys, references between tables, allowed
values, and that every span lies in its document and equals its text. Names each fault by
table, row and column and exits with 1 where there is one. A release is brought into a
temporary folder first.

Examples:

   demarche verify out
   demarche verify s3://datasets/talks/1.0.0`,
		Action: verify,
	}
}

func verify(c *cli.Context) error {
	if c.NArg() > 1 {
		return usagef("unexpected %q: see demarche verify --help", c.Args().Get(1))
	}
	place := c.Args().First()
	if place == "" {
		place = "out"
	}
	dir, closed, err := openDataset(c, place)
	if err != nil {
		return err
	}
	faults, err := publish.Verify(dir)
	if err := errors.Join(err, closed()); err != nil {
		return err
	}
	for _, f := range faults {
		fmt.Fprintln(c.App.Writer, f)
	}
	if len(faults) > 0 {
		return cli.Exit(fmt.Sprintf("%s is faulty: %s", place, plural(len(faults), "fault")), exitFailed)
	}
	fmt.Fprintf(c.App.ErrWriter, "%s is whole\n", place)
	return nil
}
