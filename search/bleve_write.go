package search

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"signpost/internal/parallel"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// The Bleve index holds a document for each section, with terms and counts as
// the model has them, so that Bleve has nothing to analyse.
// On disk, the section itself is stored as JSON in the field doc. What Bleve cannot
// tell stands beside it: fingerprint, field lengths and words in signpost.json, and
// which terms stand next to each other in pairs (pairs.go); sum tells whether all of it is
// as it was written.

// ErrDamaged says that an index on disk cannot be used; the articles are the
// truth, so make it anew.
var ErrDamaged = errors.New("the index is damaged or of another version")

const (
	storedField = "doc"
	metaFile    = "signpost.json"
	pairsFile   = "pairs"
	sumFile     = "sum"
)

// meta is what stands beside the Bleve index.
type meta struct {
	Version     int             `json:"version"`
	Fingerprint string          `json:"fingerprint"`
	Lang        string          `json:"lang"`
	Sections    int             `json:"sections"`
	Totals      [fieldCount]int `json:"totals"`
	// Articles numbers the article of each section.
	Articles []int32 `json:"articles"`
	// Collections are the titles of collections, In numbers that of each article.
	Collections []string `json:"collections"`
	In          []int32  `json:"in"`
	// Boosts are those of sections that have one.
	Boosts map[int]float64 `json:"boosts,omitempty"`
	Words  map[string]int  `json:"words"`
	// Stems are the terms of words that differ from them.
	Stems map[string]string `json:"stems,omitempty"`
	// Keep are the words that are never corrected.
	Keep map[string]bool `json:"keep,omitempty"`
}

func (m *model) meta(fingerprint string) meta {
	mt := meta{
		Version: formatVersion, Fingerprint: fingerprint, Lang: m.lang, Sections: len(m.docs),
		Totals: m.totals, Articles: m.article, Collections: m.collections, In: m.in, Boosts: map[int]float64{}, Words: m.words, Stems: m.stems, Keep: m.keep,
	}
	for i, d := range m.docs {
		if boostOf(d) != 1 {
			mt.Boosts[i] = d.Boost
		}
	}
	return mt
}

// sectionID makes Bleve's order of ids that of the sections.
func sectionID(i int) string { return fmt.Sprintf("%08d", i) }

// document is what Bleve indexes of a section, and stores for an index on disk.
func (m *model) document(i int, stored bool, pace *parallel.Pace) (*document.Document, error) {
	d := document.NewDocument(sectionID(i))
	for f := range fieldNames {
		if m.lengths[i][f] > 0 {
			d.AddField(&termsField{model: m, pace: pace, section: i, field: f})
		}
	}
	if !stored {
		return d, nil
	}
	section, err := json.Marshal(m.docs[i])
	if err != nil {
		return nil, fmt.Errorf("section %s: %w", m.docs[i].URL(), err)
	}
	return d.AddField(document.NewTextFieldCustom(storedField, nil, section, index.StoreField, nil)), nil
}

// A termsField is a field of a section whose terms the model has counted, so
// that Bleve has no text to analyse.
type termsField struct {
	model   *model
	pace    *parallel.Pace // nil if Bleve need not rest
	section int
	field   int
}

func (f *termsField) Name() string { return fieldNames[f.field] }

func (f *termsField) Value() []byte { return nil }

func (f *termsField) ArrayPositions() []uint64 { return nil }

func (f *termsField) EncodedFieldType() byte { return 't' }

func (f *termsField) Analyze() {}

func (f *termsField) Options() index.FieldIndexingOptions { return index.IndexField }

func (f *termsField) AnalyzedLength() int { return int(f.model.lengths[f.section][f.field]) }

func (f *termsField) NumPlainTextBytes() uint64 { return 0 }

func (f *termsField) Size() int { return 3 * 8 }

// AnalyzedTokenFrequencies is asked for twice, and made anew each time, since
// thousands of sections wait for Bleve at once. Bleve reads the term from the
// key, so that terms of one frequency share the rest.
func (f *termsField) AnalyzedTokenFrequencies() index.TokenFrequencies {
	if f.pace != nil {
		f.pace.Rest()
	}
	uses := f.model.uses[f.section]
	n := 0
	for _, u := range uses {
		if u.tf[f.field] > 0 {
			n++
		}
	}
	out := make(index.TokenFrequencies, n)
	var shared [16]*index.TokenFreq
	for _, u := range uses {
		tf := int(u.tf[f.field])
		if tf == 0 {
			continue
		}
		same := &shared[tf%len(shared)]
		if *same == nil || (*same).Frequency() != tf {
			*same = &index.TokenFreq{}
			(*same).SetFrequency(tf)
		}
		out[f.model.terms[u.term]] = *same
	}
	return out
}

