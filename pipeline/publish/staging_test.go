//go:build unix

package publish

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// writeDataset makes a dataset whose one table says which build it comes from.
func writeDataset(files Files, build string) error {
	for name, content := range map[string]string{"claims.parquet": build, "demands.parquet": build} {
		f, err := files.Create(name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(f, content); err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return writeCompanions(files, Manifest{Tool: "demarche", Version: build, Tables: []ManifestTable{
		{Name: "claims", File: "claims.parquet"}, {Name: "demands", File: "demands.parquet"},
	}})
}

func commit(t *testing.T, target, build string) {
	t.Helper()
	s, err := NewStaging(target)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeDataset(s, build); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
}

// whole fails unless the target holds all of one build, and returns which.
func whole(t *testing.T, target string) string {
	t.Helper()
	m, err := ReadManifest(target)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range m.Tables {
		b, err := os.ReadFile(filepath.Join(target, table.File))
		if err != nil {
			t.Fatal(err)
		}
		if string(b) != m.Version {
			t.Fatalf("%s is of build %s, the manifest of build %s", table.File, b, m.Version)
		}
	}
	return m.Version
}

// beside lists what lies in the target's parent besides the target.
func beside(t *testing.T, target string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(target))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != filepath.Base(target) {
			names = append(names, e.Name())
		}
	}
	return names
}

func TestCommitReplacesTheOldDataset(t *testing.T) {
	target := filepath.Join(t.TempDir(), "deep", "out")
	for _, build := range []string{"one", "two", "three"} {
		commit(t, target, build)
		if got := whole(t, target); got != build {
			t.Errorf("the dataset is of build %s, want %s", got, build)
		}
		if left := beside(t, target); left != nil {
			t.Errorf("left beside the dataset: %v", left)
		}
	}
}

func TestCommitKeepsTheUsersFiles(t *testing.T) {
	target := filepath.Join(t.TempDir(), "out")
	commit(t, target, "one")
	note := filepath.Join(target, "notes", "mine.txt")
	if err := errors.Join(os.Mkdir(filepath.Dir(note), 0o755), os.WriteFile(note, []byte("mine"), 0o644)); err != nil {
		t.Fatal(err)
	}
	commit(t, target, "two")
	whole(t, target)
	if b, err := os.ReadFile(note); err != nil || string(b) != "mine" {
		t.Errorf("the user's file holds %q, %v", b, err)
	}
}

func TestCommitFollowsALink(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real"), filepath.Join(dir, "link")
	commit(t, real, "one")
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	commit(t, link, "two")
	if got := whole(t, real); got != "two" {
		t.Errorf("behind the link lies build %s", got)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is no link any more: %v, %v", info, err)
	}
}

func TestDiscardLeavesTheOldDataset(t *testing.T) {
	target := filepath.Join(t.TempDir(), "out")
	commit(t, target, "one")
	s, err := NewStaging(target)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeDataset(s, "two"); err != nil {
		t.Fatal(err)
	}
	if err := s.Discard(); err != nil {
		t.Fatal(err)
	}
	if got := whole(t, target); got != "one" {
		t.Errorf("the dataset is of build %s, want one", got)
	}
	if left := beside(t, target); left != nil {
		t.Errorf("left beside the dataset: %v", left)
	}
}

