// Package accounts knows who may take part in the review of a served site: their
// names, roles and passwords, the sessions of those who have signed in, and how often
// somebody has tried in vain. It speaks no HTTP.
//
// # The file of users
//
//	users:
//	  - name: ann
//	    role: lead
//	    password: "$argon2id$v=19$m=65536,t=3,p=4$…$…"
//
// It is written by signpost users, for its owner only. A password is kept as a hash
// whose parameters stand in it, so that they can be raised later.
package accounts

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"signpost/internal/diag"
	"signpost/internal/whole"
	"signpost/internal/yamldoc"
)

// A Role says what somebody may do.
type Role string

// The roles.
const (
	// Lead reads the report and decides.
	Lead Role = "lead"
	// Reader reads the report.
	Reader Role = "reader"
)

// Valid reports whether there is such a role.
func (r Role) Valid() bool { return r == Lead || r == Reader }

// A User is somebody who signs in by a password.
type User struct {
	Name string
	Role Role
	// Password is a hash as Hash gives it.
	Password string
}

var userName = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{0,63}$`)

// CheckName reports what is wrong with the name of a user.
func CheckName(name string) error {
	if !userName.MatchString(name) {
		return fmt.Errorf("user %q: a name has at most 64 small letters, digits, dots, dashes and @", name)
	}
	return nil
}

// Read reads the users of a file; a file that is not there has none.
func Read(file string) ([]User, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the users: %w", err)
	}
	var doc struct {
		Users []struct {
			Name     string `yaml:"name"`
			Role     string `yaml:"role"`
			Password string `yaml:"password"`
		} `yaml:"users"`
	}
	for _, d := range yamldoc.Decode(data, &doc, file, 1) {
		if d.Severity == diag.Error {
			return nil, fmt.Errorf("read the users: %s", d)
		}
	}
	var users []User
	for _, u := range doc.Users {
		user := User{u.Name, Role(u.Role), u.Password}
		if err := CheckName(user.Name); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if !user.Role.Valid() {
			return nil, fmt.Errorf("%s: user %s: the role is lead or reader", file, user.Name)
		}
		if _, err := parseHash(user.Password); err != nil {
			return nil, fmt.Errorf("%s: user %s: %w; set it with signpost users passwd", file, user.Name, err)
		}
		if slices.ContainsFunc(users, func(other User) bool { return other.Name == user.Name }) {
			return nil, fmt.Errorf("%s: user %s stands twice", file, user.Name)
		}
		users = append(users, user)
	}
	return users, nil
}

// Write writes a file of users for its owner, whole or not at all.
func Write(file string, users []User) error {
	users = slices.Clone(users)
	slices.SortFunc(users, func(a, b User) int { return strings.Compare(a.Name, b.Name) })
	var b strings.Builder
	b.WriteString("# Who may review, written by signpost users. Keep it out of what is published and committed.\nusers:\n")
	if len(users) == 0 {
		b.WriteString("  []\n")
	}
	for _, u := range users {
		fmt.Fprintf(&b, "  - name: %q\n    role: %s\n    password: %q\n", u.Name, u.Role, u.Password)
	}
	if err := whole.Bytes(file, 0o600, []byte(b.String())); err != nil {
		return fmt.Errorf("write the users: %w", err)
	}
	return nil
}

// A Book is a file of users that is read again when it changes. It is safe for
// concurrent use.
type Book struct {
	file string

	mu    sync.Mutex
	size  int64
	time  time.Time
	users []User
	err   error
}

// Open reads a file of users, which has to be there.
func Open(file string) (*Book, error) {
	if _, err := os.Stat(file); err != nil {
		return nil, fmt.Errorf("read the users: %w; signpost users add makes it", err)
	}
	b := &Book{file: file}
	_, _, err := b.Find("")
	return b, err
}

// Find gives the user of a name. Of a file that cannot be read any more nobody is a
// user.
func (b *Book) Find(name string) (User, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	about, err := os.Stat(b.file)
	if err != nil {
		return User{}, false, fmt.Errorf("read the users: %w", err)
	}
	if about.Size() != b.size || !about.ModTime().Equal(b.time) {
		b.users, b.err = Read(b.file)
		b.size, b.time = about.Size(), about.ModTime()
	}
	if b.err != nil {
		return User{}, false, b.err
	}
	at := slices.IndexFunc(b.users, func(u User) bool { return u.Name == name })
	if at < 0 {
		return User{}, false, nil
	}
	return b.users[at], true, nil
}
