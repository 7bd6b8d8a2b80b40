//go:build !unix

package publish

import "os"

// folderLock holds nothing: the system cannot lock folders, and an open one
// could not be renamed. Two builds of one dataset at once are up to the user.
type folderLock struct{}

func lock(dir string) (folderLock, error) {
	_, err := os.Stat(dir)
	return folderLock{}, err
}

func (folderLock) isStill(string) bool { return true }

func (folderLock) Close() error { return nil }
