package command

import (
	"fmt"
	"os"
	"path/filepath"

	"demarche/pipeline/publish"
	"demarche/pipeline/publish/release"

	"github.com/urfave/cli/v2"
)

// places says how publish and fetch name a place.
const places = `A place is a folder or a URL of a bucket: s3://BUCKET/PATH, gs://BUCKET/PATH,
azblob://CONTAINER/PATH or file:///PATH. Credentials come from the environment as each
storage's own tools have them. An S3-compatible server goes by
s3://BUCKET/PATH?endpoint=https://HOST&region=REGION&use_path_style=true (in quotes).`

func publishCommand() *cli.Command {
	return &cli.Command{
		Name:      "publish",
		Usage:     "publish the dataset as a release that never changes",
		ArgsUsage: "DEST",
		Description: `Verifies the dataset and uploads it to DEST/VERSION, SHA256SUMS last, so that half an upload
is never taken for a release; then latest.json at DEST names it. Prints the version. To
publish the same bytes again changes nothing; other bytes under the same version are refused.
A publish that was cut off is finished by the next.

` + places + `

Examples:

   demarche publish s3://datasets/talks
   demarche publish releases --version 1.0.0 --out dataset`,
		Flags: []cli.Flag{
			outFlag(),
			&cli.StringFlag{Name: "version", DefaultText: "one that follows from the bytes", Usage: "name of the release"},
			parallelFlag(),
			&cli.BoolFlag{Name: "restart", Usage: "take over an unfinished release of other bytes, whose publisher no longer runs"},
		},
		Action: publishRelease,
	}
}

func fetchCommand() *cli.Command {
	return &cli.Command{
		Name:      "fetch",
		Usage:     "bring a release back and verify it",
		ArgsUsage: "PLACE",
		Description: `Downloads the release that was published last, or the one of --version, checks every byte
and every row, and puts it in the place of the dataset in one step. Prints the version.

` + places + `

Examples:

   demarche fetch s3://datasets/talks --out talks
   demarche fetch releases --version 1.0.0`,
		Flags: []cli.Flag{
			outFlag(),
			&cli.StringFlag{Name: "version", DefaultText: "the one published last", Usage: "name of the release"},
			parallelFlag(),
		},
		Action: fetchRelease,
	}
}

func parallelFlag() cli.Flag {
	return &cli.IntFlag{Name: "parallel", Value: 4, Usage: "files on their way at once"}
}

func transferOptions(c *cli.Context) release.Options {
	return release.Options{Parallel: c.Int("parallel"), Restart: c.Bool("restart"), Log: logger(c)}
}

func publishRelease(c *cli.Context) error {
	dest, err := oneArgument(c, "the place to publish to")
	if err != nil {
		return err
	}
	r, err := release.Publish(c.Context, c.String("out"), dest, c.String("version"), transferOptions(c))
	if err != nil {
		return err
	}
	did := "published"
	if r.Existed {
		did = "was published before, nothing to do:"
	}
	fmt.Fprintf(c.App.ErrWriter, "%s %s: %s, %d bytes\n", did, r.Location, plural(r.Files, "file"), r.Bytes)
	_, err = fmt.Fprintln(c.App.Writer, r.Version)
	return err
}

func fetchRelease(c *cli.Context) error {
	from, err := oneArgument(c, "the place to fetch from")
	if err != nil {
		return err
	}
	r, err := release.Fetch(c.Context, from, c.String("version"), c.String("out"), transferOptions(c))
	if err != nil {
		return err
	}
	fmt.Fprintf(c.App.ErrWriter, "fetched %s to %s: %s, %d bytes\n", r.Location, c.String("out"), plural(r.Files, "file"), r.Bytes)
	_, err = fmt.Fprintln(c.App.Writer, r.Version)
	return err
}

// openDataset returns the folder of a dataset that goes by its folder, or by
// the place of a release, which is brought into a temporary one. The caller
// calls closed when done with it.
func openDataset(c *cli.Context, place string) (dir string, closed func() error, err error) {
	if !release.IsURL(place) {
		_, noDataset := os.Stat(filepath.Join(place, publish.ManifestName))
		_, noReleases := os.Stat(filepath.Join(place, release.LatestName))
		if noDataset == nil || noReleases != nil {
			return place, func() error { return nil }, nil
		}
	}
	return release.Open(c.Context, place, "", release.Options{Log: logger(c)})
}
