package builder

import (
	"errors"
	"os"
)

// A disk is what Write changes on one, as package os does it; tests let each of
// its operations fail in turn.
type disk interface {
	MkdirAll(name string, perm os.FileMode) error
	WriteFile(name string, data []byte, perm os.FileMode) error
	Link(from, to string) error
	Rename(from, to string) error
	RemoveAll(name string) error
	// Swap exchanges two folders at once, where the system can.
	Swap(one, other string) error
	// Sync returns when a file, or the names in a folder, would be there after a power
	// cut, and SyncAll when all that is in a folder would. Where a file system cannot
	// tell, they do nothing.
	Sync(name string) error
	SyncAll(dir string) error
}

// A writer puts sites on a disk.
type writer struct{ disk disk }

// systemDisk is the disk of this machine.
type systemDisk struct{}

func (systemDisk) MkdirAll(name string, perm os.FileMode) error { return os.MkdirAll(name, perm) }

func (systemDisk) WriteFile(name string, data []byte, perm os.FileMode) error {
	return os.WriteFile(name, data, perm)
}

func (systemDisk) Link(from, to string) error   { return os.Link(from, to) }
func (systemDisk) Rename(from, to string) error { return os.Rename(from, to) }
func (systemDisk) RemoveAll(name string) error  { return os.RemoveAll(name) }
func (systemDisk) Swap(one, other string) error { return swap(one, other) }
func (systemDisk) SyncAll(dir string) error     { return syncAll(dir) }

func (systemDisk) Sync(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return syncFolder(name)
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// replace gives a file other content, whole or not at all.
func (w writer) replace(name string, data []byte) error {
	fresh := name + ".new"
	if err := w.disk.WriteFile(fresh, data, 0o644); err != nil {
		return err
	}
	if err := w.disk.Sync(fresh); err != nil {
		return err
	}
	return w.disk.Rename(fresh, name)
}
