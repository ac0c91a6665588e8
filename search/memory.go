package search

import (
	"bytes"
	"io/fs"
	"time"
)

// Open reads the index from memory, as a page does from its host.
func (b *Browser) Open() (*BrowserReader, error) {
	folder := memoryFS{}
	for _, f := range b.Files {
		folder[f.Path] = f.Data
	}
	return OpenBrowser(folder, b.Entry)
}

// memoryFS is a folder of files in memory, to be read by their paths.
type memoryFS map[string][]byte

// Open opens a file; folders cannot be opened.
func (m memoryFS) Open(name string) (fs.File, error) {
	data, ok := m[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return memoryFile{bytes.NewReader(data), name}, nil
}

type memoryFile struct {
	*bytes.Reader
	name string
}

func (f memoryFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f memoryFile) Close() error               { return nil }
func (f memoryFile) Name() string               { return f.name }
func (f memoryFile) Mode() fs.FileMode          { return 0o444 }
func (f memoryFile) ModTime() time.Time         { return time.Time{} }
func (f memoryFile) IsDir() bool                { return false }
func (f memoryFile) Sys() any                   { return nil }
