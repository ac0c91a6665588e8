#!/usr/bin/env bash
# Makes search/browser/runtime.min.js, which readers load, of runtime.js. The class
# keeps its name Index, since what stands behind it in the index's script makes one.
# The last line tells which source it was made of; a test of package search looks.
set -euo pipefail
cd "$(dirname "$0")"
browser=../../search/browser
{
	go tool esbuild --minify --format=esm --target=es2022 <$browser/runtime.js |
		sed -E 's/export\{([A-Za-z_$]+) as Index,[A-Za-z_$]+ as analyze\};/const Index=\1;/'
	echo "// $(sha256sum <$browser/runtime.js | cut -c1-16)"
} >$browser/runtime.min.js.new
mv $browser/runtime.min.js.new $browser/runtime.min.js
