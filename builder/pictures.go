package builder

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"html"
	"image"
	_ "image/gif" // image.DecodeConfig knows what is imported
	"image/jpeg"
	"image/png"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"signpost/internal/diag"
	"signpost/internal/parallel"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

// Pictures tell their size, so that a page does not move while they load. Large
// photographs and screenshots get a smaller variant for phones, never a larger
// one. shot.dark.png beside shot.png takes its place in dark surroundings.

const (
	// smallWidth is the width of the variant for phones, in pixels: a column of
	// 360 CSS pixels at twice the density.
	smallWidth = 720
	// maxPixels is the largest picture that is decoded for a variant.
	maxPixels = 40_000_000
	// worthwhile is how much of the original's bytes a variant may have.
	worthwhile = 0.8
)

// A picture is what a page has to know of an image file.
type picture struct {
	width, height int // 0 when unknown, as for an SVG without size
	// small is the variant for phones, or nil; smallName is its path in the site.
	small      []byte
	smallName  string
	smallWidth int
}

// pictures looks at every image that a published article shows, by its path in
// the site folder.
func pictures(ctx context.Context, s *site) (map[string]*picture, []diag.Diagnostic, error) {
	shown := map[string]string{} // path in the site folder to path in the site
	users := map[string]diag.Diagnostic{}
	for _, e := range s.editions {
		for _, p := range e.pages {
			for i, t := range p.links {
				if p.Links[i].Image && t.file != "" {
					shown[t.file] = t.url
					if _, ok := users[t.file]; !ok {
						users[t.file] = diag.Diagnostic{File: p.Path, Line: p.Links[i].Line, Severity: diag.Warning, Code: "bad-image"}
					}
					if t.dark != "" {
						shown[t.dark], users[t.dark] = t.darkURL, users[t.file]
					}
				}
			}
		}
	}
	names := slices.Sorted(maps.Keys(shown))
	found, faults, errs := make([]*picture, len(names)), make([]string, len(names)), make([]error, len(names))
	parallel.Each(ctx, len(names), func(i int) {
		data, err := fs.ReadFile(s.src.fsys, names[i])
		if err != nil {
			errs[i] = fmt.Errorf("read %s: %w", names[i], err)
			return
		}
		found[i], faults[i] = s.cfg.Cache.picture(names[i], shown[names[i]], data)
	})
	out := map[string]*picture{}
	var ds []diag.Diagnostic
	for i, name := range names {
		if errs[i] != nil {
			return nil, nil, errs[i]
		}
		out[name] = found[i]
		if what, fix, ok := strings.Cut(faults[i], "; "); ok {
			d := users[name]
			d.What, d.Fix = path.Base(name)+what, fix
			ds = append(ds, d)
		}
	}
	return out, ds, ctx.Err()
}

// picture remembers pictures by what is in them.
func (c *Cache) picture(name, url string, data []byte) (*picture, string) {
	if c == nil {
		return newPicture(name, url, data)
	}
	key := sha256.Sum256(append([]byte(url+"\n"), data...))
	c.mu.Lock()
	known, ok := c.pictures[key]
	c.mu.Unlock()
	if ok {
		return known.picture, known.fault
	}
	p, fault := newPicture(name, url, data)
	c.mu.Lock()
	if c.pictures == nil {
		c.pictures = map[[32]byte]knownPicture{}
	}
	c.pictures[key] = knownPicture{p, fault}
	c.mu.Unlock()
	return p, fault
}

type knownPicture struct {
	picture *picture
	fault   string
}

// formats are the names that files of each format go by.
var formats = map[string][]string{
	"png": {".png"}, "jpeg": {".jpg", ".jpeg", ".jfif"}, "gif": {".gif"}, "webp": {".webp"},
}

// newPicture reads the size of a picture and makes its variant. The fault, "what;
// how to mend it", is "" if all is well.
func newPicture(name, url string, data []byte) (*picture, string) {
	p := &picture{}
	switch ext := strings.ToLower(path.Ext(name)); {
	case ext == ".svg":
		p.width, p.height = sizeOfSVG(data)
		return p, ""
	case !slices.ContainsFunc(slices.Collect(maps.Values(formats)), func(exts []string) bool { return slices.Contains(exts, ext) }):
		return p, "" // a format that browsers may know, and we do not
	}
	cfg, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return p, " cannot be read as a picture; save it anew as PNG, JPEG, GIF, WebP or SVG"
	}
	p.width, p.height = cfg.Width, cfg.Height
	if !slices.Contains(formats[format], strings.ToLower(path.Ext(name))) {
		return p, fmt.Sprintf(" is a %s file by what is in it; rename it to end in %s", strings.ToUpper(format), formats[format][0])
	}
	if cfg.Width*cfg.Height > maxPixels {
		return p, fmt.Sprintf(" has %d × %d pixels; scale it down, no screen shows them", cfg.Width, cfg.Height)
	}
	if cfg.Width > smallWidth*5/4 && (format == "png" || format == "jpeg") {
		p.shrink(url, format, data)
	}
	return p, ""
}

// shrink makes the variant for phones, if it saves enough.
func (p *picture) shrink(url, format string, data []byte) {
	src, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return // its size is known, and browsers show what they can
	}
	height := max(1, p.height*smallWidth/p.width)
	dst := image.NewNRGBA(image.Rect(0, 0, smallWidth, height))
	draw.CatmullRom.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Src, nil)
	var b bytes.Buffer
	if format == "jpeg" {
		err = jpeg.Encode(&b, dst, &jpeg.Options{Quality: 80})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, dst)
	}
	if err != nil || float64(b.Len()) > worthwhile*float64(len(data)) {
		return
	}
	p.small, p.smallWidth = b.Bytes(), smallWidth
	p.smallName = hashed(strings.TrimPrefix(url, "/"), p.small)
}

// sizeOfSVG reads width and height, or the size of the viewBox; 0 if neither is
// there.
func sizeOfSVG(data []byte) (width, height int) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	for {
		token, err := d.Token()
		if err != nil {
			return 0, 0
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		size := map[string]string{}
		for _, a := range start.Attr {
			size[a.Name.Local] = a.Value
		}
		pixels := func(s string) int {
			f, err := strconv.ParseFloat(strings.TrimSuffix(s, "px"), 64)
			if err != nil || f < 1 || f > 100_000 {
				return 0
			}
			return int(f + 0.5)
		}
		width, height = pixels(size["width"]), pixels(size["height"])
		if box := strings.Fields(strings.ReplaceAll(size["viewBox"], ",", " ")); (width == 0 || height == 0) && len(box) == 4 {
			width, height = pixels(box[2]), pixels(box[3])
		}
		if width == 0 || height == 0 {
			return 0, 0
		}
		return width, height
	}
}

// size is the width and height as attributes.
func (p *picture) size() string {
	if p == nil || p.width == 0 {
		return ""
	}
	return fmt.Sprintf(` width="%d" height="%d"`, p.width, p.height)
}

// attributes are those of an img beyond its address and description.
func (p *picture) attributes(rel func(string) string, url string) string {
	if p == nil || p.width == 0 {
		return ""
	}
	out := p.size()
	if p.small != nil {
		out += fmt.Sprintf(` srcset="%s %dw, %s %dw" sizes="(max-width: 40rem) 100vw, 39rem"`,
			html.EscapeString(rel(escapePath(p.smallName))), p.smallWidth, html.EscapeString(rel(url)), p.width)
	}
	return out
}
