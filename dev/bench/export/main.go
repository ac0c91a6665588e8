// Export writes made-up Intercom conversations of a wanted size, the same ones
// each time, for measuring how exports are read.
//
//	go run ./dev/bench/export -bytes 1000000000 -form full >export.ndjson
//
// The full form has the fields of a conversation of Intercom's API 2.16, and 12 kB
// a conversation; a million of them are 12 GB. The dense form has the few fields that
// the program reads, and 3.5 kB: it is the harder one for a megabyte.
package main

import (
	"bufio"
	"flag"
	"io"
	"log"
	"math/rand/v2"
	"os"
)

// forms write one conversation each.
var forms = map[string]func(rnd *rand.Rand, id int) string{"full": fullConversation, "dense": denseConversation}

func main() {
	size := flag.Int64("bytes", 1_000_000_000, "how much to write, in bytes")
	form := flag.String("form", "full", "full, as the API gives conversations, or dense, with little but texts")
	list := flag.Bool("list", false, "write a page of the API instead of one conversation a line")
	first := flag.Int("first", 1, "the id of the first conversation")
	flag.Parse()
	conversation, ok := forms[*form]
	if !ok {
		log.Fatalf("-form: there is no form %q", *form)
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	if err := write(out, *size, *list, *first, conversation); err != nil {
		log.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

func write(w io.Writer, size int64, list bool, id int, conversation func(*rand.Rand, int) string) error {
	rnd := rand.New(rand.NewPCG(1, uint64(id)))
	begin, between, end := "", "\n", "\n"
	if list {
		begin, between, end = `{"type":"conversation.list","conversations":[`+"\n", ",\n", "\n]}\n"
	}
	var written int64
	for sep := begin; written < size; sep = between {
		n, err := io.WriteString(w, sep+conversation(rnd, id))
		if err != nil {
			return err
		}
		written += int64(n)
		id++
	}
	_, err := io.WriteString(w, end)
	return err
}
