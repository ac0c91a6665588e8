package gaps

import "testing"

// TestCoverage holds coverage to its figures, with a margin for the small sample, on a
// set that no model was trained on. An earlier design was compared on it, too, so it is
// no set kept back.
func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	texts := seeded(shared(t, "banking77-train.tsv"), 3000)
	ask := func(wordings int) CoverageScore {
		s, err := makeCenter(texts, wordings, 0).evaluate(t.Context(), shippedSpace(t))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	titles, whole := ask(0), ask(8)
	t.Logf("titles only: %+v", titles)
	t.Logf("8 wordings: %+v", whole)
	if titles.Group.AUROC < 90 || whole.Group.AUROC < 98 || whole.Group.F1 < 94 || whole.Found.AUROC < 84 {
		t.Errorf("AUROC of titles %.1f, of whole groups %.1f (F1 %.1f), of found groups %.1f", titles.Group.AUROC, whole.Group.AUROC, whole.Group.F1, whole.Found.AUROC)
	}
}
