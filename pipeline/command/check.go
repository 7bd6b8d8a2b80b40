package command

import (
	"fmt"

	"demarche/pipeline/publish"

	"github.com/urfave/cli/v2"
)

func checkCommand() *cli.Command {
	return &cli.Command{
		Name:  "check",
		Usage: "rebuild the dataset in memory and compare it with the one on disk",
		Description: `Prints each row that a rebuild would remove (-) or add (+) and exits with 1 where
there is one. Writes nothing.

Example, in CI:

   demarche check --raw texts --out dataset`,
		Flags: []cli.Flag{
			rawFlag(), outFlag(), workersFlag(), maxBytesFlag(), codebookFlag(), correctionsFlag(),
			&cli.IntFlag{Name: "limit", Value: 100, Usage: "changed rows to print, 0 for all"},
		},
		Action: check,
	}
}

func check(c *cli.Context) error {
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
	rebuilt := make(publish.Memory)
	if _, err := p.Run(c.Context, o, rebuilt); err != nil {
		return err
	}
	changes, err := publish.Compare(publish.Folder(c.String("out")), rebuilt)
	if err != nil {
		return err
	}
	limit := c.Int("limit")
	for i, change := range changes {
		if limit > 0 && i == limit {
			fmt.Fprintf(c.App.Writer, "… and %d more: see them with --limit 0\n", len(changes)-limit)
			break
		}
		fmt.Fprint(c.App.Writer, change)
	}
	if len(changes) > 0 {
		return cli.Exit(fmt.Sprintf("%s is not what %s gives: %s", c.String("out"), c.String("raw"), plural(len(changes), "change")), exitFailed)
	}
	fmt.Fprintf(c.App.ErrWriter, "%s is up to date\n", c.String("out"))
	return nil
}
