package main

import (
	"fmt"

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
	reader, err := files.Open()
	return reader, index.Close, err
}
