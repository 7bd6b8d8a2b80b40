// Package release publishes datasets as immutable, versioned releases, and
// brings them back.
//
// Input: a dataset folder and a destination: a folder, or a URL of S3, Google
// Cloud Storage or Azure. Output there:
//
//	VERSION/…            the files of the dataset
//	VERSION/SHA256SUMS   their hashes, written last: what has none is no release
//	latest.json          the version that was published last
//
// While a release is on its way, VERSION/SHA256SUMS.unfinished holds the hashes
// that it will have. It is written first, only where there is none, so that two
// publishers of different bytes cannot mix them under one version, and so that
// a publish that was killed is known as such and can be finished.
package release

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"

	"demarche/pipeline/publish"

	"golang.org/x/sync/errgroup"
)

// The files of a destination that are not files of a dataset.
const (
	SumsName       = publish.SumsName
	unfinishedName = publish.SumsName + ".unfinished"
	LatestName     = "latest.json"
)

// Latest asks for the version that was published last.
const Latest = "latest"

// Options says how to transfer. The zero value is what the program uses.
type Options struct {
	Parallel int          // files on their way at once; 0 for 4
	Attempts int          // tries of one transfer without progress; 0 for 8
	Log      *slog.Logger // told of tries that failed; nil for none
	Clock    Clock        // nil for the real one

	// Restart takes over an unfinished release of other bytes. Only the caller
	// can know that its publisher is no longer running.
	Restart bool
}

// Release is a release as it lies at its destination.
type Release struct {
	Version  string
	Location string // for people: the destination without its parameters
	SHA256   string // of its SHA256SUMS, and so of all its bytes
	Files    int    // without SHA256SUMS
	Bytes    int64
	Existed  bool // nothing had to be published
}

// pointer is the content of latest.json.
type pointer struct {
	Version string `json:"version"`
	SHA256  string `json:"sha256sums"` // of the release's SHA256SUMS
}

// ErrImmutable says that a version is already taken by other bytes.
var ErrImmutable = errors.New("a published version never changes")

// Publish verifies the dataset in dir and makes it a release at dest. An empty
// version stands for one that follows from the bytes. To publish the same bytes
// again changes nothing; a publish that was cut off is finished.
func Publish(ctx context.Context, dir, dest, version string, o Options) (Release, error) {
	files, size, err := dataset(dir)
	if err != nil {
		return Release{}, err
	}
	if version == "" {
		m, err := publish.ReadManifest(dir)
		if err != nil {
			return Release{}, err
		}
		version = m.Version + "-" + files.Digest()[:12]
	}
	if err := checkVersion(version); err != nil {
		return Release{}, err
	}
	s, err := open(ctx, dest, true, o)
	if err != nil {
		return Release{}, err
	}
	defer s.bucket.Close()
	r := Release{Version: version, Location: s.place(version), SHA256: files.Digest(), Files: len(files), Bytes: size}
	r.Existed, err = s.publish(ctx, dir, version, files)
	return r, s.explain(err)
}

// checkVersion wants names that are the same on every storage and in every URL.
func checkVersion(version string) error {
	if version == Latest || version == LatestName || !publish.PlainName.MatchString(version) {
		return fmt.Errorf("%q cannot be a version: want letters, digits and ._+- after a letter or digit, and not %q", version, Latest)
	}
	return nil
}

// publish reports whether the release was there, whole, before.
func (s *store) publish(ctx context.Context, dir, version string, files publish.Sums) (existed bool, err error) {
	existed, err = s.holds(ctx, version, files)
	if err != nil {
		return false, err
	}
	if existed {
		finished, err := s.finished(ctx, version)
		if err != nil || finished {
			return true, err
		}
	} else if err := s.complete(ctx, dir, version, files); err != nil {
		return false, err
	}
	b, err := json.MarshalIndent(pointer{version, files.Digest()}, "", "  ")
	if err != nil {
		return false, err
	}
	if err := s.write(ctx, LatestName, append(b, '\n')); err != nil {
		return false, err
	}
	return existed, s.remove(ctx, version+"/"+unfinishedName)
}

