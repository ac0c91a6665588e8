package builder

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"signpost/internal/diag"
	"signpost/internal/yamldoc"
)

// Settings are what signpost.yaml says, one field for each key.
type Settings struct {
	// Title names the help center; "Help center" if it is not given.
	Title       string `yaml:"title"`
	Description string `yaml:"description"`
	// Greeting is the headline of the home page.
	Greeting string `yaml:"greeting"`
	// BaseURL is the absolute address at which the site will be found.
	BaseURL string `yaml:"base_url"`
	// Language is a BCP 47 tag such as "en" or "pt-BR"; "en" by default.
	Language string `yaml:"language"`
	// Languages are the tags of all languages of the site, in the order in
	// which readers choose among them. Without it, the site has the languages
	// of its translations.
	Languages []string `yaml:"languages"`
	// EditURL is where the site folder can be edited, such as
	// https://github.com/acme/help/edit/main; articles link to their files there.
	EditURL string `yaml:"edit_url"`
	// ShowOutdated tells readers of a translation that its original has changed.
	ShowOutdated bool    `yaml:"show_outdated"`
	Brand        Brand   `yaml:"brand"`
	Contact      Contact `yaml:"contact"`
	// Variables are texts that articles take in with {{name}}.
	Variables map[string]string `yaml:"variables"`
	// Avoid lists terms that check warns of, with the better ones.
	Avoid map[string]string `yaml:"avoid"`
	// RawHTML publishes HTML of articles, cleaned of all that could do harm; without
	// it HTML is shown as it was typed.
	RawHTML bool `yaml:"raw_html"`
	// Signals is where pages send what readers do, a path on the same host, such as
	// /api/signals; nothing is sent without it.
	Signals string `yaml:"signals"`
	// Search says how search treats words.
	Search SearchSettings `yaml:"search"`
	// Authors tells more of the authors that articles name.
	Authors map[string]Author `yaml:"authors"`
	// UpdatedFrom is "git", if articles that do not say when they were updated
	// were so when their files were committed last.
	UpdatedFrom string `yaml:"updated_from"`
	// Popular lists the paths of the articles that the home page recommends.
	Popular []string `yaml:"popular"`
	// Practice is what the practice report measures the team against.
	Practice PracticeSettings `yaml:"practice"`
}

// Brand is how a site shows whose it is.
type Brand struct {
	// Color is a CSS colour: #5b4bdb, rgb(…), hsl(…), oklch(…) or a name.
	Color string `yaml:"color"`
	// Logo and Favicon are files in static/ or content/, such as "/logo.svg".
	Logo    string `yaml:"logo"`
	Favicon string `yaml:"favicon"`
	// Font is the file of a font, such as "/fonts/brand.woff2".
	Font string `yaml:"font"`
	// ShareImage is the picture that stands for pages where they are shared,
	// 1200 by 630 pixels.
	ShareImage string `yaml:"share_image"`
}

// SearchSettings say how search treats words.
type SearchSettings struct {
	// Synonyms are lists of words and phrases that mean the same.
	Synonyms [][]string `yaml:"synonyms"`
	// NeverCorrect are words that are searched as they are typed.
	NeverCorrect []string `yaml:"never_correct"`
}

// Author is somebody who writes articles.
type Author struct {
	// Role is what the person does: "Support engineer".
	Role string `yaml:"role"`
	// Picture is a file in static/ or content/, square.
	Picture string `yaml:"picture"`
}

// Contact is where readers turn whom no article helped.
type Contact struct {
	// URL is an http, https, mailto or tel address, or an article's path.
	URL  string `yaml:"url"`
	Text string `yaml:"text"`
}

const settingsFile = "signpost.yaml"

var languageTag = regexp.MustCompile(`^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*$`)

// readSettings reads signpost.yaml; data is nil when there is none.
func readSettings(data []byte, cfg Config) (Settings, yamldoc.Lines, []diag.Diagnostic) {
	var s Settings
	lines, ds := yamldoc.DecodeLines(data, &s, shown(cfg.Name, settingsFile), 1)
	if s.Title == "" {
		s.Title = "Help center"
	}
	if s.Language == "" {
		s.Language = "en"
	}
	if cfg.BaseURL != "" {
		s.BaseURL = cfg.BaseURL
	}
	s.BaseURL = strings.TrimRight(s.BaseURL, "/")
	if s.Contact.URL != "" && s.Contact.Text == "" {
		s.Contact.Text = "Contact us"
	}
	for name, value := range s.Variables {
		s.Variables[name] = oneLine(value)
	}
	for _, bad := range s.mistakes() {
		ds = append(ds, diag.Diagnostic{File: shown(cfg.Name, settingsFile), Line: lines[bad[0]], Code: "bad-value", What: bad[1], Fix: bad[2]})
	}
	return s, lines, ds
}

// mistakes lists values that make no sense: key, what, how to mend it.
func (s Settings) mistakes() [][3]string {
	var bad [][3]string
	if u, err := url.Parse(s.BaseURL); s.BaseURL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "") {
		bad = append(bad, [3]string{"base_url", "base_url is not the address of a site", "write https://help.example.com"})
	}
	if s.Brand.Color != "" && !isColour(s.Brand.Color) {
		bad = append(bad, [3]string{"brand.color", "brand.color is not a CSS colour", `write it as "#5b4bdb", with the quotes`})
	}
	if s.Signals != "" && !isLocalPath(s.Signals) {
		bad = append(bad, [3]string{"signals", "signals is not a path on the host of the site", "write /api/signals"})
	}
	if s.UpdatedFrom != "" && s.UpdatedFrom != "git" {
		bad = append(bad, [3]string{"updated_from", fmt.Sprintf("updated_from cannot be %q", s.UpdatedFrom), "write git, or leave it out"})
	}
	_, faults := s.Practice.read()
	return slices.Concat(bad, faults, s.languageFaults())
}
