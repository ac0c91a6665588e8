package signals

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// A Store keeps signals. It is safe for concurrent use, by several programs too.
type Store struct {
	db      *sql.DB
	dialect dialect
}

// Open opens the store of a name, makes it where there is none, and brings its
// tables to the version of this program. A name that begins with postgres:// is
// that of a PostgreSQL database, any other the path of a file, as File reads it. The error is
// ErrNewer where an older program must not touch the store. No error holds a
// password.
func Open(ctx context.Context, dsn string) (*Store, error) {
	db, d, err := connect(dsn)
	if err != nil {
		return nil, err
	}
	s := &Store{db, d}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open the signals in %s: %w", Hidden(dsn), err), db.Close())
	}
	return s, nil
}

// Close ends the connections of a store.
func (s *Store) Close() error { return s.db.Close() }

// inside does something whole or not at all.
func (s *Store) inside(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		if undo := tx.Rollback(); !errors.Is(undo, sql.ErrTxDone) {
			err = errors.Join(err, undo)
		}
		return err
	}
	return tx.Commit()
}

const columns = `day, kind, lang, query, page, "from", answer, reason, reader`

// Add stores signals, all or none, and returns how many of them it had not stored
// before, as their ids tell. Each has to have passed Check.
func (s *Store) Add(ctx context.Context, list []Signal) (added int, err error) {
	if len(list) == 0 {
		return 0, nil
	}
	err = s.inside(ctx, func(tx *sql.Tx) error {
		insert, err := tx.PrepareContext(ctx, s.sql(`INSERT INTO signals (`+columns+`, id) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING`))
		if err != nil {
			return err
		}
		for _, g := range list {
			res, err := insert.ExecContext(ctx, g.Day, string(g.Kind), g.Lang, g.Query, g.Page, g.From, g.Answer, g.Reason, g.Reader, g.ID)
			if err != nil {
				return errors.Join(err, insert.Close())
			}
			n, err := res.RowsAffected()
			if err != nil {
				return errors.Join(err, insert.Close())
			}
			added += int(n)
		}
		return insert.Close()
	})
	if err != nil {
		return 0, fmt.Errorf("store signals: %w", err)
	}
	return added, nil
}

// Each calls yield for every signal, in the order of days and then of all else, so
// that the same store gives the same order.
func (s *Store) Each(ctx context.Context, yield func(Signal) error) error {
	rows, err := s.db.QueryContext(ctx, `SELECT `+columns+`, id FROM signals ORDER BY `+columns+`, id`)
	if err != nil {
		return fmt.Errorf("read the signals: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var g Signal
		if err := rows.Scan(&g.Day, &g.Kind, &g.Lang, &g.Query, &g.Page, &g.From, &g.Answer, &g.Reason, &g.Reader, &g.ID); err != nil {
			return fmt.Errorf("read the signals: %w", err)
		}
		if err := yield(g); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the signals: %w", err)
	}
	return nil
}

// Prune forgets the signals of days before a time, and returns how many.
func (s *Store) Prune(ctx context.Context, before time.Time) (int64, error) {
	res, err := s.db.ExecContext(ctx, s.sql(`DELETE FROM signals WHERE day < ?`), before.UTC().Format(time.DateOnly))
	if err != nil {
		return 0, fmt.Errorf("prune the signals: %w", err)
	}
	return res.RowsAffected()
}

// Count is how many signals there are.
func (s *Store) Count(ctx context.Context) (n int64, err error) {
	if err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM signals`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count the signals: %w", err)
	}
	return n, nil
}

// Export writes all signals as JSON, one a line. The result is a backup that
// Restore reads, into a database of the other kind too.
func (s *Store) Export(ctx context.Context, w io.Writer) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := s.Each(ctx, func(g Signal) error { return e.Encode(g) }); err != nil {
		return err
	}
	return b.Flush()
}

// ErrNotEmpty says that Restore would mix two stores.
var ErrNotEmpty = errors.New("the store holds signals already")

// maxLine is how long a line of an export can be.
const maxLine = 64 << 10

// Restore stores what Export wrote, all or nothing, and returns how many signals
// it had not stored before: the same file again adds none, and a longer one what is new
// in it. A store that holds signals is left alone with ErrNotEmpty unless merge is set;
// an error in a line names it.
func (s *Store) Restore(ctx context.Context, r io.Reader, merge bool) (int, error) {
	if n, err := s.Count(ctx); err != nil {
		return 0, err
	} else if n > 0 && !merge {
		return 0, ErrNotEmpty
	}
	var list []Signal
	equal := map[Signal]int{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var g Signal
		err := json.Unmarshal(lines.Bytes(), &g)
		if err == nil {
			err = g.Check()
		}
		if err != nil {
			return 0, fmt.Errorf("line %d: %w", n, err)
		}
		if g.ID == "" {
			equal[g]++
			g.ID = fileID(g, equal[g])
		}
		list = append(list, g)
	}
	if err := lines.Err(); err != nil {
		return 0, fmt.Errorf("read signals: %w", err)
	}
	return s.Add(ctx, list)
}

// fileID is an id for the nth of equal signals of a file that tells no ids.
func fileID(g Signal, nth int) string {
	print := sha256.Sum256(fmt.Appendf(nil, "%+v %d", g, nth))
	return "file-" + hex.EncodeToString(print[:12])
}