// holds reports whether the release is complete; one of other bytes is an error.
func (s *store) holds(ctx context.Context, version string, files publish.Sums) (bool, error) {
	held, err := s.read(ctx, version+"/"+SumsName)
	if missing(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if !bytes.Equal(held, files.Format()) {
		return false, fmt.Errorf("%s holds other bytes than these, and %w: give another --version", s.place(version), ErrImmutable)
	}
	return true, nil
}

// finished reports whether nothing is left to do for a complete release. A
// publisher that was killed after SHA256SUMS has left its mark, and perhaps no
// latest.json. Where all is done, latest.json stays: to publish an old release
// again does not make it the latest.
func (s *store) finished(ctx context.Context, version string) (bool, error) {
	_, err := s.read(ctx, version+"/"+unfinishedName)
	if !missing(err) {
		return false, err
	}
	_, err = s.read(ctx, LatestName)
	if missing(err) {
		return false, nil
	}
	return err == nil, err
}

// complete uploads what is not there yet, and SHA256SUMS when all of it is.
func (s *store) complete(ctx context.Context, dir, version string, files publish.Sums) error {
	if err := s.refuseForeign(ctx, version, files); err != nil {
		return err
	}
	resumed, err := s.claim(ctx, version, files)
	if err != nil {
		return err
	}
	// Another publisher may have finished, and dropped its claim, since we looked.
	if done, err := s.holds(ctx, version, files); err != nil || done {
		return errors.Join(err, s.remove(ctx, version+"/"+unfinishedName))
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(s.opts.Parallel)
	for _, f := range files {
		g.Go(func() error { return s.ensure(gctx, filepath.Join(dir, f.Name), version+"/"+f.Name, f.SHA256, resumed) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if err := s.stillOurs(ctx, version, files); err != nil {
		return err
	}
	if _, _, err := s.create(ctx, version+"/"+SumsName, files.Format()); err != nil {
		return err
	}
	done, err := s.holds(ctx, version, files)
	if err == nil && !done {
		err = fmt.Errorf("%s/%s was written and is not there: publish again", s.place(version), SumsName)
	}
	return err
}

// claim reserves the version for these bytes and reports whether they were on
// their way before.
func (s *store) claim(ctx context.Context, version string, files publish.Sums) (resumed bool, err error) {
	key := version + "/" + unfinishedName
	created, held, err := s.create(ctx, key, files.Format())
	if missing(err) {
		return true, nil // dropped since by another publisher, who is done
	}
	if err != nil || bytes.Equal(held, files.Format()) {
		return !created, err
	}
	if s.opts.Restart {
		return true, s.write(ctx, key, files.Format())
	}
	return false, fmt.Errorf("%s is an unfinished release of other bytes: give another --version, or, where its publisher no longer runs, --restart",
		s.place(version))
}

// stillOurs refuses to complete a release that another publisher took over.
func (s *store) stillOurs(ctx context.Context, version string, files publish.Sums) error {
	held, err := s.read(ctx, version+"/"+unfinishedName)
	if err != nil && !missing(err) {
		return err
	}
	if err == nil && bytes.Equal(held, files.Format()) {
		return nil
	}
	// A publisher of the same bytes that was faster has dropped the claim.
	if done, err := s.holds(ctx, version, files); err != nil || done {
		return err
	}
	return fmt.Errorf("another publisher has taken over %s: nothing was completed", s.place(version))
}

// refuseForeign refuses to write among files that no publisher left there. The
// order matters: publishers claim before they upload, and drop the claim after
// SHA256SUMS, so that the files of one cannot pass for foreign.
func (s *store) refuseForeign(ctx context.Context, version string, files publish.Sums) error {
	name, err := s.other(ctx, version+"/", version+"/"+unfinishedName)
	if err != nil || name == "" {
		return err
	}
	if _, err := s.read(ctx, version+"/"+unfinishedName); !missing(err) {
		return err
	}
	if done, err := s.holds(ctx, version, files); err != nil || done {
		return err
	}
	return fmt.Errorf("%s holds %s, which is of no release: give another --version or destination", s.place(version), name)
}
