// Package signpost carries the files that `signpost demo` shows: our own help
// center and the sample conversations. It stands at the root of the repository
// because a package can embed only what lies below it.
package signpost

import "embed"

// Demo holds content/, signpost.yaml, samples/conversations/ and samples/team/.
//
//go:embed content signpost.yaml samples/conversations samples/team
var Demo embed.FS
