// Package inbox reads exported support conversations, whatever system they
// come from, into one neutral form, and masks personal data on the way.
//
// # Sources
//
// A path is a file or a folder, which is walked in sorted order without its
// hidden entries. What a file holds is found out from its content, never from
// its name: gzip, zstd, tar and zip are unpacked (one level inside each other), UTF-16
// and byte order marks are understood, and then the first bytes tell JSON,
// newline-delimited JSON, e-mail, a table, the sheets of an Excel file, or
// something that is refused with a reason.
//
// A container is streamed: a list wrapper, an array or a file of lines is cut
// into records without being held in memory, so that the size of an export
// does not matter. A record has at most 64 MiB and 1,000 levels; a larger one
// is skipped and named. A file that ends in the middle gives what came before.
//
// Whose record it is shows in its keys: each system is asked in turn, see
// system. A record that none knows is a row of a generic export, or refused.
//
// # E-mail
//
// An mbox or a message becomes threads, joined by references, by Gmail's thread
// ids, or by subject and people. From the texts of every source the message
// that is answered, signatures and disclaimers are cut before anything is
// masked; see [Options] for how to keep what was cut.
//
// # Order and duplicates
//
// Conversations with one id are merged while they are in the window, the last
// 32 MiB that were read. When more of one follows after it left the window, an
// equal copy aside, then [ReadWhole] reads all once more and holds back what comes
// apart, like loose parts; a pipe can be read only once, and there what comes too
// late is left out, counted and told. Loose parts, such as comments
// apart from their ticket, rows of tables, single events and lists without
// messages, wait for each other until all was read; more than 32 MiB of them
// wait in a temporary file, encrypted with a key that is in memory only, and
// then come in order of id. Roles and names are settled at the end, when all
// people are known.
//
// # Personal data
//
// Every conversation is masked before it leaves [Read], unless the options say
// otherwise. See [Masker].
package inbox
