package builder

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// swap exchanges two folders, so that one of them is at each name at any moment.
// Old kernels and some network disks cannot.
func swap(one, other string) error {
	return unix.Renameat2(unix.AT_FDCWD, one, unix.AT_FDCWD, other, unix.RENAME_EXCHANGE)
}

// syncAll flushes the whole file system that a folder is on: one call, where flushing
// 10,000 files one by one takes longer than making them.
func syncAll(dir string) error {
	return withFolder(dir, func(f *os.File) error { return os.NewSyscallError("syncfs", unix.Syncfs(int(f.Fd()))) })
}

func syncFolder(dir string) error { return withFolder(dir, (*os.File).Sync) }

// withFolder flushes a folder, if its file system knows how.
func withFolder(dir string, flush func(*os.File) error) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = flush(f)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, f.Close())
}
