#!/usr/bin/env bash
# Full builds side by side, in turn, on the same articles: Signpost against
# Hugo + Pagefind, both with a search index. Prints medians and the ratio of
# pairs; only ratios of one run mean anything, machines here are noisy.
#
# usage: build.sh CORPUS_DIR [RUNS]      CORPUS_DIR holds content/
# needs: hugo (go install github.com/gohugoio/hugo@v0.165.0) and
# pagefind_extended (npm pagefind@1.6.0 ships it in @pagefind/linux-x64/bin) on
# PATH, or their paths in HUGO and PAGEFIND; GNU time.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
corpus=$(cd "$1" && pwd)
runs=${2:-5}
hugo=${HUGO:-hugo}
pagefind=${PAGEFIND:-pagefind_extended}
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT

(cd "$here/../.." && CGO_ENABLED=0 go build -o "$t/signpost" ./cmd/signpost)
cp -r "$here/hugo-theme" "$t/peer" && cp -r "$corpus/content" "$t/peer/content"
mkdir "$t/ours" && cp -r "$corpus/content" "$t/ours/content"
# Every run writes to a new folder, and all are removed at the end: ext4 passes
# over inodes that were freed within the last minute one by one, so that after
# "rm -rf public" it is the file system that is measured.
cat >"$t/peer.sh" <<P
cd "$t/peer" && "$hugo" --quiet --destination "$t/peer-\$1" && "$pagefind" --site "$t/peer-\$1" >/dev/null
P
cat >"$t/ours.sh" <<P
rm -rf "$t/ours/.signpost" && "$t/signpost" build --site "$t/ours" --out "$t/ours-\$1" >/dev/null 2>&1
P
for who in peer ours; do
	/usr/bin/time -f "$who, first run (warms the caches): wall %e s, cpu %U+%S s, peak %M KiB (largest process)" bash "$t/$who.sh" 0
done
for i in $(seq "$runs"); do
	for who in peer ours; do /usr/bin/time -a -o "$t/$who.log" -f "%e %U %S %M" bash "$t/$who.sh" "$i"; done
done
for who in peer ours; do awk '{print $1, $2+$3, $4}' "$t/$who.log" >"$t/$who.tsv"; done
paste "$t/peer.tsv" "$t/ours.tsv" | awk '{print $4/$1, $5/$2, $6/$3}' >"$t/ratio"
med() { sort -n | awk '{a[NR]=$1} END{print a[int((NR+1)/2)]}'; }
column() { cut -d' ' -f"$2" "$1" | med; }
for who in peer ours; do
	echo "$who: median wall $(column "$t/$who.tsv" 1) s, cpu $(column "$t/$who.tsv" 2) s, peak $(column "$t/$who.tsv" 3) KiB"
done
echo "ratio ours/peer, median of $runs pairs: wall $(column "$t/ratio" 1), cpu $(column "$t/ratio" 2), peak $(column "$t/ratio" 3)"
