package command

import (
	"fmt"

	"demarche/pipeline/publish"

	"github.com/urfave/cli/v2"
)

func verifyCommand() *cli.Command {
	return &cli.Command{
		Name:      "verify",
		Usage:     "check that a dataset is whole and true to itself",
		ArgsUsage: "[DIR]",
		Description: `Checks hashes, columns, numbers of rows, order, keys, references between tables, allowed
values, and that every span lies in its document and equals its text. Names each fault by
table, row and column and exits with 1 where there is one.

Example:

   demarche verify out`,
		Action: verify,
	}
}

func verify(c *cli.Context) error {
	if c.NArg() > 1 {
		return usagef("unexpected %q: see demarche verify --help", c.Args().Get(1))
	}
	dir := c.Args().First()
	if dir == "" {
		dir = "out"
	}
	faults, err := publish.Verify(dir)
	if err != nil {
		return err
	}
	for _, f := range faults {
		fmt.Fprintln(c.App.Writer, f)
	}
	if len(faults) > 0 {
		return cli.Exit(fmt.Sprintf("%s is faulty: %s", dir, plural(len(faults), "fault")), exitFailed)
	}
	fmt.Fprintf(c.App.ErrWriter, "%s is whole\n", dir)
	return nil
}
