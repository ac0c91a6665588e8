package signals

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite" // and the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// A dialect is what differs between the two databases.
type dialect struct {
	// numbered says that parameters are $1, $2 … instead of ?.
	numbered bool
	// lock keeps other servers out while the tables change, "" where there is
	// but one writer anyway.
	lock string
	// row names a row that has no other name.
	row string
	// file is the path of the database, "" where it is no file.
	file string
}

// sql writes the parameters of a statement as the database wants them.
func (s *Store) sql(statement string) string {
	if !s.dialect.numbered {
		return statement
	}
	var b strings.Builder
	n := 0
	for _, c := range statement {
		if c != '?' {
			b.WriteRune(c)
			continue
		}
		n++
		b.WriteString("$" + strconv.Itoa(n))
	}
	return b.String()
}

// IsPostgres tells the names of PostgreSQL databases from paths of files.
func IsPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// scheme is what a data source name begins with; one letter is a drive.
var scheme = regexp.MustCompile(`^([a-zA-Z][a-zA-Z0-9+.-]+):(?://)?`)

// File is the path of the SQLite file that a data source name means, "" for a database
// of PostgreSQL. Another scheme is an error, which names no more of it: what looks like
// the address of a database may hold a password.
func File(dsn string) (string, error) {
	m := scheme.FindStringSubmatch(dsn)
	switch {
	case IsPostgres(dsn):
		return "", nil
	case m == nil && dsn != "":
		return dsn, nil
	case m != nil && m[1] == "sqlite" && dsn != m[0]:
		return strings.TrimPrefix(dsn, m[0]), nil
	case m != nil && m[1] != "sqlite":
		return "", fmt.Errorf("%s: is no kind of store; write the path of a file, or postgres://…", m[1])
	}
	return "", errors.New("the path of the file is missing")
}

// Hidden is a data source name without its password, for messages.
func Hidden(dsn string) string {
	if !IsPostgres(dsn) {
		return dsn
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return "postgres://…"
	}
	return "postgres://" + u.Host + u.Path
}

// connect reads the name of a database, and makes the file where it is one. It asks the
// database for nothing yet.
func connect(dsn string) (*sql.DB, dialect, error) {
	if IsPostgres(dsn) {
		cfg, err := pgx.ParseConfig(dsn)
		if err != nil { // which may hold the password
			return nil, dialect{}, fmt.Errorf("open the signals in %s: the address is not one of PostgreSQL, or a file that it names cannot be read", Hidden(dsn))
		}
		db := stdlib.OpenDB(*cfg)
		db.SetMaxOpenConns(4)
		return db, dialect{numbered: true, lock: `SELECT pg_advisory_xact_lock(5390134)`, row: "ctid"}, nil
	}
	file, err := File(dsn)
	if err == nil {
		err = ownFile(file)
	}
	if err != nil {
		return nil, dialect{}, fmt.Errorf("open the signals: %w", err)
	}
	// What is forgotten is overwritten, so that nobody reads it in the file.
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(file)}).EscapedPath(), RawQuery: url.Values{
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(NORMAL)", "secure_delete(1)"}, "_txlock": {"immediate"},
	}.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, dialect{}, fmt.Errorf("open the signals: %w", err)
	}
	db.SetMaxOpenConns(1)
	return db, dialect{row: "rowid", file: file}, nil
}

// ownFile makes a file where none is, for its owner only, before SQLite makes it for all.
func ownFile(name string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// ErrDamaged says that the file of a store is none, or none any more. It is left as it is.
var ErrDamaged = errors.New("the file is damaged, or no store of signals: move it away, with what ends in -wal and -shm beside it, and restore a backup")

// told says what could not be done, and of a damaged file what to do.
func told(doing string, err error) error {
	var said *sqlite.Error
	if errors.As(err, &said) && (said.Code()&0xff == sqlite3.SQLITE_NOTADB || said.Code()&0xff == sqlite3.SQLITE_CORRUPT) {
		err = fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
