#!/usr/bin/env bash
# Builds of one site after each other: all of it, with nothing changed, and with
# one article changed; medians and ratios to the full build of the same round.
# Then what an article page weighs, without pictures and search.
#
# usage: again.sh CORPUS_DIR [ROUNDS]      CORPUS_DIR holds content/
# needs: GNU time; node, for brotli.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
corpus=$(cd "$1" && pwd)
rounds=${2:-5}
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT

(cd "$here/../.." && CGO_ENABLED=0 go build -o "$t/signpost" ./cmd/signpost)
mkdir "$t/site" && cp -r "$corpus/content" "$t/site/content"
article=$(find "$t/site/content" -name '*.md' ! -name '*index.md' | sort | sed -n '100p')
build() { /usr/bin/time -a -o "$t/$1.log" -f %e "$t/signpost" build --site "$t/site" --out "$t/out-$2" >/dev/null 2>&1; }

for i in $(seq 0 "$rounds"); do
	rm -rf "$t/site/.signpost"
	build full "$i"
	build nothing "$i"
	printf '\nChanged in round %s.\n' "$i" >>"$article"
	build one "$i"
done
# The first round warms the caches.
for what in full nothing one; do sed -i 1d "$t/$what.log"; done
med() { sort -n | awk '{a[NR]=$1} END{print a[int((NR+1)/2)]}'; }
echo "full build: median $(med <"$t/full.log") s of $rounds"
for what in nothing one; do
	echo "$what changed: median $(med <"$t/$what.log") s, ratio to the full build $(paste "$t/full.log" "$t/$what.log" | awk '{print $2/$1}' | med)"
done
out="$t/out-0"
page=$out/$(cd "$out" && find . -mindepth 3 -name index.html ! -path './search/*' | sort | sed -n '50p')
bytes() { cat "$@" | node -e 'process.stdout.write(String(require("zlib").brotliCompressSync(require("fs").readFileSync(0)).length))'; }
echo "article page, brotli: html $(bytes "$page"), style $(bytes "$out"/assets/style.*.css), script $(bytes "$out"/assets/script.*.js) bytes"
