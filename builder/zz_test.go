package builder

import (
	"context"
	"os"
	"runtime"
	"testing"
	"time"

	"signpost/themes"
)

func BenchmarkZZ(b *testing.B) {
	for b.Loop() {
		ctx := context.Background()
		t := time.Now()
		lap := func(n string) {
			var m runtime.MemStats
			d := time.Since(t).Milliseconds()
			runtime.GC()
			runtime.ReadMemStats(&m)
			b.Log(n, d, "ms live MiB", m.HeapAlloc>>20)
			t = time.Now()
		}
		cfg := Config{Site: os.DirFS(os.Getenv("CORP")), Theme: themes.Default()}
		src, _, err := load(ctx, cfg)
		lap("load")
		arts, _, _ := parse(ctx, src.articles, src.reuse, nil)
		lap("parse")
		site, _ := link(src, arts, cfg)
		lap("link")
		pics, _, _ := pictures(ctx, site)
		idx, err := index(ctx, site)
		if err != nil {
			b.Fatal(err)
		}
		lap("index")
		site.addresses.write()
		lap("addr")
		files, _, err := render(ctx, site, idx, pics)
		lap("render")
		dd := b.TempDir()
		if err := saveIndex(&Result{Files: files, Index: idx.editions[0].index}, dd); err != nil {
			b.Fatal(err)
		}
		lap("save")
		n := 0
		for _, f := range files {
			n += len(f.Data)
		}
		b.Log(len(files), n)
	}
}
