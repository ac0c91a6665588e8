//go:build !linux

package builder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

func swap(_, _ string) error { return errors.ErrUnsupported }

// syncFolder does nothing: not all systems can flush the names in a folder.
func syncFolder(_ string) error { return nil }

// syncAll flushes each file.
func syncAll(dir string) error {
	return filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}
