package inbox

import "testing"

// What masking takes of reading: the figure is in bytes of masked text and of
// what stands around it in an export.
func BenchmarkMask(b *testing.B) {
	path, _ := exportFile(b, 4<<20)
	convs, _ := readAll(b, Options{Unmasked: true}, path)
	b.SetBytes(4 << 20)
	for b.Loop() {
		m := NewMasker()
		for _, c := range convs {
			clone := *c
			clone.Messages = append([]Message(nil), c.Messages...)
			m.Conversation(&clone)
		}
	}
}
