package builder

import (
	"fmt"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/image/colornames"
)

// brandStyle is the style that signpost.yaml asks for, which stands before that
// of the theme.
func (s *site) brandStyle() []byte {
	var b strings.Builder
	if s.font != "" {
		// The style lies in assets/, one folder below the root.
		fmt.Fprintf(&b, "@font-face{font-family:\"Brand\";src:url(\"..%s\");font-display:swap;font-weight:100 900}\n", strings.ReplaceAll(s.font, `"`, "%22"))
	}
	var root []string
	if color := s.src.settings.Brand.Color; color != "" {
		root = append(root, "--brand:"+color)
	}
	if s.font != "" {
		root = append(root, `--sans:"Brand",system-ui,sans-serif`)
	}
	if root != nil {
		b.WriteString(":root{" + strings.Join(root, ";") + "}\n")
	}
	return []byte(b.String())
}

// isColour reports whether a text is a colour of CSS.
func isColour(s string) bool {
	_, named := colornames.Map[strings.ToLower(s)]
	return named || colour.MatchString(s)
}

var colour = regexp.MustCompile(`^(?:#[0-9a-fA-F]{3,4}|#[0-9a-fA-F]{6}|#[0-9a-fA-F]{8}|(?:rgb|rgba|hsl|hsla|oklch|oklab)\([0-9a-z.,%/ -]+\))$`)

// fontTypes are the formats of fonts that browsers read.
var fontTypes = []string{".woff2", ".woff", ".ttf", ".otf"}

// Contrast that text needs beside its background, by WCAG 2.2, success criterion
// 1.4.3.
const enoughContrast = 4.5

// hexColour reads #rgb and #rrggbb as red, green and blue from 0 to 1.
func hexColour(s string) (rgb [3]float64, ok bool) {
	digits := strings.TrimPrefix(s, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 6 || digits == s {
		return rgb, false
	}
	return [3]float64{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}, true
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(rgb [3]float64) float64 {
	var linear [3]float64
	for i, c := range rgb {
		if linear[i] = c / 12.92; c > 0.04045 {
			linear[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*linear[0] + 0.7152*linear[1] + 0.0722*linear[2]
}

// contrast is the ratio of WCAG 2.2 of two luminances, from 1 to 21.
func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }

// brand resolves the files that show whose a site is.
func (l *linker) brand(local func(key, name string) string) {
	b := l.src.settings.Brand
	l.site.logo, l.site.icon = local("brand.logo", b.Logo), local("brand.favicon", b.Favicon)
	l.site.share, l.site.font = local("brand.share_image", b.ShareImage), local("brand.font", b.Font)
	if ext := strings.ToLower(path.Ext(b.Font)); b.Font != "" && !strings.Contains(strings.Join(fontTypes, " ")+" ", ext+" ") {
		l.settingsFault("brand.font", fmt.Sprintf("%s is no font that browsers read", b.Font), "take a file that ends in .woff2")
		l.site.font = ""
	} else if !strings.HasPrefix(l.site.font, "/") && l.site.font != "" {
		l.settingsFault("brand.font", "the font lies elsewhere", "put its file into static/: pages load nothing from other hosts")
		l.site.font = ""
	}
}

// paleBrand notes a colour that words cannot be read in; the theme takes a
// darker shade of it for them.
func (s *site) paleBrand() []string {
	rgb, ok := hexColour(s.src.settings.Brand.Color)
	if !ok {
		return nil
	}
	ratio := contrast(luminance(rgb), 1)
	if ratio >= enoughContrast {
		return nil
	}
	return []string{fmt.Sprintf("brand.color %s has a contrast of %.1f with white, and words need %.1f: they and the buttons are a darker shade of it",
		s.src.settings.Brand.Color, ratio, enoughContrast)}
}

// authors are those of an article as pages show them.
func (r *renderer) authors(names []string) []AuthorView {
	var list []AuthorView
	for _, name := range names {
		a := r.site.src.settings.Authors[name]
		list = append(list, AuthorView{Name: name, Role: a.Role, Picture: r.site.faces[name]})
	}
	return list
}

// shareImage is the absolute address of the picture that stands for a page where
// it is shared: the first of the article that is large enough, or the site's.
func (r *renderer) shareImage(pg *page) string {
	if r.view.BaseURL == "" {
		return ""
	}
	if pg != nil {
		for i, t := range pg.links {
			p := r.pictures[t.file]
			if pg.Links[i].Image && p != nil && p.width >= minShared && p.height >= minShared/2 && strings.ToLower(path.Ext(t.file)) != ".svg" {
				return r.view.BaseURL + t.url
			}
		}
	}
	if strings.HasPrefix(r.site.share, "/") {
		return r.view.BaseURL + r.site.share
	}
	return r.site.share
}

// minShared is the least width of a picture that stands for a page, in pixels.
const minShared = 600
