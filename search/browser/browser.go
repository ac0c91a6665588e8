// Package browser carries the runtime that searches in a page: an ES module
// without dependencies and without an interface of its own. Package search adds to
// it what is to be fetched, and so makes the script that a page imports.
//
//	import { index } from "/search/HASH/index.js";
//	const { hits, corrected } = await index.search("text", { limit: 10, signal });
//
// It also tells total, the number of articles that were found; collections, which
// are [{ id, title, count }] of them, where id is what the option collection takes to
// narrow a search; and unknown, the words that no article holds.
// index.suggest(text) returns words like those of a query that found nothing, and
// index.find(query, texts) where texts hold the words of a query.
//
// A hit is { url, article, title, section, collection, excerpt, marks, score }:
// addresses from the site's root, and marks as [start, end) in UTF-16 units of
// the excerpt. A file that cannot be fetched is tried once more, and then the
// search is rejected: it never answers with a part of the truth.
//
// The files that it reads are specified in package search (shards.go), and the
// analyzer there (analyze.go) is the model of the one here; both are held equal
// by search/testdata/tokens.json.
package browser

import (
	"bytes"
	_ "embed"
)

// runtime.min.js is runtime.js with short names and without comments: every reader
// who searches loads it. dev/tools/minify.sh makes it, and a test of package search
// holds it to its source.
//
//go:embed runtime.min.js
var source []byte

// Source returns the module's source, which declares the class Index.
func Source() []byte { return bytes.TrimSpace(source[:bytes.LastIndex(source, []byte("\n// "))]) }
