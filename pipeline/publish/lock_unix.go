//go:build unix

package publish

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// folderLock holds a folder for this process, whatever the folder is renamed to.
type folderLock struct{ *os.File }

// lock fails with ErrBusy where another process holds the folder.
func lock(dir string) (folderLock, error) {
	f, err := os.Open(dir)
	if err != nil {
		return folderLock{}, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = ErrBusy
		}
		return folderLock{}, err
	}
	return folderLock{f}, nil
}

// isStill reports whether the folder still goes by the name dir.
func (l folderLock) isStill(dir string) bool {
	held, err := l.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(dir)
	return err == nil && os.SameFile(held, named)
}
