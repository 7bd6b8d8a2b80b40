package command

import (
	"fmt"

	"demarche/pipeline"

	"github.com/urfave/cli/v2"
)

func versionCommand() *cli.Command {
	return &cli.Command{
		Name:  "version",
		Usage: "print the version",
		Description: `Datasets made by one version from the same inputs have the same bytes.

Example:

   demarche version`,
		Action: func(c *cli.Context) error {
			if err := noArguments(c); err != nil {
				return err
			}
			_, err := fmt.Fprintf(c.App.Writer, "demarche %s\n", pipeline.Version)
			return err
		},
	}
}
