package release

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

const bucket = "datasets"

// s3 is an S3-compatible server in this process, behind a proxy that spoils
// requests on the wire.
type s3 struct {
	*httptest.Server
	backend gofakes3.Backend

	mu     sync.Mutex
	spoil  func(n int, r *http.Request) fault // of the n-th request of its method and object, from 1; nil for none
	tries  map[string]int
	n      int
	spoilt int
	writes []string // keys written, in the order in which the server had them whole
	stall  func()   // called when a request is left without an answer
}

// fault is what the proxy does to one request.
type fault int

const (
	none        fault = iota
	unavailable       // 503 without asking the server
	slowDown          // 503 with S3's own words
	cutBefore         // the connection ends before the server hears of it
	cutRequest        // it ends in the middle of what is sent
	cutAnswer         // it ends in the middle of the answer
	lostAnswer        // the server does it, and the connection ends
	slow              // the answer comes in drops
	hang              // no answer, until the client gives up
	garbled           // one bit of the answer's body turns
	denied403         // the credentials are not good enough
)

func startS3(t *testing.T) *s3 {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(t.TempDir(), "none"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(t.TempDir(), "none"))
	s := &s3{backend: s3mem.New(), tries: make(map[string]int)}
	if err := s.backend.CreateBucket(bucket); err != nil {
		t.Fatal(err)
	}
	faker := gofakes3.New(s.backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.proxy(faker, w, r) }))
	t.Cleanup(s.Close)
	return s
}

// url names a place in the bucket.
func (s *s3) url(prefix string) string {
	return fmt.Sprintf("s3://%s/%s?endpoint=%s&region=eu-central-1&use_path_style=true", bucket, prefix, s.URL)
}

func (s *s3) proxy(server http.Handler, w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.n++
	what := r.Method + " " + r.URL.Path // whatever goes on beside it, so that runs are alike
	s.tries[what]++
	f := none
	if s.spoil != nil {
		f = s.spoil(s.tries[what], r)
	}
	if f != none {
		s.spoilt++
	}
	s.mu.Unlock()
	switch f {
	case unavailable:
		http.Error(w, "upstream is down", http.StatusServiceUnavailable)
		return
	case slowDown:
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, `<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>`)
		return
	case denied403:
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(http.StatusForbidden)
		io.WriteString(w, `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`)
		return
	case cutBefore:
		panic(http.ErrAbortHandler) // ends the connection
	case cutRequest:
		io.CopyN(io.Discard, r.Body, max(r.ContentLength/2, 1))
		panic(http.ErrAbortHandler)
	case hang:
		io.Copy(io.Discard, r.Body) // else the server does not see that the client is gone
		s.stall()
		<-r.Context().Done()
		return
	}
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, r)
	if r.Method == http.MethodPut && answer.Code == http.StatusOK {
		s.mu.Lock()
		s.writes = append(s.writes, strings.TrimPrefix(r.URL.Path, "/"+bucket+"/"))
		s.mu.Unlock()
	}
	if f == lostAnswer {
		panic(http.ErrAbortHandler)
	}
	body := answer.Body.Bytes()
	for key, values := range answer.Header() {
		w.Header()[key] = values
	}
	if r.Method != http.MethodHead {
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	}
	w.WriteHeader(answer.Code)
	switch f {
	case cutAnswer:
		w.Write(body[:len(body)/2])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	case garbled:
		if len(body) > 0 {
			body = bytes.Clone(body)
			body[len(body)/2] ^= 1
		}
	case slow:
		for len(body) > 0 {
			n := min(len(body), max(1, answer.Body.Len()/8))
			w.Write(body[:n])
			w.(http.Flusher).Flush()
			body = body[n:]
			time.Sleep(time.Millisecond)
		}
	}
	w.Write(body)
}

