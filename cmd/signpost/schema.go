package main

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"signpost/builder"
	"signpost/builder/article"
	"signpost/gaps"
	"signpost/gaps/decisions"
	"signpost/inbox/practice"

	"github.com/spf13/cobra"
)

// schemas are what schema prints, with the struct each describes and the tag
// that names its keys.
var schemas = []struct {
	name, title, tag string
	of               reflect.Type
	required         []string
}{
	{"front-matter", "Front matter of a Signpost article", "yaml", reflect.TypeFor[article.FrontMatter](), []string{"title"}},
	{"config", "signpost.yaml", "yaml", reflect.TypeFor[builder.Settings](), nil},
	{"gaps", "gaps.json, the gap report", "json", reflect.TypeFor[gaps.Report](), nil},
	{"decisions", "gaps.yaml, what was decided about gaps", "yaml", reflect.TypeFor[decisions.File](), nil},
	{"practice", "practice.json, the practice report", "json", reflect.TypeFor[practice.Report](), nil},
}

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema front-matter|config|gaps|decisions|practice",
		Short: "Print the JSON Schema of a format",
		Long: `Schema prints the JSON Schema of front matter, of signpost.yaml, of gaps.json,
of gaps.yaml (decisions) or of practice.json.
Editors with a YAML language server complete and check keys with it.`,
		Example: `  signpost schema front-matter
  signpost schema config > signpost.schema.json`,
		ValidArgs: []string{"front-matter", "config", "gaps", "decisions", "practice"},
		RunE: func(_ *cobra.Command, args []string) error {
			for _, s := range schemas {
				if len(args) == 1 && args[0] == s.name {
					schema := schemaOf(s.of, s.tag, s.name)
					schema["$schema"], schema["title"] = "https://json-schema.org/draft/2020-12/schema", s.title
					if s.required != nil {
						schema["required"] = s.required
					}
					return writeJSON(a.stdout, schema)
				}
			}
			return fmt.Errorf("schema needs one of front-matter, config, gaps, decisions and practice")
		},
	}
}

// schemaOf describes a type: the keys are those of its tags.
func schemaOf(t reflect.Type, tag, at string) map[string]any {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date"}
	case t.Kind() == reflect.Struct:
		properties := map[string]any{}
		for f := range fieldsOf(t) {
			key, options, _ := strings.Cut(f.Tag.Get(tag), ",")
			property := schemaOf(f.Type, tag, at+"."+key)
			if f.Type.Kind() == reflect.Pointer && tag == "json" && !strings.Contains(options, "omitempty") {
				property["type"] = []any{property["type"], "null"}
			}
			if about := keyNotes[at+"."+key]; about != "" {
				property["description"] = about
			}
			properties[key] = property
		}
		return map[string]any{"type": "object", "properties": properties, "additionalProperties": tag == "json"}
	case t.Kind() == reflect.Pointer:
		return schemaOf(t.Elem(), tag, at)
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem(), tag, at)}
	case t.Kind() == reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem(), tag, at)}
	case t.Kind() == reflect.Bool:
		return map[string]any{"type": "boolean"}
	case t.Kind() == reflect.Int:
		return map[string]any{"type": "integer"}
	case t.Kind() == reflect.Float64:
		return map[string]any{"type": "number"}
	}
	if one := oneOf[at]; one != nil {
		return map[string]any{"type": "string", "enum": one}
	}
	return map[string]any{"type": "string"}
}

// oneOf are the values of keys that have no others.
var oneOf = map[string][]string{
	"gaps.gaps.kind":   {string(gaps.Missing), string(gaps.NotFound), string(gaps.OutOfDate), string(gaps.Disagreement)},
	"gaps.gaps.status": {string(decisions.Open), string(decisions.Accepted), string(decisions.Dismissed), string(decisions.Snoozed), string(decisions.Closed)},
}

// fieldsOf yields the fields of a struct, those of embedded ones included.
func fieldsOf(t reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for _, f := range reflect.VisibleFields(t) {
			if f.IsExported() && !f.Anonymous && !yield(f) {
				return
			}
		}
	}
}

