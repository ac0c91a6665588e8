// Package whole writes files whole or not at all: who reads one meanwhile, or after a
// kill, finds the last one or the new one.
package whole

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// Write gives the file of a name what write writes, with the permissions perm as far as
// the process's mask lets it. It is written and flushed to the disk beside its place, as
// a hidden file that ends in .new, and then put there; a link that stood at the name is
// replaced, not followed. On an error the file is what it was, and nothing stays beside it.
func Write(name string, perm fs.FileMode, write func(io.Writer) error) error {
	f, err := beside(name, perm)
	if err != nil {
		return err
	}
	err = errors.Join(write(f), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// beside makes a file that nobody else has; os.CreateTemp would not ask the process's
// mask.
func beside(name string, perm fs.FileMode) (*os.File, error) {
	for tries := 0; ; tries++ {
		fresh := filepath.Join(filepath.Dir(name), fmt.Sprintf(".signpost-%08x.new", rand.Uint32()))
		f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
		if !errors.Is(err, fs.ErrExist) || tries == 100 {
			return f, err
		}
	}
}

// Bytes gives the file of a name the content data, as Write does.
func Bytes(name string, perm fs.FileMode, data []byte) error {
	return Write(name, perm, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}
