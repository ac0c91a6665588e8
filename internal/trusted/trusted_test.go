package trusted

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// unescaped are the types of html/template whose values it does not escape.
var unescaped = []string{"CSS", "HTML", "HTMLAttr", "JS", "JSStr", "Srcset", "URL"}

// No other file of the repository makes a value that html/template does not escape, or
// uses text/template, which escapes nothing.
func TestNobodyElseTrusts(t *testing.T) {
	root := filepath.Join("..", "..")
	files := 0
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && name != root):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		files++
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, fault := range trusting(t, name, data) {
			if name != filepath.Join(root, "internal", "trusted", "trusted.go") {
				t.Error(fault + ": do it in internal/trusted")
			}
		}
		return nil
	})
	if err != nil || files < 200 {
		t.Fatal(files, err)
	}
}

func TestTrustIsFound(t *testing.T) {
	for text, want := range map[string]int{
		"import \"html/template\"\nvar a = template.HTML(b)":                             1,
		"import h \"html/template\"\nvar a = (h.JS)(b)\nvar c h.URL = h.URL(d)":          2,
		"import \"html/template\"\ntype a template.HTML\nvar c = a(b)":                   1,
		"import . \"html/template\"":                                                     1,
		"import \"text/template\"":                                                       1,
		"import \"html/template\"\nvar a map[string]template.HTML\nfunc f() template.JS": 0,
	} {
		if got := trusting(t, "a.go", []byte("package p\n"+text+"\n")); len(got) != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// trusting lists where a file converts to one of the types, or gives one another name.
func trusting(t *testing.T, name string, data []byte) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, data, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var faults []string
	as := ""
	for _, i := range file.Imports {
		switch path, _ := strconv.Unquote(i.Path.Value); {
		case path == "text/template":
			faults = append(faults, name+" imports text/template")
		case path != "html/template":
		case i.Name == nil:
			as = "template"
		case i.Name.Name == ".":
			faults = append(faults, name+" imports html/template without a name")
		default:
			as = i.Name.Name
		}
	}
	is := func(e ast.Expr) bool {
		for {
			paren, ok := e.(*ast.ParenExpr)
			if !ok {
				break
			}
			e = paren.X
		}
		s, ok := e.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		x, ok := s.X.(*ast.Ident)
		return ok && as != "" && x.Name == as && slices.Contains(unescaped, s.Sel.Name)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if is(n.Fun) {
				faults = append(faults, set.Position(n.Pos()).String()+" makes what is not escaped")
			}
		case *ast.TypeSpec:
			if is(n.Type) {
				faults = append(faults, set.Position(n.Pos()).String()+" names a type that is not escaped")
			}
		}
		return true
	})
	return faults
}

func TestAddress(t *testing.T) {
	for url, want := range map[string]string{
		"/a/": "/a/", "https://example.com/": "https://example.com/", "mailto:a@example.com": "mailto:a@example.com", "tel:+49": "tel:+49", "#a": "#a", "a.md": "a.md",
		"javascript:alert(1)": "#", "JavaScript:alert(1)": "#", " javascript:alert(1)": "#", "java\tscript:alert(1)": "#", "data:text/html,x": "#", "vbscript:x": "#", "//example.com/a:b": "//example.com/a:b", "../a:b/": "../a:b/", "a:b/": "#",
	} {
		if got := string(Address(url)); got != want {
			t.Errorf("%q becomes %q, want %q", url, got, want)
		}
	}
}

func TestJSONStaysInItsElement(t *testing.T) {
	got, err := JSON([]string{"</script><!--", "\u2028\u2029"})
	if err != nil || strings.ContainsAny(string(got), "<>\u2028\u2029") {
		t.Errorf("%s %v", got, err)
	}
}
