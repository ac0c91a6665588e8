// Package gaps finds, in masked conversations, the questions that customers ask
// and no article answers.
//
// Data flows one way. Each conversation becomes a talk of questions, one for each
// issue, or is booked to what sets it apart (outbound, account-specific, no
// question). Near-duplicates are folded into one text.
// Questions are grouped: those in which agents linked an article by that
// article, the others by their words and the answers' words. Each group is
// held against the help center: first what agents linked, then how far their
// answers overlap with an article, then how well its passages answer the
// customers' own words (package coverage). What agents answered is held against the
// article, and against each other (package claims). What is left open, has evidence
// enough and shares telling words is a gap, ranked by
// size × cohesion² × uncovered share × cost.
//
// Kinds of gaps, of which a group has the first that holds: outdated (agents have
// answered otherwise than the article since a day, with one voice), disagreement
// (agents contradict each other at the same time), not_found (an article answers,
// and search does not bring it up for the customers' words), missing.
//
// The account adds up: every conversation is counted once, as answered, in a
// gap, account-specific, no question, outbound, or ungrouped. One with several
// questions is in a gap if one of them is, else answered if one is, else
// ungrouped; it may be a member of two gaps.
//
// What a question is says gaps/question, what is near to it gaps/vectors, what
// belongs together gaps/grouping, each on gaps/words. No
// clock, no random seed from outside, no order of input or of goroutines shows
// in any output.
//
// The report is gaps.json (see Report) and gaps.md; gaps/pages writes what people
// look at.
package gaps
