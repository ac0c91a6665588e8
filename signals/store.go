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
	name    string // for messages
}

// Connect names a store without asking for it, so that it can be down. A name that begins
// with postgres:// is that of a PostgreSQL database, any other the path of a file, as File
// reads it; where none is, an empty one is made. No error holds a password.
func Connect(dsn string) (*Store, error) {
	db, d, err := connect(dsn)
	if err != nil {
		return nil, err
	}
	return &Store{db, d, Hidden(dsn)}, nil
}

// Open connects to a store and prepares it.
func Open(ctx context.Context, dsn string) (*Store, error) {
	s, err := Connect(dsn)
	if err != nil {
		return nil, err
	}
	if err := s.Prepare(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Prepare brings the tables of a store to the version of this program; nothing can be
// asked of it before. The error is ErrNewer where an older program must not touch the
// store, and ErrDamaged where its file is none; no error holds a password.
func (s *Store) Prepare(ctx context.Context) error {
	var err error
	if s.dialect.file != "" {
		err = ownFile(s.dialect.file) // it may have been moved away
	}
	if err == nil {
		err = s.migrate(ctx)
	}
	if err != nil {
		return told("open the signals in "+s.name, err)
	}
	return nil
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
		return 0, told("store signals", err)
	}
	return added, nil
}

// Each calls yield for every signal, in the order of days and then of all else, so
// that the same store gives the same order.
func (s *Store) Each(ctx context.Context, yield func(Signal) error) error {
	rows, err := s.db.QueryContext(ctx, `SELECT `+columns+`, id FROM signals ORDER BY `+columns+`, id`)
	if err != nil {
		return told("read the signals", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var g Signal
		if err := rows.Scan(&g.Day, &g.Kind, &g.Lang, &g.Query, &g.Page, &g.From, &g.Answer, &g.Reason, &g.Reader, &g.ID); err != nil {
			return told("read the signals", err)
		}
		if err := yield(g); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return told("read the signals", err)
	}
	return nil
}

// MaxStored is how many signals a store keeps: half a gigabyte or so, which strangers
// who send what they like cannot go beyond.
const MaxStored = 2_000_000

// Prune forgets the signals of days before a time and then, of more than most, the oldest,
// a twentieth of most more than needed so that it is not always at it. It returns how many
// were old and how many were beyond.
func (s *Store) Prune(ctx context.Context, before time.Time, most int64) (old, beyond int64, err error) {
	if old, err = s.remove(ctx, `day < ?`, before.UTC().Format(time.DateOnly)); err != nil {
		return 0, 0, told("prune the signals", err)
	}
	n, err := s.Count(ctx)
	if err == nil && n > most {
		beyond, err = s.remove(ctx, s.dialect.row+` IN (SELECT `+s.dialect.row+` FROM signals ORDER BY day, id LIMIT ?)`, n-most+most/20)
	}
	if err == nil && old+beyond > 0 {
		err = s.erase(ctx)
	}
	if err != nil {
		return old, beyond, told("prune the signals", err)
	}
	return old, beyond, nil
}

func (s *Store) remove(ctx context.Context, which string, arg any) (int64, error) {
	res, err := s.db.ExecContext(ctx, s.sql(`DELETE FROM signals WHERE `+which), arg)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// erase takes what was removed off the disk, what older programs left there too. A
// database of PostgreSQL does so by itself, in its own time.
func (s *Store) erase(ctx context.Context) error {
	if s.dialect.file == "" {
		return nil
	}
	if _, err := s.db.ExecContext(ctx, `VACUUM`); err != nil {
		return err
	}
	var busy, pages, moved int
	if err := s.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return fmt.Errorf("another program reads %s; what is forgotten stays in its -wal file until it ends", s.name)
	}
	return nil
}

// Count is how many signals there are.
func (s *Store) Count(ctx context.Context) (n int64, err error) {
	if err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM signals`).Scan(&n); err != nil {
		return 0, told("count the signals", err)
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

// Restored is what became of a file of signals.
type Restored struct {
	// New signals were stored; the store had not stored them before.
	New int
	// Bad says of lines what they are instead of signals, "line 3: …", at most maxTold
	// of them; BadLines counts all.
	Bad      []error
	BadLines int
}

// maxTold is how many lines are told that are no signals.
const maxTold = 20

// Restore stores what Export wrote, or a function on a static host, but for lines that are
// no signals, which strangers can send there. The same file again adds nothing, and a longer
// one what is new in it. What readers typed is masked before it is stored, as mask does it. A store that
// holds signals is left alone with ErrNotEmpty unless merge is set. If anything else
// fails, nothing is stored.
func (s *Store) Restore(ctx context.Context, r io.Reader, merge bool, mask func(string) string) (Restored, error) {
	var out Restored
	if n, err := s.Count(ctx); err != nil {
		return out, err
	} else if n > 0 && !merge {
		return out, ErrNotEmpty
	}
	var list []Signal
	equal := map[Signal]int{}
	lines := bufio.NewReaderSize(r, maxLine)
	for n := 1; ; n++ {
		line, err := lines.ReadSlice('\n')
		long := errors.Is(err, bufio.ErrBufferFull)
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = lines.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return Restored{}, fmt.Errorf("read signals: %w", err)
		}
		end := err != nil
		g, bad := Signal{}, error(nil)
		switch line = bytes.TrimSpace(line); {
		case long:
			bad = fmt.Errorf("%w: too long", errSignal)
		case len(line) > 0:
			g, bad = read(line, mask)
		}
		switch {
		case bad != nil:
			if out.BadLines++; len(out.Bad) < maxTold {
				out.Bad = append(out.Bad, fmt.Errorf("line %d: %w", n, bad))
			}
		case len(line) > 0:
			if g.ID == "" {
				equal[g]++
				g.ID = fileID(g, equal[g])
			}
			list = append(list, g)
		}
		if end {
			break
		}
	}
	var err error
	out.New, err = s.Add(ctx, list)
	return out, err
}

// read reads a signal of a file. Its id and its print are kept in their shapes only: what
// else stands there may tell who somebody is.
func read(line []byte, mask func(string) string) (Signal, error) {
	var g Signal
	if err := json.Unmarshal(line, &g); err != nil {
		return g, fmt.Errorf("%w: %w", errSignal, err)
	}
	if err := g.Check(); err != nil {
		return g, err
	}
	if !plainPrint.MatchString(g.ID) {
		g.ID = ""
	}
	if !plainPrint.MatchString(g.Reader) {
		g.Reader = ""
	}
	return g.Masked(mask), nil
}

// fileID is an id for the nth of equal signals of a file that tells no ids. It is of the
// form that exports have, so that it outlives new parts of a Signal.
func fileID(g Signal, nth int) string {
	line, _ := json.Marshal(g) // strings cannot fail
	print := sha256.Sum256(fmt.Appendf(line, " %d", nth))
	return "file-" + hex.EncodeToString(print[:12])
}
