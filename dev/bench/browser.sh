#!/usr/bin/env bash
# Search in the browser side by side, in one run: Signpost against Pagefind on
# the same articles. Prints both sides' bytes, requests and times.
#
# usage: browser.sh CORPUS_DIR [RTT_MS]      CORPUS_DIR holds content/
# needs: hugo and pagefind_extended as for build.sh, node, Chromium, and
# playwright-core installed by npm in the folder that NODE_FOLDER names.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
corpus=$(cd "$1" && pwd)
rtt=${2:-0}
node_folder=${NODE_FOLDER:?a folder where npm install playwright-core was run}
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT

(cd "$here/../.." && CGO_ENABLED=0 go build -o "$t/signpost" ./cmd/signpost)
cp -r "$here/hugo-theme" "$t/peer" && cp -r "$corpus/content" "$t/peer/content"
mkdir "$t/ours" && cp -r "$corpus/content" "$t/ours/content"
(cd "$t/peer" && "${HUGO:-hugo}" --quiet && "${PAGEFIND:-pagefind_extended}" --site public >/dev/null)
"$t/signpost" build --site "$t/ours" >/dev/null 2>&1

cd "$node_folder"
node "$here/browser.mjs" --root "$t/peer/public" --adapter "$here/adapters/pagefind.html" --queries "$here/queries.txt" --rtt "$rtt" --label pagefind
node "$here/browser.mjs" --root "$t/ours/public" --adapter "$here/adapters/signpost.html" --queries "$here/queries.txt" --rtt "$rtt" --label signpost