// object returns the bytes that the server holds under a key.
func (s *s3) object(t *testing.T, key string) ([]byte, bool) {
	t.Helper()
	o, err := s.backend.GetObject(bucket, key, nil)
	if gofakes3.HasErrorCode(err, gofakes3.ErrNoSuchKey) {
		return nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	defer o.Contents.Close()
	b, err := io.ReadAll(o.Contents)
	if err != nil {
		t.Fatal(err)
	}
	return b, true
}

// flip turns one bit in the middle of an object.
func (s *s3) flip(t *testing.T, key string) {
	t.Helper()
	b, ok := s.object(t, key)
	if !ok {
		t.Fatalf("there is no %s", key)
	}
	b[len(b)/2] ^= 1
	if _, err := s.backend.DeleteObject(bucket, key); err != nil { // with its checksum, which would tell
		t.Fatal(err)
	}
	if _, err := s.backend.PutObject(bucket, key, map[string]string{}, bytes.NewReader(b), int64(len(b)), nil); err != nil {
		t.Fatal(err)
	}
}

func TestReleasesOnS3(t *testing.T) {
	s := startS3(t)
	one, two := build(t, "x"), build(t, "y")
	published := mustPublish(t, one, s.url("a/b"), "v1")
	if published.Location != "s3://datasets/a/b/v1" {
		t.Errorf("location %s", published.Location)
	}
	fetched, out := mustFetch(t, s.url("a/b"), "")
	same(t, one, out)
	if fetched != published {
		t.Errorf("fetched %+v, published %+v", fetched, published)
	}
	// The place of a release is one too.
	if r, _ := mustFetch(t, s.url("a/b/v1"), ""); r.Version != "v1" {
		t.Errorf("version %s", r.Version)
	}
	if again := mustPublish(t, one, s.url("a/b"), "v1"); !again.Existed {
		t.Error("the same bytes were published anew")
	}
	_, err := Publish(t.Context(), two, s.url("a/b"), "v1", quick)
	if !errors.Is(err, ErrImmutable) {
		t.Errorf("error %v, want %v", err, ErrImmutable)
	}
	mustPublish(t, two, s.url("a/b"), "v2")
	if r, _ := mustFetch(t, s.url("a/b"), Latest); r.Version != "v2" {
		t.Errorf("latest is %s", r.Version)
	}
	_, out = mustFetch(t, s.url("a/b"), "v1")
	same(t, one, out)
	if _, ok := s.object(t, "a/b/v1/"+unfinishedName); ok {
		t.Error("a finished release is marked as unfinished")
	}
}

// A half upload is never taken for a release: the hashes are there when all
// else is, and the pointer after them.
func TestTheHashesComeLast(t *testing.T) {
	s := startS3(t)
	mustPublish(t, build(t, "x"), s.url("p"), "v1")
	n := len(s.writes)
	if n < 10 || s.writes[0] != "p/v1/"+unfinishedName || s.writes[n-2] != "p/v1/"+SumsName || s.writes[n-1] != "p/"+LatestName {
		t.Errorf("written in the order %v", s.writes)
	}
	if slices.ContainsFunc(s.writes[1:n-2], func(key string) bool { return path.Base(key) == SumsName }) {
		t.Errorf("written twice: %v", s.writes)
	}
}

// Whatever the wire does, what arrives is what was sent.
func TestFaultsOfTheWireAreSurvived(t *testing.T) {
	dir := build(t, strings.Repeat("Talks began. ", 50))
	for name, f := range map[string]fault{
		"503": unavailable, "503 slow down": slowDown, "cut before": cutBefore, "cut in the request": cutRequest,
		"cut in the answer": cutAnswer, "answer lost": lostAnswer, "slow": slow,
	} {
		t.Run(name, func(t *testing.T) {
			s := startS3(t)
			s.spoil = func(n int, _ *http.Request) fault {
				if n <= 2 {
					return f
				}
				return none
			}
			published := mustPublish(t, dir, s.url("p"), "v1")
			fetched, out := mustFetch(t, s.url("p"), "")
			same(t, dir, out)
			if fetched.SHA256 != published.SHA256 {
				t.Errorf("fetched %+v, published %+v", fetched, published)
			}
			if s.spoilt < 20 {
				t.Errorf("only %d requests were spoilt", s.spoilt)
			}
		})
	}
	t.Run("all in turn", func(t *testing.T) {
		s := startS3(t)
		s.spoil = func(n int, r *http.Request) fault {
			if n <= 3 {
				return fault((n + len(r.URL.Path)) % int(hang))
			}
			return none
		}
		mustPublish(t, dir, s.url("p"), "v1")
		_, out := mustFetch(t, s.url("p"), "")
		same(t, dir, out)
	})
}

// A file that goes up in parts comes down whole.
func TestALargeFileGoesInParts(t *testing.T) {
	random := make([]byte, 17<<20) // over the 16 MiB from which on the library makes parts
	rand.NewChaCha8([32]byte{}).Read(random)
	dir := build(t, base64.StdEncoding.EncodeToString(random))
	s := startS3(t)
	parts := 0
	s.spoil = func(n int, r *http.Request) fault {
		if r.URL.Query().Has("partNumber") {
			parts++
		}
		if n == 1 {
			return cutAnswer
		}
		return none
	}
	mustPublish(t, dir, s.url("p"), "v1")
	if parts < 2 {
		t.Errorf("%d parts", parts)
	}
	_, out := mustFetch(t, s.url("p"), "")
	same(t, dir, out)
}

// onDemand is a clock on which time runs out when the test says so.
type onDemand struct {
	instant
	mu     sync.Mutex
	timers map[*onDemandTimer]func()
}

type onDemandTimer struct{ c *onDemand }

func (c *onDemand) AfterFunc(_ time.Duration, f func()) Timer {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &onDemandTimer{c}
	c.timers[t] = f
	return t
}

func (t *onDemandTimer) Reset(time.Duration) bool { return true }

func (t *onDemandTimer) Stop() bool {
	t.c.mu.Lock()
	defer t.c.mu.Unlock()
	delete(t.c.timers, t)
	return true
}

func (c *onDemand) runOut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.timers {
		f()
	}
}

