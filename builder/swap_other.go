//go:build !linux

package builder

import "errors"

func swap(_, _ string) error { return errors.ErrUnsupported }
