//go:build !unix

package signals

import "testing"

// postgres skips: the tests start PostgreSQL on a socket, as another user.
func postgres(*testing.T) func(t *testing.T) string {
	return func(t *testing.T) string {
		t.Skip("PostgreSQL is started on Unix only")
		return ""
	}
}
