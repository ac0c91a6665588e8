// Package signpost carries the files that `signpost demo` shows: our own help
// center and the sample conversations. It stands at the root of the repository
// because a package can embed only what lies below it.
package signpost

import "embed"

// Demo holds content/, signpost.yaml and samples/conversations/.
//
//go:embed content signpost.yaml samples/conversations
var Demo embed.FS
