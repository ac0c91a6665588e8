package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPreviewFollowsSaves writes in an editor, as it were, and looks at the page.
func TestPreviewFollowsSaves(t *testing.T) {
	dir := t.TempDir()
	site := filepath.Join(dir, "site")
	save := func(name, text string) {
		t.Helper()
		writeFile(t, site, name, text)
	}
	save("content/a.md", "---\ntitle: First\n---\nOld words.\n")
	save("content/b.md", "---\ntitle: Second\n---\nText.\n")
	address := startServer(t, `http://[0-9.:]+/`, "preview", "--site", site, "--addr", "127.0.0.1:0")
	tb := newTab(t)
	tb.do(chromedp.Navigate(address + "a/"))
	tb.wait(`document.querySelector(".prose").innerText.includes("Old words")`)

	save("content/a.md", "---\ntitle: First\n---\nNew words about zeppelins.\n")
	tb.wait(`document.querySelector(".prose")?.innerText.includes("zeppelins")`)
	// Search follows a moment later; a dialog that is open stays open.
	tb.wait(`document.readyState === "complete"`)
	tb.slash()
	tb.wait(`document.querySelector("dialog[data-search]").open`)
	tb.wait(`(() => {
		const input = document.querySelector("[data-part=input]");
		input.value = input.value === "zeppelin" ? "zeppelins" : "zeppelin";
		input.dispatchEvent(new Event("input"));
		return ` + options + `.length === 1;
	})()`)
	tb.escape()

	save("content/b.md", "---\ntitle: Renamed\n---\nText.\n")
	tb.wait(`document.querySelector(".neighbours")?.innerText.includes("Renamed")`)

	save("content/a.md", "---\ntilte: First\n---\nBroken.\n")
	overlay := `document.querySelector("section[aria-label^=Mistakes]")`
	tb.wait(overlay + `?.shadowRoot.textContent.includes("content/a.md:2")`)
	if !eval[bool](tb, `document.querySelector(".prose").innerText.includes("zeppelins")`) {
		t.Error("the last good page is gone")
	}
	save("content/a.md", "---\ntitle: First\n---\nMended words.\n")
	tb.wait(`document.querySelector(".prose")?.innerText.includes("Mended") && !` + overlay)

	save("theme/footer/footer.tmpl", "{{define \"footer\"}}{{.Nope}}{{end}}")
	tb.wait(overlay + `?.shadowRoot.textContent.includes("theme/footer/footer.tmpl")`)
	if err := os.Remove(filepath.Join(site, "theme", "footer", "footer.tmpl")); err != nil {
		t.Fatal(err)
	}
	tb.wait(`document.querySelector(".prose")?.innerText.includes("Mended") && !` + overlay)
}
