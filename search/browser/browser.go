// Package browser carries the runtime that searches in a page: an ES module
// without dependencies and without an interface of its own.
//
//	import { open } from "/search/search.HASH.js";
//	const index = await open(new URL("/search/index.HASH.json", location.href));
//	const { hits, corrected } = await index.search("text", { limit: 10, signal });
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

import _ "embed"

//go:embed runtime.js
var source []byte

// Source returns the module's source.
func Source() []byte { return source }
