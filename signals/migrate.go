package signals

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// migrations are the history of the tables, in SQL that both databases know. The
// version of a store is how many of them it has seen; a line that was released is
// never changed again.
var migrations = []string{
	`CREATE TABLE signals (
		day TEXT NOT NULL, kind TEXT NOT NULL, lang TEXT NOT NULL, query TEXT NOT NULL, page TEXT NOT NULL,
		"from" TEXT NOT NULL, answer TEXT NOT NULL, reason TEXT NOT NULL, reader TEXT NOT NULL)`,
	`CREATE INDEX signals_kind_day ON signals (kind, day)`,
	`CREATE INDEX signals_day ON signals (day)`,
	`ALTER TABLE signals ADD COLUMN id TEXT NOT NULL DEFAULT ''`,
	`CREATE UNIQUE INDEX signals_id ON signals (id) WHERE id <> ''`,
}

// ErrNewer says that a store was made by a newer version of Signpost.
var ErrNewer = errors.New("the store was made by a newer version of Signpost")

// migrate brings a store to the version of this program. Several servers may
// start at once: one of them migrates, and the others wait for it.
func (s *Store) migrate(ctx context.Context) error {
	return s.inside(ctx, func(tx *sql.Tx) error {
		if s.dialect.lock != "" {
			if _, err := tx.ExecContext(ctx, s.dialect.lock); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS signals_version (version INTEGER NOT NULL)`); err != nil {
			return err
		}
		var version int
		err := tx.QueryRowContext(ctx, `SELECT version FROM signals_version`).Scan(&version)
		if errors.Is(err, sql.ErrNoRows) {
			_, err = tx.ExecContext(ctx, `INSERT INTO signals_version VALUES (0)`)
		}
		switch {
		case err != nil:
			return err
		case version > len(migrations):
			return fmt.Errorf("%w: version %d, this one knows %d", ErrNewer, version, len(migrations))
		case version == len(migrations):
			return nil
		}
		for _, step := range migrations[version:] {
			if _, err := tx.ExecContext(ctx, step); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, s.sql(`UPDATE signals_version SET version = ?`), len(migrations))
		return err
	})
}
