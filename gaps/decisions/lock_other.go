//go:build !unix

package decisions

// lock does nothing where the system has no locks on folders: of two programs that
// decide in the same instant, one may win over the other.
func lock(string) (unlock func(), err error) { return func() {}, nil }