// batchSize is how many sections Bleve takes at once.
const batchSize = 2000

// bleve makes the Bleve index in a new folder, or in memory if dir is "".
func (m *model) bleve(dir string) (bleve.Index, error) {
	ix, err := bleve.NewUsing(dir, bleve.NewIndexMapping(), scorch.Name, scorch.Name, map[string]any{})
	if err != nil {
		return nil, err
	}
	errs := make([]error, (len(m.docs)+batchSize-1)/batchSize)
	var pace *parallel.Pace
	put := func(n int) {
		errs[n] = m.batch(ix, n*batchSize, min((n+1)*batchSize, len(m.docs)), dir != "", pace)
	}
	if m.unhurried {
		// A batch is a tenth of a second of work: it rests itself, where Bleve asks for terms.
		pace = parallel.NewPace()
		for n := range errs {
			put(n)
		}
	} else {
		parallel.Each(context.Background(), len(errs), put)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, errors.Join(err, ix.Close())
	}
	return ix, nil
}

func (m *model) batch(ix bleve.Index, start, end int, stored bool, pace *parallel.Pace) error {
	batch := ix.NewBatch()
	for i := start; i < end; i++ {
		d, err := m.document(i, stored, pace)
		if err == nil {
			err = batch.IndexAdvanced(d)
		}
		if err != nil {
			return err
		}
	}
	return ix.Batch(batch)
}

// Save writes the index into a folder, in place of what is there: it is made
// beside it and put in its place by renaming.
func (ix *Index) Save(dir string) error {
	if !ix.whole() {
		return errors.New("save: the index was opened from disk, or is settled")
	}
	fresh := dir + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("save the index: %w", err)
	}
	if err := ix.model.save(fresh, ix.Fingerprint()); err != nil {
		return errors.Join(fmt.Errorf("save the index: %w", err), os.RemoveAll(fresh))
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("save the index: %w", err)
	}
	if err := os.Rename(fresh, dir); err != nil {
		return fmt.Errorf("save the index: %w", err)
	}
	return nil
}

func (m *model) save(dir, fingerprint string) error {
	ix, err := m.bleve(dir)
	if err != nil {
		return err
	}
	if err := ix.Close(); err != nil {
		return err
	}
	data, err := json.Marshal(m.meta(fingerprint))
	if err != nil {
		return err
	}
	pairs := m.pairPrints().encode()
	sum, err := sumOf(dir, data, pairs)
	return cmp.Or(
		err,
		writeSynced(filepath.Join(dir, pairsFile), pairs),
		writeSynced(filepath.Join(dir, sumFile), sum),
		writeSynced(filepath.Join(dir, metaFile), data),
	)
}

// sumOf tells whether an index is what was written: the SHA-256 of what stands beside
// Bleve's files, and of these the names, sizes and contents. Bleve maps its files into
// memory and trusts them: one that is cut short or changed ends the program. Segments
// are large, and come in by a checksum that processors have an instruction for.
func sumOf(dir string, meta, pairs []byte) ([]byte, error) {
	h := sha256.New()
	h.Write(meta) // never fails, as the next
	h.Write(pairs)
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || slices.Contains([]string{metaFile, pairsFile, sumFile}, d.Name()) {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s %d\n", d.Name(), info.Size())
		if filepath.Ext(name) == ".zap" {
			crc, err := checksum(name)
			fmt.Fprintf(h, "%08x\n", crc)
			return err
		}
		data, err := os.ReadFile(name)
		h.Write(data)
		return err
	})
	return hex.AppendEncode(nil, h.Sum(nil)), err
}

// checksum is the CRC-32 (Castagnoli) of a file.
func checksum(name string) (uint32, error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	crc := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	_, err = io.Copy(crc, f)
	return crc.Sum32(), errors.Join(err, f.Close())
}

func writeSynced(name string, data []byte) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
