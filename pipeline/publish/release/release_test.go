package release

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"demarche/pipeline/publish"
	"demarche/schemas"
)

// instant is a clock on which waits take no time and nothing ever stalls.
type instant struct{ waits *atomic.Int64 }

func (c instant) Sleep(ctx context.Context, d time.Duration) error {
	if c.waits != nil {
		c.waits.Add(1)
	}
	return ctx.Err()
}

func (instant) AfterFunc(time.Duration, func()) Timer { return time.NewTimer(time.Hour) }

var quick = Options{Clock: instant{}}

// build makes a dataset of one document.
func build(t *testing.T, text string) string {
	t.Helper()
	files := make(publish.Memory)
	w, err := publish.NewWriter(files, "test")
	if err != nil {
		t.Fatal(err)
	}
	n := int32(len(text))
	err = w.Write(schemas.Rows{
		Documents: []schemas.Document{{DocID: "a", Authors: []string{}, SourcePath: "a.txt", MediaType: "text/plain", SHA256: "00", Text: text, NChars: n, NSentences: 1}},
		Sentences: []schemas.Sentence{{DocID: "a", End: n, Text: text}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(publish.Manifest{Tool: "demarche", Version: "0.1.0"}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, b := range files {
		put(t, filepath.Join(dir, name), b.String())
	}
	return dir
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func mustPublish(t *testing.T, dir, dest, version string) Release {
	t.Helper()
	r, err := Publish(t.Context(), dir, dest, version, quick)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func mustFetch(t *testing.T, from, version string) (Release, string) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	r, err := Fetch(t.Context(), from, version, out, quick)
	if err != nil {
		t.Fatal(err)
	}
	return r, out
}

// wantError wants an error that says certain things.
func wantError(t *testing.T, err error, says ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one that says %q", says)
	}
	for _, s := range says {
		if !strings.Contains(err.Error(), s) {
			t.Errorf("the error %q does not say %q", err, s)
		}
	}
}

// same wants all files of a dataset in another folder.
func same(t *testing.T, dir, other string) {
	t.Helper()
	files, _, err := dataset(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if get(t, filepath.Join(dir, f.Name)) != get(t, filepath.Join(other, f.Name)) {
			t.Errorf("%s differs", f.Name)
		}
	}
}

func TestFetchGivesBackWhatWasPublished(t *testing.T) {
	dir, dest := build(t, "x"), t.TempDir()
	put(t, filepath.Join(dir, "notes.txt"), "mine") // no part of the dataset
	published := mustPublish(t, dir, dest, "")
	if want := "0.1.0-" + published.SHA256[:12]; published.Version != want || published.Existed {
		t.Errorf("published %+v, want version %s", published, want)
	}
	fetched, out := mustFetch(t, dest, "")
	same(t, dir, out)
	if fetched != published {
		t.Errorf("fetched %+v, published %+v", fetched, published)
	}
	if _, err := os.Stat(filepath.Join(out, "notes.txt")); err == nil {
		t.Error("a file of the user's was published")
	}
	// What was fetched is a dataset with its hashes, and the same release.
	if again := mustPublish(t, out, dest, ""); !again.Existed || again.Version != published.Version {
		t.Errorf("published again %+v", again)
	}
	if _, err := os.Stat(filepath.Join(dest, published.Version, unfinishedName)); err == nil {
		t.Error("a finished release is marked as unfinished")
	}
}

func TestAPlaceCanBeNamedInManyWays(t *testing.T) {
	dir, dest := build(t, "x"), filepath.Join(t.TempDir(), "not", "yet")
	mustPublish(t, dir, "file://"+filepath.ToSlash(dest), "v1")
	for place, version := range map[string]string{
		dest:                      "v1",
		dest + "/":                Latest,
		"file://" + dest:          "",
		"file://localhost" + dest: "",
		filepath.Join(dest, "v1"): "", // the release itself
		"file://" + filepath.ToSlash(dest) + "/v1": "",
	} {
		r, out := mustFetch(t, place, version)
		same(t, dir, out)
		if r.Version != "v1" {
			t.Errorf("%s: version %s", place, r.Version)
		}
	}
	for place, says := range map[string]string{
		"https://example.org/x":   "want a folder or a URL that begins with s3://, gs://, azblob:// or file:///",
		"s3://bucket/a/../b":      `want a path without ".."`,
		"file:///x?create_dir=1":  "without parameters",
		"file://host/x":           "file:///",
		filepath.Join(dest, "no"): "there is no folder",
		t.TempDir():               "is no release",
	} {
		_, err := Fetch(t.Context(), place, "", filepath.Join(t.TempDir(), "out"), quick)
		wantError(t, err, says)
	}
}

func TestAVersionNeverChanges(t *testing.T) {
	one, two, dest := build(t, "x"), build(t, "y"), t.TempDir()
	mustPublish(t, one, dest, "v1")
	_, err := Publish(t.Context(), two, dest, "v1", quick)
	if !errors.Is(err, ErrImmutable) {
		t.Errorf("error %v, want %v", err, ErrImmutable)
	}
	_, err = Publish(t.Context(), two, dest, "v1", Options{Clock: instant{}, Restart: true})
	wantError(t, err, "v1 holds other bytes", "--version")
	_, out := mustFetch(t, dest, "v1")
	same(t, one, out)
}

func TestLatestIsTheVersionPublishedLast(t *testing.T) {
	one, two, dest := build(t, "x"), build(t, "y"), t.TempDir()
	latest := func() string {
		r, _ := mustFetch(t, dest, Latest)
		return r.Version
	}
	mustPublish(t, one, dest, "v1")
	mustPublish(t, two, dest, "v2")
	if got := latest(); got != "v2" {
		t.Errorf("latest is %s, want v2", got)
	}
	if r := mustPublish(t, one, dest, "v1"); !r.Existed {
		t.Error("v1 was published anew")
	}
	if got := latest(); got != "v2" {
		t.Errorf("an old release published again became latest")
	}
	_, out := mustFetch(t, dest, "v1")
	same(t, one, out)

	put(t, filepath.Join(dest, LatestName), `{"version": "v1", "sha256sums": "00"}`)
	_, err := Fetch(t.Context(), dest, "", filepath.Join(t.TempDir(), "out"), quick)
	wantError(t, err, "v1/SHA256SUMS", LatestName, "altered")
	put(t, filepath.Join(dest, LatestName), `{"version": "../v1"}`)
	_, err = Fetch(t.Context(), dest, "", filepath.Join(t.TempDir(), "out"), quick)
	wantError(t, err, "cannot be a version")
	put(t, filepath.Join(dest, LatestName), `{}`)
	_, err = Fetch(t.Context(), dest, "", filepath.Join(t.TempDir(), "out"), quick)
	wantError(t, err, LatestName, "--version")
}

// At whatever write a publisher is killed, what it leaves is no release, or a
// whole one, and to publish again finishes it.
func TestAKilledPublishIsFinishedByTheNext(t *testing.T) {
	dir := build(t, "x")
	for kill := 1; ; kill++ {
		dest := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		_, err := Publish(ctx, dir, dest, "v1", Options{Parallel: 1, Clock: killer{cancel: cancel, at: int64(kill), step: new(atomic.Int64)}})
		cancel()
		if err == nil {
			if kill < 30 {
				t.Fatalf("only %d steps", kill)
			}
			return
		}
		_, sums := os.Stat(filepath.Join(dest, "v1", SumsName))
		_, fetched := Fetch(t.Context(), dest, "v1", filepath.Join(t.TempDir(), "out"), quick)
		if (sums == nil) != (fetched == nil) {
			t.Errorf("killed at step %d: SHA256SUMS: %v, fetch: %v", kill, sums, fetched)
		}
		mustPublish(t, dir, dest, "v1")
		_, out := mustFetch(t, dest, Latest)
		same(t, dir, out)
		if _, err := os.Stat(filepath.Join(dest, "v1", unfinishedName)); err == nil {
			t.Errorf("killed at step %d: still marked as unfinished", kill)
		}
	}
}

// killer ends a run before its n-th operation on the storage, each of which
// begins with a timer.
type killer struct {
	instant
	cancel context.CancelFunc
	at     int64
	step   *atomic.Int64
}

func (k killer) AfterFunc(time.Duration, func()) Timer {
	if k.step.Add(1) == k.at {
		k.cancel()
	}
	return time.NewTimer(time.Hour)
}

func TestAnUnfinishedReleaseIsNoRelease(t *testing.T) {
	dir, dest := build(t, "x"), t.TempDir()
	mustPublish(t, dir, dest, "v1")
	if err := os.Rename(filepath.Join(dest, "v1", SumsName), filepath.Join(dest, "v1", unfinishedName)); err != nil {
		t.Fatal(err)
	}
	_, err := Fetch(t.Context(), dest, "v1", filepath.Join(t.TempDir(), "out"), quick)
	wantError(t, err, "v1 is unfinished")

	// Other bytes do not mix with it,
	other := build(t, "y")
	_, err = Publish(t.Context(), other, dest, "v1", quick)
	wantError(t, err, "unfinished release of other bytes", "--restart")
	// unless they shall.
	if _, err := Publish(t.Context(), other, dest, "v1", Options{Clock: instant{}, Restart: true}); err != nil {
		t.Fatal(err)
	}
	_, out := mustFetch(t, dest, "v1")
	same(t, other, out)
}

func TestFilesOfNoReleaseAreNotOverwritten(t *testing.T) {
	dir, dest := build(t, "x"), t.TempDir()
	put(t, filepath.Join(dest, "v1", "README.md"), "mine")
	_, err := Publish(t.Context(), dir, dest, "v1", quick)
	wantError(t, err, "holds README.md, which is of no release")
	if get(t, filepath.Join(dest, "v1", "README.md")) != "mine" {
		t.Error("a file was overwritten")
	}
	if _, err := os.Stat(filepath.Join(dest, "v1", unfinishedName)); err == nil {
		t.Error("a mark was left")
	}
}

func TestConcurrentPublishersOfTheSameBytesAllSucceed(t *testing.T) {
	dir, dest := build(t, "x"), t.TempDir()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := Publish(t.Context(), dir, dest, "v1", quick); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	_, out := mustFetch(t, dest, Latest)
	same(t, dir, out)
}

func TestOfConcurrentPublishersOfOtherBytesOneSucceeds(t *testing.T) {
	dirs := []string{build(t, "a"), build(t, "b"), build(t, "c"), build(t, "d")}
	for range 10 {
		dest := t.TempDir()
		var wg sync.WaitGroup
		var winners []string
		var mu sync.Mutex
		for _, dir := range dirs {
			wg.Go(func() {
				if _, err := Publish(t.Context(), dir, dest, "v1", quick); err == nil {
					mu.Lock()
					winners = append(winners, dir)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(winners) != 1 {
			t.Fatalf("%d publishers won", len(winners))
		}
		_, out := mustFetch(t, dest, "v1")
		same(t, winners[0], out)
	}
}

func TestAFaultyDatasetIsNotPublished(t *testing.T) {
	dest := t.TempDir()
	refused := func(dir string, says ...string) {
		t.Helper()
		_, err := Publish(t.Context(), dir, dest, "", quick)
		wantError(t, err, says...)
	}
	refused(t.TempDir(), "is no dataset")

	dir := build(t, "x")
	put(t, filepath.Join(dir, "claims.parquet"), "spoilt")
	refused(dir, "faulty", "claims.parquet")

	_, dir = mustFetch(t, dest2(t), "")
	put(t, filepath.Join(dir, "README.md"), "Changed since.\n")
	refused(dir, "README.md: its SHA-256 is", "SHA256SUMS says")
	put(t, filepath.Join(dir, SumsName), strings.Repeat("0", 64)+"  manifest.json\n")
	refused(dir, "SHA256SUMS: does not list CITATION.cff")

	for _, version := range []string{"latest", "latest.json", "a/b", "..", ".a", "a b", "ü", strings.Repeat("a", 200)} {
		_, err := Publish(t.Context(), build(t, "x"), dest, version, quick)
		wantError(t, err, "cannot be a version")
	}
	if entries, err := os.ReadDir(dest); err != nil || len(entries) > 0 {
		t.Errorf("%v was left at the destination (%v)", entries, err)
	}
}

func dest2(t *testing.T) string {
	dest := t.TempDir()
	mustPublish(t, build(t, "x"), dest, "v1")
	return dest
}

func TestADatasetThatChangesMeanwhileIsNotPublished(t *testing.T) {
	dir, dest := build(t, "x"), t.TempDir()
	files, _, err := dataset(dir)
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "README.md"), "Changed.\n")
	s, err := open(t.Context(), dest, true, quick)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.publish(t.Context(), dir, "v1", files)
	wantError(t, err, "README.md has changed since the publish began")
	_, err = Fetch(t.Context(), dest, "v1", filepath.Join(t.TempDir(), "out"), quick)
	wantError(t, err, "unfinished")
}

func TestFetchNamesWhatIsDamaged(t *testing.T) {
	for name, test := range map[string]struct {
		damage func(t *testing.T, dir string)
		says   []string
	}{
		"flipped": {func(t *testing.T, dir string) {
			b := []byte(get(t, filepath.Join(dir, "claims.parquet")))
			b[len(b)/2] ^= 1
			put(t, filepath.Join(dir, "claims.parquet"), string(b))
		}, []string{"v1/claims.parquet is damaged"}},
		"cut": {func(t *testing.T, dir string) {
			if err := os.Truncate(filepath.Join(dir, "documents.parquet"), 10); err != nil {
				t.Fatal(err)
			}
		}, []string{"v1/documents.parquet is damaged"}},
		"missing": {func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, "README.md")); err != nil {
				t.Fatal(err)
			}
		}, []string{"v1/README.md is missing"}},
		"SHA256SUMS": {func(t *testing.T, dir string) {
			put(t, filepath.Join(dir, SumsName), "x\n")
		}, []string{"line 1 is not a hash"}},
		"faulty rows": {func(t *testing.T, dir string) {
			// Whole by its hashes, but not true to itself.
			put(t, filepath.Join(dir, "claims.parquet"), "spoilt")
			sums, err := publish.ParseSums([]byte(get(t, filepath.Join(dir, SumsName))))
			if err != nil {
				t.Fatal(err)
			}
			for i, f := range sums {
				sum := sha256.Sum256([]byte(get(t, filepath.Join(dir, f.Name))))
				sums[i].SHA256 = hex.EncodeToString(sum[:])
			}
			put(t, filepath.Join(dir, SumsName), string(sums.Format()))
		}, []string{"faulty", "claims.parquet"}},
	} {
		t.Run(name, func(t *testing.T) {
			dest, out := dest2(t), filepath.Join(t.TempDir(), "out")
			test.damage(t, filepath.Join(dest, "v1"))
			before := build(t, "before")
			if err := os.Rename(before, out); err != nil {
				t.Fatal(err)
			}
			_, err := Fetch(t.Context(), dest, "v1", out, quick)
			wantError(t, err, test.says...)
			if _, _, err := dataset(out); err != nil {
				t.Errorf("the dataset that was there before: %v", err)
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(out), ".out.building")); err == nil {
				t.Error("a folder was left")
			}
		})
	}
}

func TestSumsTakeOnlyPlainNames(t *testing.T) {
	hash := strings.Repeat("0a", 32)
	good := hash + "  manifest.json\n"
	if _, err := publish.ParseSums([]byte(good + hash + "  a.parquet\n")); err != nil {
		t.Error(err)
	}
	for _, line := range []string{
		hash + "  ../x", hash + "  /etc/passwd", hash + "  a/b", hash + `  a\b`, hash + "  .x", hash + "  ..", hash + "  ", hash + "  a b",
		hash + "  C:x", hash + "  SHA256SUMS", hash + "  SHA256SUMS.unfinished", hash + "  MANIFEST.json", hash + " *x", hash, "0a  x", "",
		strings.ToUpper(hash) + "  x", `\` + hash + "  x", hash + "  x\r",
	} {
		if files, err := publish.ParseSums([]byte(good + line + "\n")); err == nil {
			t.Errorf("%q passed as %v", line, files)
		}
	}
	_, err := publish.ParseSums([]byte(hash + "  a.parquet\n"))
	wantError(t, err, "does not list manifest.json")
}

func FuzzSums(f *testing.F) {
	f.Add([]byte(strings.Repeat("0a", 32) + "  manifest.json\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		files, err := publish.ParseSums(b)
		if err != nil {
			return
		}
		for _, file := range files {
			if filepath.Base(file.Name) != file.Name || !filepath.IsLocal(file.Name) {
				t.Errorf("%q passed", file.Name)
			}
		}
		if again, err := publish.ParseSums(files.Format()); err != nil || !bytes.Equal(again.Format(), files.Format()) {
			t.Errorf("%q does not read back: %v", files.Format(), err)
		}
	})
}

func TestOpenGivesATemporaryFolder(t *testing.T) {
	dest := dest2(t)
	dir, remove, err := Open(t.Context(), dest, "", quick)
	if err != nil {
		t.Fatal(err)
	}
	same(t, filepath.Join(dest, "v1"), dir)
	if err := remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder is still there")
	}
	_, _, err = Open(t.Context(), dest, "v2", quick)
	wantError(t, err, "v2 is no release")
}

// A file that cannot be read does not become readable by waiting.
func TestErrorsThatStayAreNotTriedAgain(t *testing.T) {
	var waits atomic.Int64
	s := &store{name: "x", opts: Options{Attempts: 8, Log: slog.New(slog.DiscardHandler), Clock: instant{&waits}}}
	for _, err := range []error{&os.PathError{Op: "open", Path: "x", Err: os.ErrPermission}, permanent{io.EOF}, errors.New("get identity: get credentials: none")} {
		tries := 0
		got := s.retry(t.Context(), "x", func(context.Context, func()) (bool, error) { tries++; return false, err })
		if got != err || tries != 1 {
			t.Errorf("%v: %d tries, error %v", err, tries, got)
		}
	}
	if waits.Load() != 0 {
		t.Error("waited")
	}
}

func TestTriesAreCounted(t *testing.T) {
	var waits atomic.Int64
	s := &store{name: "x", opts: Options{Attempts: 5, Log: slog.New(slog.DiscardHandler), Clock: instant{&waits}}}
	tries := 0
	err := s.retry(t.Context(), "f", func(context.Context, func()) (bool, error) { tries++; return false, io.ErrUnexpectedEOF })
	wantError(t, err, "x/f: given up after 5 tries")
	if tries != 5 || waits.Load() != 4 {
		t.Errorf("%d tries, %d waits", tries, waits.Load())
	}
	// A transfer that gets on is not given up.
	tries = 0
	err = s.retry(t.Context(), "f", func(context.Context, func()) (bool, error) {
		if tries++; tries < 100 {
			return true, io.ErrUnexpectedEOF
		}
		return true, nil
	})
	if err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = s.retry(ctx, "f", func(context.Context, func()) (bool, error) { cancel(); return true, io.ErrUnexpectedEOF })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v of a run that was stopped", err)
	}
}

func TestWaitsGrowWithinBounds(t *testing.T) {
	for n := 1; n < 100; n++ {
		longest := min(longestWait, firstWait<<min(n-1, 10))
		for range 100 {
			if d := backoff(n); d < longest/2 || d > longest {
				t.Fatalf("wait %d is %v, want %v to %v", n, d, longest/2, longest)
			}
		}
	}
}

// stalls fires the timer of its first try as soon as bytes have moved.
type stalls struct {
	instant
	fired atomic.Bool
}

type stallTimer struct {
	c    *stalls
	fire func()
}

func (c *stalls) AfterFunc(_ time.Duration, f func()) Timer { return stallTimer{c, f} }
func (stallTimer) Stop() bool                               { return true }
func (s stallTimer) Reset(time.Duration) bool {
	if s.c.fired.CompareAndSwap(false, true) {
		s.fire()
	}
	return true
}

func TestATransferThatStandsStillIsTriedAgain(t *testing.T) {
	s := &store{name: "x", opts: Options{Attempts: 2, Log: slog.New(slog.DiscardHandler), Clock: &stalls{}}}
	tries := 0
	err := s.retry(t.Context(), "f", func(ctx context.Context, moved func()) (bool, error) {
		tries++
		moved()
		if tries == 1 {
			<-ctx.Done()
			return false, ctx.Err()
		}
		return false, nil
	})
	if err != nil || tries != 2 {
		t.Errorf("%d tries, error %v", tries, err)
	}
}
