package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"sync/atomic"

	"demarche/pipeline/publish"

	"golang.org/x/sync/errgroup"
)

// Fetch brings a release back: it takes the place of the dataset at out, in one
// step, once every byte is there and checked. An empty version stands for
// [Latest], or for the release itself where from is the place of one.
func Fetch(ctx context.Context, from, version, out string, o Options) (Release, error) {
	s, err := open(ctx, from, false, o)
	if err != nil {
		return Release{}, err
	}
	defer s.bucket.Close()
	found, err := s.find(ctx, version)
	if err != nil {
		return Release{}, s.explain(err)
	}
	staging, err := publish.NewStaging(out)
	if err != nil {
		return Release{}, err
	}
	dir, err := s.fetch(ctx, &found, staging)
	if err == nil {
		err = verify(dir)
	}
	if err != nil {
		staging.Discard()
		return Release{}, s.explain(err)
	}
	return found.Release, staging.Commit()
}

// Open brings a release into a temporary folder and checks its hashes, not the
// rows. The caller calls remove when done with the folder.
func Open(ctx context.Context, from, version string, o Options) (dir string, remove func() error, err error) {
	s, err := open(ctx, from, false, o)
	if err != nil {
		return "", nil, err
	}
	defer s.bucket.Close()
	found, err := s.find(ctx, version)
	if err != nil {
		return "", nil, s.explain(err)
	}
	tmp, err := os.MkdirTemp("", "demarche-")
	if err != nil {
		return "", nil, err
	}
	if dir, err = s.fetch(ctx, &found, folder(tmp)); err != nil {
		return "", nil, errors.Join(s.explain(err), os.RemoveAll(tmp))
	}
	return dir, func() error { return os.RemoveAll(tmp) }, nil
}

type folder string

func (dir folder) Create(name string) (io.WriteCloser, error) {
	return os.Create(filepath.Join(string(dir), name))
}

// found is a release that is to be fetched.
type found struct {
	Release
	root  string // before its names: empty, or the version and a slash
	sums  []byte // its SHA256SUMS
	files publish.Sums
}

// find looks a release up.
func (s *store) find(ctx context.Context, version string) (f found, err error) {
	want := pointer{Version: version}
	if version == "" || version == Latest {
		if want, err = s.latest(ctx); err != nil {
			return f, err
		}
		if want.Version == "" && version == Latest {
			return f, fmt.Errorf("there is no %s: give --version, or publish a release there", s.place(LatestName))
		}
	}
	f.Version = path.Base(filepath.ToSlash(s.name)) // without latest.json, the place may be that of a release
	if want.Version != "" {
		if err := checkVersion(want.Version); err != nil {
			return f, err
		}
		f.Version, f.root = want.Version, want.Version+"/"
	}
	f.Location = s.place(f.root)
	f.sums, err = s.read(ctx, f.root+SumsName)
	if missing(err) {
		return f, s.noRelease(ctx, f)
	}
	if err != nil {
		return f, err
	}
	sum := sha256.Sum256(f.sums)
	f.SHA256 = hex.EncodeToString(sum[:])
	if want.SHA256 != "" && want.SHA256 != f.SHA256 {
		return f, fmt.Errorf("%s has the SHA-256 %s, %s says %s: one of them was altered, ask the publisher",
			s.place(f.root+SumsName), f.SHA256, LatestName, want.SHA256)
	}
	if f.files, err = publish.ParseSums(f.sums); err != nil {
		return f, fmt.Errorf("%s: %w", f.Location, err)
	}
	f.Files = len(f.files)
	return f, nil
}

// latest reads latest.json; where there is none, it returns an empty pointer.
func (s *store) latest(ctx context.Context) (p pointer, err error) {
	b, err := s.read(ctx, LatestName)
	if missing(err) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(b, &p); err != nil || p.Version == "" {
		return p, fmt.Errorf("%s names no version (%v): give --version", s.place(LatestName), err)
	}
	return p, nil
}

// noRelease says why a place without SHA256SUMS is no release.
func (s *store) noRelease(ctx context.Context, f found) error {
	if _, err := s.read(ctx, f.root+unfinishedName); err == nil {
		return fmt.Errorf("%s is unfinished: its publisher still runs, or must publish it again", f.Location)
	}
	return fmt.Errorf("%s is no release, as it holds no %s: see whether the place and the version are right", f.Location, SumsName)
}

// fetch downloads the files of a release and returns the folder they are in.
func (s *store) fetch(ctx context.Context, f *found, into publish.Files) (dir string, err error) {
	var total atomic.Int64
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(s.opts.Parallel)
	for _, file := range f.files {
		g.Go(func() error {
			w, err := into.Create(file.Name)
			if err != nil {
				return err
			}
			defer w.Close()
			h := sha256.New()
			n, err := s.download(gctx, f.root+file.Name, io.MultiWriter(w, h))
			if missing(err) {
				return fmt.Errorf("%s is missing: the release is damaged, ask its publisher", s.place(f.root+file.Name))
			}
			if err != nil {
				return err
			}
			if got := hex.EncodeToString(h.Sum(nil)); got != file.SHA256 {
				return fmt.Errorf("%s is damaged: its SHA-256 is %s, %s says %s: fetch again, and if that does not help, ask its publisher",
					s.place(f.root+file.Name), got, SumsName, file.SHA256)
			}
			total.Add(n)
			return w.Close()
		})
	}
	if err := g.Wait(); err != nil {
		return "", err
	}
	f.Bytes = total.Load()
	w, err := into.Create(SumsName)
	if err != nil {
		return "", err
	}
	_, err = w.Write(f.sums)
	if err := errors.Join(err, w.Close()); err != nil {
		return "", err
	}
	named, ok := w.(interface{ Name() string }) // as files on disk have one
	if !ok {
		return "", fmt.Errorf("%T is not a file on disk", w)
	}
	return filepath.Dir(named.Name()), nil
}
