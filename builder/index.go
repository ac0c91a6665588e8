package builder

import "context"

// An Index finds the published articles.
type Index interface {
	// Save writes the index into a folder of its own.
	Save(dir string) error
	Close() error
}

// An indexed site answers the questions that pages ask of search.
type indexed struct {
	index   Index
	runtime string // address of the script in the site
	entry   string // address of the browser's index in the site
	files   []File
}

// index makes the index of the published pages, and its browser's form.
func index(context.Context, *site) (*indexed, error) { return &indexed{}, nil }

func (x *indexed) related(string, int) []string { return nil }

func (x *indexed) close() error {
	if x.index == nil {
		return nil
	}
	return x.index.Close()
}