func TestRequestsWithoutAnAnswerAreGivenUp(t *testing.T) {
	s := startS3(t)
	dir := build(t, "x")
	clock := &onDemand{timers: make(map[*onDemandTimer]func())}
	s.stall = clock.runOut
	s.spoil = func(n int, _ *http.Request) fault {
		if n == 1 {
			return hang
		}
		return none
	}
	o := Options{Parallel: 1, Clock: clock}
	if _, err := Publish(t.Context(), dir, s.url("p"), "v1", o); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	if _, err := Fetch(t.Context(), s.url("p"), "", out, o); err != nil {
		t.Fatal(err)
	}
	same(t, dir, out)
}

func TestAnUploadThatFailsLeavesNoRelease(t *testing.T) {
	s := startS3(t)
	dir := build(t, "x")
	s.spoil = func(_ int, r *http.Request) fault {
		if r.Method == http.MethodPut && path.Base(r.URL.Path) == "tokens.parquet" {
			return cutRequest
		}
		return none
	}
	_, err := Publish(t.Context(), dir, s.url("p"), "v1", quick)
	wantError(t, err, "s3://datasets/p/v1/tokens.parquet: given up after 8 tries")
	for _, key := range []string{"p/v1/" + SumsName, "p/" + LatestName} {
		if _, ok := s.object(t, key); ok {
			t.Errorf("%s is there", key)
		}
	}
	_, err = Fetch(t.Context(), s.url("p"), "v1", filepath.Join(t.TempDir(), "out"), quick)
	wantError(t, err, "v1 is unfinished")

	s.spoil = nil
	mustPublish(t, dir, s.url("p"), "v1")
	_, out := mustFetch(t, s.url("p"), "")
	same(t, dir, out)
}

func TestAFlippedBitOnS3IsRefused(t *testing.T) {
	dir := build(t, "x")
	files, _, err := dataset(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		t.Run(f.Name, func(t *testing.T) {
			s := startS3(t)
			mustPublish(t, dir, s.url("p"), "v1")
			s.flip(t, "p/v1/"+f.Name)
			_, err := Fetch(t.Context(), s.url("p"), "", filepath.Join(t.TempDir(), "out"), quick)
			wantError(t, err, "s3://datasets/p/v1/"+f.Name+" is damaged")
			_, _, err = Open(t.Context(), s.url("p"), "", quick)
			wantError(t, err, f.Name+" is damaged")
		})
	}
	s := startS3(t)
	mustPublish(t, dir, s.url("p"), "v1")
	s.flip(t, "p/v1/"+SumsName)
	_, err = Fetch(t.Context(), s.url("p"), "", filepath.Join(t.TempDir(), "out"), quick)
	wantError(t, err, "v1/SHA256SUMS", "altered")
}

// A bit that turns on its way down is not taken for the release's.
func TestABitThatTurnsOnTheWireIsRefused(t *testing.T) {
	s := startS3(t)
	dir := build(t, "x")
	mustPublish(t, dir, s.url("p"), "v1")
	s.spoil = func(_ int, r *http.Request) fault {
		if path.Base(r.URL.Path) == "claims.parquet" {
			return garbled
		}
		return none
	}
	_, err := Fetch(t.Context(), s.url("p"), "", filepath.Join(t.TempDir(), "out"), quick)
	wantError(t, err, "v1/claims.parquet")
}

func TestWithoutPermissionNothingIsTriedTwice(t *testing.T) {
	s := startS3(t)
	s.spoil = func(int, *http.Request) fault { return denied403 }
	_, err := Publish(t.Context(), build(t, "x"), s.url("p"), "v1", quick)
	wantError(t, err, "the storage denies access", "AWS_ACCESS_KEY_ID")
	if s.n != 1 {
		t.Errorf("%d requests", s.n)
	}
	s.spoil = nil
	_, err = Publish(t.Context(), build(t, "x"), strings.Replace(s.url("p"), bucket, "nowhere", 1), "v1", quick)
	wantError(t, err, "s3://nowhere/p: see whether the bucket exists")
}

func TestOfConcurrentPublishersOnS3OneSucceeds(t *testing.T) {
	s := startS3(t)
	dirs := []string{build(t, "a"), build(t, "b"), build(t, "c")}
	won := make([]bool, len(dirs))
	var wg sync.WaitGroup
	for i, dir := range dirs {
		wg.Go(func() {
			_, err := Publish(t.Context(), dir, s.url("p"), "v1", quick)
			won[i] = err == nil
		})
	}
	wg.Wait()
	winner := slices.Index(won, true)
	if winner < 0 || slices.Contains(won[winner+1:], true) {
		t.Fatalf("won: %v", won)
	}
	_, out := mustFetch(t, s.url("p"), "v1")
	same(t, dirs[winner], out)
}
