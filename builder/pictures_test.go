package builder

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// screenshot is a picture with enough in it that a smaller one is worthwhile.
func screenshot(t *testing.T, width, height int, asJPEG bool) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	random := rand.New(rand.NewPCG(1, 2))
	for y := range height {
		for x := range width {
			img.Set(x, y, color.NRGBA{uint8(random.IntN(64)), uint8(x), uint8(y), 255})
		}
	}
	var b bytes.Buffer
	var err error
	if asJPEG {
		err = jpeg.Encode(&b, img, nil)
	} else {
		err = png.Encode(&b, img)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPictures(t *testing.T) {
	res := build(t, Config{}, map[string]string{
		"content/a.md":           "---\ntitle: A\n---\n![Large](large.png) ![Small](small.png) ![Lying](lying.png) ![Broken](broken.png) ![Drawing](drawing.svg)\n",
		"content/large.png":      screenshot(t, 1600, 400, false),
		"content/large.dark.png": screenshot(t, 1600, 400, false),
		"content/small.png":      screenshot(t, 300, 200, false),
		"content/lying.png":      screenshot(t, 30, 20, true),
		"content/broken.png":     "not a picture",
		"content/drawing.svg":    `<?xml version="1.0"?><!-- x --><svg viewBox="0 0 64 32.4"></svg>`,
	})
	page := res.text("a/index.html")
	for _, want := range []string{
		`<picture><source media="(prefers-color-scheme: dark)" srcset="../large.dark.png" width="1600" height="400"><img src="../large.png" alt="Large" width="1600" height="400" srcset="../large.`,
		`.png 720w, ../large.png 1600w" sizes="(max-width: 40rem) 100vw, 39rem"`,
		`<img src="../small.png" alt="Small" width="300" height="200" loading="lazy"`,
		`<img src="../lying.png" alt="Lying" width="30" height="20"`,
		`<img src="../broken.png" alt="Broken" loading="lazy"`,
		`<img src="../drawing.svg" alt="Drawing" width="64" height="32"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in\n%s", want, page)
		}
	}
	name := regexp.MustCompile(`large\.[0-9a-f]{10}\.png`).FindString(page)
	small, err := png.DecodeConfig(strings.NewReader(res.text(name)))
	if err != nil || small.Width != 720 || small.Height != 180 {
		t.Errorf("the variant %q is %v, %v", name, small, err)
	}
	var told strings.Builder
	for _, d := range res.Diagnostics {
		told.WriteString(d.String() + "\n")
	}
	want := "content/a.md:4: warning: broken.png cannot be read as a picture; save it anew as PNG, JPEG, GIF, WebP or SVG\n" +
		"content/a.md:4: warning: lying.png is a JPEG file by what is in it; rename it to end in .jpg\n"
	if told.String() != want {
		t.Errorf("told %s", told.String())
	}
}
