package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
)

// source is the model as it was published: named float32 tensors and the pieces
// of the tokenizer with their scores.
type source struct {
	tensors map[string]tensor
	pieces  []piece
}

type tensor struct {
	shape  []int
	values []float32
}

type piece struct {
	text  string
	score float64
}

func readSource(files map[string][]byte) (source, error) {
	var model struct {
		WeightsManifest []struct {
			Paths   []string
			Weights []struct {
				Name  string
				Shape []int
				Dtype string
			}
		}
	}
	if err := json.Unmarshal(files["model.json"], &model); err != nil {
		return source{}, fmt.Errorf("model.json: %w", err)
	}
	src := source{tensors: map[string]tensor{}}
	for _, group := range model.WeightsManifest {
		var data []byte
		for _, path := range group.Paths {
			data = append(data, files[path]...)
		}
		for _, w := range group.Weights {
			n := 1
			for _, d := range w.Shape {
				n *= d
			}
			if len(data) < 4*n {
				return source{}, fmt.Errorf("the shards end within %s", w.Name)
			}
			if w.Dtype == "float32" {
				src.tensors[w.Name] = tensor{w.Shape, floats(data[:4*n])}
			}
			data = data[4*n:]
		}
		if len(data) > 0 {
			return source{}, fmt.Errorf("%d bytes follow the last tensor", len(data))
		}
	}
	var vocabulary [][2]any
	if err := json.Unmarshal(files["vocab.json"], &vocabulary); err != nil {
		return source{}, fmt.Errorf("vocab.json: %w", err)
	}
	for i, entry := range vocabulary {
		text, isText := entry[0].(string)
		score, isNumber := entry[1].(float64)
		// Pieces with a colon were published without a score, and the published
		// tokenizer adds such a one as 0.
		if !isText || (!isNumber && entry[1] != nil) {
			return source{}, fmt.Errorf("vocab.json: entry %d is no piece with a score", i)
		}
		src.pieces = append(src.pieces, piece{text, score})
	}
	return src, nil
}

func floats(data []byte) []float32 {
	values := make([]float32, len(data)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return values
}
