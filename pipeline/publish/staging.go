package publish

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Staging is a dataset in the making, in a hidden folder beside the one that it
// will replace. [Staging.Commit] puts it in place, [Staging.Discard] drops it.
//
// A process killed at any moment leaves the old dataset or the new one in
// place, and at most a staging folder beside it, which the next Staging for the
// same target clears away. Where the system cannot exchange two folders in one
// step (neither Linux nor macOS, or a file system that refuses), a kill between
// two renames can leave the old dataset beside its place; the next Staging puts
// it back.
type Staging struct {
	target  string
	dir     string
	retired string      // where the old dataset waits between two renames
	held    []io.Closer // locks, kept by folder and not by name

	exchange func(a, b string) error
	step     func(string) // told each step of Commit; tests kill the process there
}

// ErrBusy says that another process is building the same dataset.
var ErrBusy = errors.New("another build is writing this dataset")

// NewStaging makes an empty staging folder for the dataset at target, which need
// not exist. It refuses to work towards replacing a folder that holds files but
// is no dataset.
func NewStaging(target string) (*Staging, error) {
	target, err := resolve(target)
	if err != nil {
		return nil, err
	}
	parent, base := filepath.Split(target)
	s := &Staging{
		target:   target,
		dir:      filepath.Join(parent, "."+base+".building"),
		retired:  filepath.Join(parent, "."+base+".replaced"),
		exchange: exchange,
		step:     func(string) {},
	}
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, err
	}
	if err := s.acquire(); err != nil {
		return nil, err
	}
	err = s.recover()
	if err == nil {
		err = replaceable(s.target)
	}
	if err != nil {
		s.Discard()
		return nil, err
	}
	return s, nil
}

// resolve follows a link, so that what it points to is replaced and not the link.
func resolve(target string) (string, error) {
	abs, err := filepath.Abs(target)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(abs)
	if errors.Is(err, fs.ErrNotExist) {
		return abs, nil
	}
	return real, err
}

// replaceable refuses a target whose loss would surprise its owner.
func replaceable(target string) error {
	entries, err := os.ReadDir(target)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := ReadManifest(target); err != nil {
		return fmt.Errorf("%s holds files but is no dataset (%w): give --out another folder, or empty this one", target, err)
	}
	return nil
}

// acquire makes the staging folder its own, left over or new.
func (s *Staging) acquire() error {
	for range 10 {
		if err := os.Mkdir(s.dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		l, err := lock(s.dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue // its last owner has just put it in place
		}
		if err != nil {
			return err
		}
		if l.isStill(s.dir) {
			s.held = append(s.held, l)
			return nil
		}
		l.Close()
	}
	return ErrBusy
}

// recover clears what a killed run left.
func (s *Staging) recover() error {
	if _, err := os.Lstat(s.retired); err == nil {
		if _, err := os.Lstat(s.target); errors.Is(err, fs.ErrNotExist) {
			if err := os.Rename(s.retired, s.target); err != nil {
				return err
			}
		} else if err := s.clear(s.retired); err != nil {
			return err
		} else if err := os.Remove(s.retired); err != nil {
			return err
		}
	}
	return s.clear(s.dir)
}

// clear empties a folder that held a dataset, or a part of one. What the user
// laid beside the tables is no part of it and moves to the target.
func (s *Staging) clear(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if m, err := ReadManifest(dir); err == nil {
		ours := m.names()
		for _, e := range entries {
			if ours[e.Name()] {
				continue
			}
			to := filepath.Join(s.target, e.Name())
			if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
				if err := os.Rename(filepath.Join(dir, e.Name()), to); err != nil {
					return err
				}
			}
		}
	}
	// The manifest goes last: without it the rest could not be told from the user's files.
	for _, e := range entries {
		if e.Name() != ManifestName {
			if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	err = os.Remove(filepath.Join(dir, ManifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Create makes a file in the staging folder. Closing it waits until the disk
// has it.
func (s *Staging) Create(name string) (io.WriteCloser, error) {
	f, err := os.OpenFile(filepath.Join(s.dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	return syncedFile{f}, err
}

type syncedFile struct{ *os.File }

func (f syncedFile) Close() error { return errors.Join(f.Sync(), f.File.Close()) }

// Verify checks the dataset in the making as the function of that name does.
func (s *Staging) Verify() ([]Fault, error) { return Verify(s.dir) }

// Commit puts the dataset in place of the old one and removes that.
func (s *Staging) Commit() error {
	defer s.release()
	if err := syncFolder(s.dir); err != nil {
		return err
	}
	s.step("synced")
	if err := s.swap(); err != nil {
		return err
	}
	s.step("swapped")
	if err := syncFolder(filepath.Dir(s.target)); err != nil {
		return err
	}
	if _, err := os.Lstat(s.dir); errors.Is(err, fs.ErrNotExist) {
		return nil // there was no old dataset
	}
	if err := s.clear(s.dir); err != nil {
		return err
	}
	s.step("cleared")
	return os.Remove(s.dir)
}

// swap leaves the new dataset at the target and the old one, if any, in the
// staging folder.
func (s *Staging) swap() error {
	old, err := lock(s.target)
	if errors.Is(err, fs.ErrNotExist) {
		return os.Rename(s.dir, s.target)
	}
	if err != nil {
		return err
	}
	// After the exchange the old folder goes by the staging folder's name:
	// holding it keeps the next run out until it is gone.
	s.held = append(s.held, old)
	if s.exchange(s.dir, s.target) == nil {
		return nil
	}
	if err := os.Rename(s.target, s.retired); err != nil {
		return err
	}
	s.step("retired")
	if err := os.Rename(s.dir, s.target); err != nil {
		return errors.Join(err, os.Rename(s.retired, s.target))
	}
	return os.Rename(s.retired, s.dir)
}

// Discard removes the staging folder and leaves the target as it is.
func (s *Staging) Discard() error {
	defer s.release()
	return os.RemoveAll(s.dir)
}

func (s *Staging) release() {
	for _, l := range s.held {
		l.Close()
	}
	s.held = nil
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
