// Package command is the command line: one file a command, each turning flags
// into one call of the pipeline. Data goes to standard output, everything said
// about it to standard error.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"demarche/pipeline/ingest"

	"github.com/urfave/cli/v2"
)

// The exit codes of the program. They are part of its interface.
const (
	exitFailed   = 1 // an error, or check found drift
	exitUsage    = 2 // the command line is wrong
	exitRejected = 3 // the dataset is written, but inputs were rejected
)

// Main runs the program and returns its exit code.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	app := newApp(stdin, stdout, stderr)
	err := app.RunContext(ctx, flagsFirst(app, args))
	if err == nil {
		return 0
	}
	var exit cli.ExitCoder
	if errors.As(err, &exit) {
		if exit.Error() != "" {
			fmt.Fprintln(stderr, "demarche: "+exit.Error())
		}
		return exit.ExitCode()
	}
	fmt.Fprintf(stderr, "demarche: %v\n", err)
	return exitFailed
}

func newApp(stdin io.Reader, stdout, stderr io.Writer) *cli.App {
	app := &cli.App{
		Name:                   "demarche",
		Usage:                  "make tables of claims, demands and conditions from political texts",
		Description:            "Try: demarche build --raw texts --out dataset && demarche show claims --out dataset",
		Reader:                 stdin,
		Writer:                 stdout,
		ErrWriter:              stderr,
		EnableBashCompletion:   true,
		HideVersion:            true,
		UseShortOptionHandling: true,
		ExitErrHandler:         func(*cli.Context, error) {}, // Main prints and exits
		OnUsageError:           usageError,
		Action:                 noCommand,
		Commands: []*cli.Command{
			buildCommand(),
			parseCommand(),
			showCommand(),
			checkCommand(),
			verifyCommand(),
			diffCommand(),
			explainCommand(),
			publishCommand(),
			fetchCommand(),
			reportCommand(),
			exportCommand(),
			importCommand(),
			evalCommand(),
			codebookCommand(),
			completionCommand(),
			versionCommand(),
		},
	}
	for _, c := range app.Commands {
		c.OnUsageError = usageError
		c.HideHelpCommand = true
	}
	return app
}

func usageError(c *cli.Context, err error, _ bool) error {
	name := "demarche"
	if c.Command != nil && c.Command.Name != "" && c.Command.Name != name {
		name += " " + c.Command.Name
	}
	return usagef("%v: see %s --help", err, name)
}

func usagef(format string, args ...any) error {
	return cli.Exit(fmt.Sprintf(format, args...), exitUsage)
}

func noCommand(c *cli.Context) error {
	if c.Args().Present() {
		return usagef("there is no command %q: see demarche --help", c.Args().First())
	}
	return cli.ShowAppHelp(c)
}

// logger writes to standard error, without times: a CI log has its own.
func logger(c *cli.Context) *slog.Logger {
	return slog.New(slog.NewTextHandler(c.App.ErrWriter, &slog.HandlerOptions{
		ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey && len(groups) == 0 {
				return slog.Attr{}
			}
			return a
		},
	}))
}

// Flags that several commands share.

func rawFlag() cli.Flag {
	return &cli.StringFlag{Name: "raw", Value: "raw", Usage: "folder, file or - (standard input) to read texts from"}
}

func outFlag() cli.Flag {
	return &cli.StringFlag{Name: "out", Value: "out", Usage: "folder of the dataset"}
}

func workersFlag() cli.Flag {
	return &cli.IntFlag{Name: "workers", Value: runtime.GOMAXPROCS(0), DefaultText: "one a processor",
		Usage: "documents to analyse at once; the dataset is the same for any number"}
}

func maxBytesFlag() cli.Flag {
	return &cli.Int64Flag{Name: "max-document-bytes", Value: ingest.DefaultMaxBytes, Usage: "size over which a document is rejected"}
}
