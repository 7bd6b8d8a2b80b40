package command_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"demarche/pipeline/command"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the commands print into the scripts' golden files")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"demarche": func() { os.Exit(command.Main(os.Args, os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// The scripts run the program as a person or a CI job would.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: *update,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exitcode": exitCode, "s3server": s3Server, "s3flip": s3Flip,
		},
	})
}

// exitCode runs a command and wants a certain exit code: exitcode N COMMAND ARG...
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode N COMMAND ARG...")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		coded, ok := err.(interface{ ExitCode() int })
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = fmt.Sprint(coded.ExitCode())
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// backends hold what an S3 server of a script holds, by the script's folder.
var backends sync.Map

// s3Server starts a server that speaks S3, with a bucket, and sets S3 to a place in it.
func s3Server(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: s3server")
	}
	backend := s3mem.New()
	ts.Check(backend.CreateBucket("datasets"))
	server := httptest.NewServer(gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server())
	ts.Defer(server.Close)
	backends.Store(ts.Getenv("WORK"), backend)
	ts.Setenv("S3", "s3://datasets/talks?endpoint="+server.URL+"&region=eu-central-1&use_path_style=true")
	ts.Setenv("AWS_ACCESS_KEY_ID", "test")
	ts.Setenv("AWS_SECRET_ACCESS_KEY", "test")
}

// s3Flip turns a bit in the middle of an object: s3flip KEY.
func s3Flip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: s3flip KEY")
	}
	held, ok := backends.Load(ts.Getenv("WORK"))
	if !ok {
		ts.Fatalf("there is no server: s3server comes first")
	}
	backend := held.(*s3mem.Backend)
	object, err := backend.GetObject("datasets", args[0], nil)
	ts.Check(err)
	b, err := io.ReadAll(object.Contents)
	ts.Check(err)
	b[len(b)/2] ^= 1
	_, err = backend.PutObject("datasets", args[0], map[string]string{}, bytes.NewReader(b), int64(len(b)), nil)
	ts.Check(err)
}
