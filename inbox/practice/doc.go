// Package practice measures how a support team keeps to its habits: how soon it
// answers, how it hands conversations on, snoozes and closes them, what
// customers think of it, and how often it uses what was written before.
//
// It reads neutral, masked conversations only, one after the other, and keeps
// counts, 8 bytes for each measured time, and a few examples, so
// that the size of an export does not matter. Quantiles are exact.
//
// # What is counted
//
// A person's answer is a comment of an agent that no program wrote. Business
// time is that of the schedule in [Options]; other times are those of the
// clock. The end of the data is the last time that occurs in them: what is still
// open then counts as missed once its time has run out, and is left out before.
// A time that lies three years and more from most of its conversation is not
// used; conversations that lie so far from nearly all others are outside the span.
//
//	first answer   from the customer's first comment to the first answer of a
//	               person, in business time. Conversations that the team began,
//	               that lack their beginning, or that were closed without an
//	               answer are left out and counted.
//	later replies  from the first comment of a customer that came after an
//	               answer to the next answer, in business time.
//	assignment     from the customer's first comment to the first assignment to
//	               a person; given away means to another person or team.
//	escalation     an agent hands a conversation that somebody holds to another
//	               team, or to one of [Options.EscalateTo].
//	nearby         a note within 30 minutes before or after.
//	told           the team had the last word before a snooze, or within 30
//	               minutes after it began.
//	followed up    an answer or a closing within one business day after the
//	               timer woke a conversation.
//
// Quantiles are nearest-rank: the median of two values is the smaller one.
//
// # What a format cannot give
//
// A metric that a format does not record is not guessed: its conversations are
// left out, and the report says so. The table is in ability.go.
//
// # Texts that are typed again and again
//
// Answers that are nearly equal are counted as one text, recognized by a sketch
// of their word triples. Up to 20,000 different texts the counts are exact; of
// more, a text that is typed in fewer than one of 20,000 answers can be missed.
package practice
