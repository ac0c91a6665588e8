package builder

import (
	"context"
	"fmt"
	"path"
	"sync"
	"time"

	"signpost/builder/article"
	"signpost/internal/diag"
)

// A History is what version control knows of the files of a site folder.
type History struct {
	// Updated tells when each file was committed last, by its path.
	Updated map[string]time.Time
	// Renamed tells the new path of files that were renamed, by the old one.
	Renamed map[string]string
}

// now follows the renames of a file.
func (h *History) now(file string) string {
	for range len(h.Renamed) {
		next, ok := h.Renamed[file]
		if !ok {
			break
		}
		file = next
	}
	return file
}

// day is when a file was updated, or when it was under an older name.
func (h *History) day(file string) time.Time {
	if t, ok := h.Updated[file]; ok {
		return t.Truncate(24 * time.Hour)
	}
	for old := range h.Renamed {
		if t, ok := h.Updated[old]; ok && h.now(old) == file {
			return t.Truncate(24 * time.Hour)
		}
	}
	return time.Time{}
}

// once asks for the history when it is first needed. Where there is none, it is
// empty.
func (cfg Config) once(ctx context.Context) func() (*History, error) {
	return sync.OnceValues(func() (*History, error) {
		if cfg.History == nil {
			return &History{}, nil
		}
		h, err := cfg.History(ctx)
		if err != nil {
			return &History{}, fmt.Errorf("read the history: %w", err)
		}
		return h, nil
	})
}

// dated gives articles that do not say when they were updated the day that
// version control tells. Those without are returned as they are.
func (s *sources) dated(arts []*article.Article) ([]*article.Article, error) {
	if s.settings.UpdatedFrom != "git" {
		return arts, nil
	}
	h, err := s.history()
	if err != nil {
		return arts, err
	}
	out := make([]*article.Article, len(arts))
	for i, a := range arts {
		if out[i] = a; a != nil && a.Updated.IsZero() {
			copied := *a
			copied.Updated = h.day(path.Join(s.root, s.articles[i].rel))
			out[i] = &copied
		}
	}
	return out, nil
}

func (s *sources) noHistory(err error) diag.Diagnostic {
	return diag.Diagnostic{
		File: shown(s.name, settingsFile), Line: s.lines["updated_from"], Severity: diag.Warning, Code: "no-history",
		What: oneLine(err.Error()), Fix: "keep the site in a git repository, or remove updated_from",
	}
}
