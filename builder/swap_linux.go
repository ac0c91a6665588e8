package builder

import "golang.org/x/sys/unix"

// swap exchanges two folders, so that one of them is at each name at any moment.
// Old kernels and some network disks cannot.
func swap(one, other string) error {
	return unix.Renameat2(unix.AT_FDCWD, one, unix.AT_FDCWD, other, unix.RENAME_EXCHANGE)
}
