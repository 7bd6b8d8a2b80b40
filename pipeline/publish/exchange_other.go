//go:build !linux && !darwin

package publish

import "errors"

// exchange would swap two folders in one step, which this system cannot.
func exchange(_, _ string) error { return errors.ErrUnsupported }