// keyNotes say what the keys are for that people write by hand.
var keyNotes = map[string]string{
	"front-matter.title":          "the page's heading; the only key that must be there",
	"front-matter.description":    "one sentence for lists, search and the top of the page",
	"front-matter.slug":           "takes the place of the file's name in the address",
	"front-matter.order":          "place among its neighbours, lowest first",
	"front-matter.tags":           "shown and searched",
	"front-matter.keywords":       "searched, never shown",
	"front-matter.asked":          "customers' own wordings; searched, never shown",
	"front-matter.draft":          "true keeps the article out of the site",
	"front-matter.audience":       "public, or internal for the team's own site",
	"front-matter.publish_at":     "the article appears on this day",
	"front-matter.expire_at":      "the article goes on this day",
	"front-matter.authors":        "names shown at the top",
	"front-matter.updated":        "day of the last change that matters to readers",
	"front-matter.reviewed":       "day on which somebody last found all of it true",
	"front-matter.original":       "of a translation: the print of the original that it was made of",
	"front-matter.redirect_from":  "old addresses that lead here",
	"front-matter.related":        "paths of articles to recommend, as links are written",
	"front-matter.search":         "how search treats the article",
	"front-matter.search.boost":   "multiplies the score, 0.1 to 10",
	"front-matter.search.exclude": "true keeps the article out of search",
	"front-matter.gap":            "id of the gap that the article closes",
	"front-matter.icon":           "icon of the collection, in index.md only",
	"config.title":                "name of the help center",
	"config.description":          "one sentence about it, for search engines",
	"config.greeting":             "headline of the home page",
	"config.base_url":             "absolute address at which the site will be found",
	"config.language":             "language tag, such as en or pt-BR",
	"config.brand":                "how the site shows whose it is",
	"config.brand.color":          "a CSS colour, in quotes",
	"config.brand.logo":           "a file in static/ or content/",
	"config.brand.favicon":        "a file in static/ or content/",
	"config.contact":              "where readers turn whom no article helped",
	"config.contact.url":          "an https, mailto or tel address, or an article's path",
	"config.contact.text":         "the words of the link",
	"config.languages":            "tags of all languages of the site, in the order in which readers choose",
	"config.edit_url":             "where the site's folder can be edited, such as https://github.com/acme/help/edit/main",
	"config.show_outdated":        "whether readers of a translation learn that its original has changed",
	"config.variables":            "texts that articles take in with {{name}}",
	"config.avoid":                "terms that check warns of, each with the better one",
	"config.brand.font":           "the file of a font in static/, such as /fonts/brand.woff2",
	"config.brand.share_image":    "picture of 1200 by 630 pixels that stands for pages where they are shared",
	"config.authors":              "more about the authors that articles name",
	"config.authors.role":         "what the person does",
	"config.authors.picture":      "a square picture in static/ or content/",
	"config.updated_from":         "git: articles without updated take the day of their last commit",
	"front-matter.id":             "a lasting name; a renamed file with the same id keeps its published address alive",
	"config.signals":              "where pages send what readers do, a path on the same host; nothing is sent without it",
	"config.raw_html":             "true publishes HTML of articles, cleaned; without it HTML is shown as typed",
	"config.search":               "how search treats words",
	"config.search.synonyms":      "lists of words and phrases that mean the same",
	"config.search.never_correct": "words that are searched as they are typed",
	"config.popular":              "paths of the articles that the home page recommends",

	"config.practice":                "what the practice report measures the team against",
	"config.practice.first_response": "business time within which customers are answered, such as 2h",
	"config.practice.time_zone":      "zone of the hours, such as Europe/Berlin",
	"config.practice.hours":          "business hours by day: mon-fri: 09:00-17:00",
	"config.practice.holidays":       "days with other hours: 12-25: closed, or 2026-12-24: 09:00-13:00",
	"config.practice.escalate_to":    "teams and teammates to whom what cannot be resolved is handed",

	"decisions.version":                      "of the format: 1",
	"decisions.until":                        "last day of the conversations read so far",
	"decisions.weekly":                       "a Monday, and the conversations of each week from there on",
	"decisions.gaps":                         "what is known of each gap, by its id",
	"decisions.gaps.title":                   "title when it was last shown",
	"decisions.gaps.kind":                    "missing, not_found and so on",
	"decisions.gaps.first":                   "day on which it was first asked",
	"decisions.gaps.last":                    "day on which it was last asked",
	"decisions.gaps.conversations":           "conversations in the last report that had it",
	"decisions.gaps.weekly":                  "a Monday, and its conversations of each week from there on",
	"decisions.gaps.terms":                   "words that tell it from others",
	"decisions.gaps.aliases":                 "ids that were found to be this gap",
	"decisions.gaps.expired":                 "day on which its decisions lapsed, as nobody had asked for half a year",
	"decisions.gaps.known_conversations":     "hashes by which its conversations are known again",
	"decisions.gaps.known_questions":         "hashes by which its questions are known again",
	"decisions.gaps.decisions":               "what was decided, the oldest first",
	"decisions.gaps.decisions.do":            "accept, dismiss, snooze, assign, merge, split, rename, undo; publish, close, reopen and return are Signpost's",
	"decisions.gaps.decisions.on":            "day of the decision",
	"decisions.gaps.decisions.at":            "time of the decision, on that day",
	"decisions.gaps.decisions.by":            "who decided",
	"decisions.gaps.decisions.reason":        "why it was dismissed, or what a snooze waits for",
	"decisions.gaps.decisions.until":         "day on which a snooze ends",
	"decisions.gaps.decisions.to":            "the person of assign, the title of rename",
	"decisions.gaps.decisions.into":          "the gap of merge, the new gap of split",
	"decisions.gaps.decisions.conversations": "ids of the conversations that split takes out",
	"decisions.gaps.decisions.words":         "words of the questions that split takes out, or what accept gave an article: keywords, and hashes of questions",
	"decisions.gaps.decisions.article":       "file of accept, address of publish",
	"decisions.gaps.decisions.value":         "the value that an outdated article stated when it was accepted",
	"decisions.gaps.decisions.says":          "the sentence in which it stated that value",
	"decisions.gaps.decisions.undoes":        "the deed that undo takes back, or return ends; an undo without it takes back the last before it",
	"decisions.gaps.decisions.made_on":       "day of the decision that undo takes back, or return ends",
	"decisions.gaps.decisions.made_by":       "who made the decision that undo takes back",
	"decisions.gaps.decisions.had":           "conversations in the report when it was dismissed",
	"decisions.gaps.decisions.counted":       "conversations in the counts by week when it was dismissed",

	"practice.sentence":         "the most important in one sentence",
	"practice.left_out":         "conversations that no metric counts, and why",
	"practice.target_s":         "business time in seconds within which customers are to be answered",
	"practice.business_day_s":   "business time in seconds of the longest day of the week",
	"practice.hours.from":       "where the business hours come from; empty when every hour counts",
	"practice.hours.week":       "hours of each day, from Monday",
	"practice.metrics.id":       "stable name of the metric",
	"practice.metrics.state":    "measured, nothing (no occasion) or unavailable (no format tells)",
	"practice.metrics.counts":   "what n, count and the times are",
	"practice.metrics.n":        "occasions",
	"practice.metrics.count":    "occasions of which it is true",
	"practice.metrics.share":    "count of n, from 0 to 1",
	"practice.metrics.measured": "times that were measured",
	"practice.metrics.median_s": "median of the times in seconds",
	"practice.metrics.p90_s":    "90th percentile of the times in seconds",
	"practice.metrics.limits":   "what the formats do not tell exactly",
	"practice.metrics.weeks":    "the same by week; key is its Monday",
	"practice.metrics.teams":    "the same by team",
	"practice.metrics.persons":  "the same by person, only with --people",
	"practice.proposals":        "texts that agents type again and again",
	"practice.proposals.sent":   "how often the article was sent along",
	"practice.saved_replies":    "saved replies of the export, most used first",
	"practice.masked":           "masked places by kind of personal data",
}
