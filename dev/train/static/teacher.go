package main

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// teacherSize is the length of the teacher's vectors, narrowSize that of what is kept
// of them for a word.
const (
	teacherSize = 512
	narrowSize  = 100
)

// A teacher is what a sentence encoder said of words and texts.
type teacher struct {
	words []string
	of    [][]float32
	texts map[string][]float32
}

// readTeacher reads the folder that teacher.mjs filled.
func readTeacher(dir string) (*teacher, error) {
	words, of, err := readSaid(dir, "words")
	if err != nil {
		return nil, err
	}
	texts, vectors, err := readSaid(dir, "texts")
	if err != nil {
		return nil, err
	}
	t := &teacher{words: words, of: of, texts: map[string][]float32{}}
	for i, text := range texts {
		t.texts[text] = vectors[i]
	}
	return t, nil
}

// readSaid reads name.txt, a text a line, and name.f32, as many vectors.
func readSaid(dir, name string) ([]string, [][]float32, error) {
	text, err := os.ReadFile(filepath.Join(dir, name+".txt"))
	if err != nil {
		return nil, nil, err
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	data, err := os.ReadFile(filepath.Join(dir, name+".f32"))
	if err != nil {
		return nil, nil, err
	}
	if len(data) != 4*teacherSize*len(lines) {
		return nil, nil, fmt.Errorf("%s.f32: %d bytes for %d lines", filepath.Join(dir, name), len(data), len(lines))
	}
	out := make([][]float32, len(lines))
	for i := range out {
		out[i] = make([]float32, teacherSize)
		for j := range out[i] {
			out[i][j] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*(i*teacherSize+j):]))
		}
	}
	return lines, out, nil
}

// widen puts what the teacher says of each word behind its vector: its part in the
// narrowSize directions in which words differ most, at length 1.
func (t *teacher) widen(vocabulary []sourceWord) error {
	said := make(map[string]int, len(t.words))
	for i, w := range t.words {
		said[w] = i
	}
	vectors := make([][]float32, len(vocabulary))
	for i, w := range vocabulary {
		k, ok := said[w.word]
		if !ok {
			return fmt.Errorf("the teacher did not read the word %q", w.word)
		}
		vectors[i] = t.of[k]
	}
	vectors = centred(vectors)
	main := principal(vectors, narrowSize)
	parallel(len(vectors), func(i int) {
		part := make([]float32, narrowSize)
		for j, direction := range main {
			part[j] = dot(vectors[i], direction)
		}
		vocabulary[i].vector = append(append([]float32{}, vocabulary[i].vector...), unit(part)...)
	})
	return nil
}

// principal finds the k directions in which vectors differ most by subspace iteration
// from a fixed start.
func principal(vectors [][]float32, k int) [][]float32 {
	size := len(vectors[0])
	covariance := make([][]float32, size)
	parallel(size, func(i int) {
		row := make([]float32, size)
		for _, v := range vectors {
			add(row, v, v[i])
		}
		covariance[i] = row
	})
	rng := rand.New(rand.NewPCG(3, 5))
	basis := make([][]float32, k)
	for i := range basis {
		basis[i] = make([]float32, size)
		for j := range basis[i] {
			basis[i][j] = float32(rng.NormFloat64())
		}
	}
	for range 40 {
		next := make([][]float32, k)
		parallel(k, func(i int) {
			next[i] = make([]float32, size)
			for j := range next[i] {
				next[i][j] = dot(covariance[j], basis[i])
			}
		})
		for i, v := range next {
			for _, w := range next[:i] {
				add(v, w, -dot(v, w))
			}
			next[i] = unit(v)
		}
		basis = next
	}
	return basis
}

// centred takes the mean off each vector and gives it length 1.
func centred(vectors [][]float32) [][]float32 {
	if len(vectors) == 0 {
		return nil
	}
	mean := make([]float32, len(vectors[0]))
	for _, v := range vectors {
		add(mean, v, 1/float32(len(vectors)))
	}
	out := make([][]float32, len(vectors))
	for i, v := range vectors {
		u := append([]float32{}, v...)
		add(u, mean, -1)
		out[i] = unit(u)
	}
	return out
}
