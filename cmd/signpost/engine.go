package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"time"

	"signpost/builder"
	"signpost/search"
)

// browserEngine searches the files that pages load, made in memory.
func browserEngine(docs *builder.Searchable) (searcher, func() error, error) {
	index, err := search.New(docs.Documents, docs.Options)
	if err != nil {
		return nil, nil, fmt.Errorf("index the articles: %w", err)
	}
	files, err := index.Browser()
	if err != nil {
		return nil, nil, err
	}
	folder := memoryFS{}
	for _, f := range files.Files {
		folder[f.Path] = f.Data
	}
	reader, err := search.OpenBrowser(folder, files.Entry)
	return reader, index.Close, err
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

var _ io.Reader = memoryFile{}