func TestStagingRefusesAFolderThatIsNoDataset(t *testing.T) {
	target := t.TempDir()
	precious := filepath.Join(target, "thesis.tex")
	if err := os.WriteFile(precious, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := NewStaging(target); err == nil {
		t.Fatal("a folder of somebody's files was taken")
	}
	if _, err := os.Stat(precious); err != nil {
		t.Error(err)
	}
	if left := beside(t, target); slices.ContainsFunc(left, func(n string) bool { return strings.HasPrefix(n, ".") }) {
		t.Errorf("left beside the folder: %v", left)
	}
}

func TestTwoBuildsAtOnce(t *testing.T) {
	target := filepath.Join(t.TempDir(), "out")
	first, err := NewStaging(target)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewStaging(target); !errors.Is(err, ErrBusy) {
		t.Errorf("a second build got %v, want ErrBusy", err)
	}
	if err := errors.Join(writeDataset(first, "one"), first.Commit()); err != nil {
		t.Fatal(err)
	}
	whole(t, target)
}

const killEnv = "DEMARCHE_TEST_KILL"

// kill is what the test of kills tells the process that it starts.
type kill struct {
	Target   string
	Step     string // of Commit at which the process kills itself
	TwoSteps bool   // do as on a system that cannot exchange two folders
	Endless  bool   // build again and again, until somebody kills the process
}

// TestMain is also the process that a test kills.
func TestMain(m *testing.M) {
	if env := os.Getenv(killEnv); env != "" {
		var k kill
		if err := json.Unmarshal([]byte(env), &k); err != nil {
			panic(err)
		}
		if k.Endless {
			for i := 0; ; i++ {
				killedBuild(k, fmt.Sprint("new", i))
				fmt.Println("built")
			}
		}
		killedBuild(k, "new")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func killedBuild(k kill, build string) {
	die := func(step string) {
		if step == k.Step {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	s, err := NewStaging(k.Target)
	if err != nil {
		panic(err)
	}
	s.step = die
	if k.TwoSteps {
		s.exchange = func(string, string) error { return errors.ErrUnsupported }
	}
	die("begun")
	if err := writeDataset(s, build); err != nil {
		panic(err)
	}
	die("written")
	if err := s.Commit(); err != nil {
		panic(err)
	}
}

// A kill at any step leaves the old dataset or the new one, and the next build
// clears what is left.
func TestKill(t *testing.T) {
	steps := map[string]string{ // the build in place after a kill there
		"begun": "old", "written": "old", "synced": "old", "swapped": "new", "cleared": "new", "none": "new",
	}
	for _, twoSteps := range []bool{false, true} {
		for step, want := range steps {
			t.Run(fmt.Sprintf("%s/two steps %t", step, twoSteps), func(t *testing.T) {
				target := filepath.Join(t.TempDir(), "out")
				commit(t, target, "old")
				mine := filepath.Join(target, "mine.txt")
				if err := os.WriteFile(mine, nil, 0o644); err != nil {
					t.Fatal(err)
				}
				runKilled(t, kill{Target: target, Step: step, TwoSteps: twoSteps})
				if got := whole(t, target); got != want {
					t.Errorf("after the kill the dataset is of build %s, want %s", got, want)
				}
				commit(t, target, "next")
				if got := whole(t, target); got != "next" {
					t.Errorf("after the next build the dataset is of build %s", got)
				}
				if left := beside(t, target); left != nil {
					t.Errorf("left beside the dataset: %v", left)
				}
				if _, err := os.Stat(mine); err != nil {
					t.Errorf("the user's file is lost: %v", err)
				}
			})
		}
	}
}

// Where two folders cannot be exchanged in one step, a kill between two renames
// leaves the old dataset beside its place.
func TestKillBetweenTwoRenames(t *testing.T) {
	target := filepath.Join(t.TempDir(), "out")
	commit(t, target, "old")
	runKilled(t, kill{Target: target, Step: "retired", TwoSteps: true})
	s, err := NewStaging(target)
	if err != nil {
		t.Fatal(err)
	}
	if got := whole(t, target); got != "old" {
		t.Errorf("the next run found build %s, want old", got)
	}
	if err := s.Discard(); err != nil {
		t.Fatal(err)
	}
	if left := beside(t, target); left != nil {
		t.Errorf("left beside the dataset: %v", left)
	}
}

// A process that does nothing but build is killed at moments that nobody chose.
func TestKillAtAnyMoment(t *testing.T) {
	parent := t.TempDir()
	folders := [2]string{filepath.Join(parent, "a"), filepath.Join(parent, "b")}
	if err := errors.Join(os.Mkdir(folders[0], 0o755), os.Mkdir(folders[1], 0o755)); err != nil {
		t.Fatal(err)
	}
	exchanges := exchange(folders[0], folders[1]) == nil
	for _, twoSteps := range []bool{false, true} {
		t.Run(fmt.Sprintf("two steps %t", twoSteps), func(t *testing.T) {
			target := filepath.Join(t.TempDir(), "out")
			commit(t, target, "old")
			mine := filepath.Join(target, "mine.txt")
			if err := os.WriteFile(mine, nil, 0o644); err != nil {
				t.Fatal(err)
			}
			for range 6 {
				killSomewhere(t, kill{Target: target, Step: "none", TwoSteps: twoSteps, Endless: true})
				if exchanges && !twoSteps {
					whole(t, target) // before anything is cleared
				}
				s, err := NewStaging(target)
				if err != nil {
					t.Fatal(err)
				}
				whole(t, target)
				if err := s.Discard(); err != nil {
					t.Fatal(err)
				}
				if left := beside(t, target); left != nil {
					t.Errorf("left beside the dataset: %v", left)
				}
				if _, err := os.Stat(mine); err != nil {
					t.Fatalf("the user's file is lost: %v", err)
				}
			}
			if got := whole(t, target); got == "old" {
				t.Error("no process built anything")
			}
		})
	}
}

// toBeKilled returns this program as it is to run for k.
func toBeKilled(t *testing.T, k kill) *exec.Cmd {
	t.Helper()
	env, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), killEnv+"="+string(env))
	return cmd
}

// wasKilled reports the error of a process that SIGKILL ended.
func wasKilled(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
}

// killSomewhere starts a process that builds without end and kills it at some
// moment behind its first build.
func killSomewhere(t *testing.T, k kill) {
	t.Helper()
	cmd := toBeKilled(t, k)
	var trouble strings.Builder
	cmd.Stderr = &trouble
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Error("the process said nothing:", err)
	}
	time.Sleep(rand.N(30 * time.Millisecond))
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); !wasKilled(err) {
		t.Fatalf("not killed: %v\n%s", err, trouble.String())
	}
}

func runKilled(t *testing.T, k kill) {
	t.Helper()
	cmd := toBeKilled(t, k)
	out, err := cmd.CombinedOutput()
	if killed := wasKilled(err); killed != (k.Step != "none") {
		t.Fatalf("killed: %t; %v\n%s", killed, err, out)
	}
}
