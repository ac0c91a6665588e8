package builder

import "os"

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
