// Module e2e tests the built site in a real browser. It is its own module so
// that users of Signpost never download a browser driver.
module signpost/dev/e2e

go 1.26.0

require (
	github.com/chromedp/cdproto v0.159.2
	github.com/chromedp/chromedp v0.23.0
)

require github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
