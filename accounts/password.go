package accounts

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// The lengths of a password: the least in characters, the most in bytes.
const (
	MinPassword = 12
	MaxPassword = 256
)

// The cost of a hash, the second choice of RFC 9106: memory in KiB, passes, lanes.
const (
	memory = 64 << 10
	passes = 3
	lanes  = 4
)

type hash struct {
	memory, passes uint32
	lanes          uint8
	salt, sum      []byte
}

var errHash = errors.New("that is no hash of argon2id")

// parseHash reads a hash in the form of the password hashing competition. Its costs
// are bounded, since a server pays them.
func parseHash(text string) (hash, error) {
	var h hash
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, errHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.lanes); err != nil {
		return h, errHash
	}
	var err1, err2 error
	h.salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
	h.sum, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(h.salt) < 8 || len(h.sum) < 16 || len(h.sum) > 64 ||
		h.memory < 8<<10 || h.memory > 1<<20 || h.passes < 1 || h.passes > 20 || h.lanes < 1 || h.lanes > 16 {
		return h, errHash
	}
	return h, nil
}

func (h hash) of(password string) []byte {
	return argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.lanes, uint32(len(h.sum)))
}

// Hash makes the hash of a password that is kept, or says why it is no good one.
func Hash(password string) (string, error) {
	switch {
	case utf8.RuneCountInString(password) < MinPassword:
		return "", fmt.Errorf("a password has at least %d characters", MinPassword)
	case len(password) > MaxPassword:
		return "", fmt.Errorf("a password has at most %d bytes", MaxPassword)
	}
	h := hash{memory, passes, lanes, make([]byte, 16), make([]byte, 32)}
	_, _ = rand.Read(h.salt) // never fails
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes, enc(h.salt), enc(h.of(password))), nil
}

// Matches reports whether a password is the one of a hash. Under a hash that cannot
// be read, "" for somebody who is not known included, it takes as long and is false.
func Matches(kept, password string) bool {
	h, err := parseHash(kept)
	if err != nil {
		h = hash{memory, passes, lanes, make([]byte, 16), make([]byte, 32)}
	}
	if len(password) > MaxPassword {
		password = password[:MaxPassword]
		err = errHash
	}
	same := subtle.ConstantTimeCompare(h.of(password), h.sum) == 1
	return same && err == nil
}
