package builder

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Folder returns a folder as Config.Site takes it. Nothing outside of it can be read,
// whatever links it holds and whoever replaces them meanwhile: each path is opened
// within an os.Root.
func Folder(dir string) fs.FS { return &folderFS{dir: dir} }

// folderFS keeps the folder open, until another is put in its place.
type folderFS struct {
	dir string

	mu   sync.Mutex
	root *os.Root
	is   fs.FileInfo // what root was opened from
}

// open returns the folder that is there now.
func (f *folderFS) open() (*os.Root, error) {
	now, err := os.Stat(f.dir)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.root != nil && os.SameFile(now, f.is) {
		return f.root, nil
	}
	root, err := os.OpenRoot(f.dir)
	if err != nil {
		return nil, err
	}
	f.root, f.is = root, now // the one before may be in use; it is closed when nobody has it
	return root, nil
}

// in calls do with the folder and the path as the system writes it.
func (f *folderFS) in(op, name string, do func(root *os.Root, name string) error) error {
	if !fs.ValidPath(name) {
		return &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	root, err := f.open()
	if err != nil {
		return err
	}
	return do(root, filepath.FromSlash(name))
}

func (f *folderFS) Open(name string) (file fs.File, err error) {
	err = f.in("open", name, func(root *os.Root, name string) error {
		opened, err := root.Open(name)
		if err == nil {
			file = opened
		}
		return err
	})
	return file, err
}

func (f *folderFS) ReadFile(name string) (data []byte, err error) {
	err = f.in("open", name, func(root *os.Root, name string) error {
		data, err = root.ReadFile(name)
		return err
	})
	return data, err
}

func (f *folderFS) Stat(name string) (info fs.FileInfo, err error) {
	err = f.in("stat", name, func(root *os.Root, name string) error {
		info, err = root.Stat(name)
		return err
	})
	return info, err
}

func (f *folderFS) Lstat(name string) (info fs.FileInfo, err error) {
	err = f.in("lstat", name, func(root *os.Root, name string) error {
		info, err = root.Lstat(name)
		return err
	})
	return info, err
}

func (f *folderFS) ReadLink(name string) (target string, err error) {
	err = f.in("readlink", name, func(root *os.Root, name string) error {
		target, err = root.Readlink(name)
		return err
	})
	return target, err
}
