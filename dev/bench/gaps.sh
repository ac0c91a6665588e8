#!/usr/bin/env bash
# The figures of docs/figures-gaps.md: gaps.sh DATA [MODELS]
# DATA is the folder with the labelled sets; MODELS holds word models that have not
# seen a set, SET.bin, as dev/train/static.sh makes them (its third argument is SET).
set -euo pipefail
data=$(realpath "$1") models=${2:+$(realpath "$2")}
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
(cd "$(dirname "$0")/../.." && go build -o "$bin/signpost" ./cmd/signpost)
first() { awk -v n="$1" 'NR <= n'; } # reads to the end, as head does not: a pipe that breaks is a failure here
pick() { # the same lines every time, spread over the file
  awk -v n="$2" -v s="$3" 'BEGIN { srand(s) } { print rand() "\t" $0 }' "$1" | sort -g | cut -f2- | first "$2"
}
for seed in 1 2 3; do
  pick "$data/banking77-train.tsv" 3080 $seed >"$bin/banking.tsv"
  for mode in "--words none" "" "--best"; do
    echo "== Banking77, 3080 texts, sample $seed, ${mode:-default}"
    # shellcheck disable=SC2086
    "$bin/signpost" eval gaps --labelled "$bin/banking.tsv" $mode
  done
done
# what skews: of the labels, in the order in which they come, each gets fewer lines than
# the one before, as matters do in an inbox
skew() { # FILE N SEED MOST: MOST lines of the first label, N in all at most
  pick "$1" 1000000 "$3" | awk -F'\t' -v most="$4" '
    !($2 in rank) { rank[$2] = ++labels }
    ++taken[$2] <= most / rank[$2] ^ 0.7 + 2' | first "$2"
}
figures() { # NAME MODEL: of $bin/set.tsv
  for mode in "" "--best"; do
    echo "== $1, $(wc -l <"$bin/set.tsv") texts, model that has not seen it, ${mode:-default}"
    # shellcheck disable=SC2086
    "$bin/signpost" eval gaps --labelled "$bin/set.tsv" --words "$models/$2.bin" $mode
  done
}
if [ -n "$models" ]; then
  for set in clinc150:clinc150-train hwu64:hwu64 natcs-insurance:natcs-insurance; do
    IFS=: read -r name file <<<"$set"
    for n in 650 913 2000 3000 7000 11000; do
      [ "$n" -le "$(wc -l <"$data/$file.tsv")" ] || continue
      pick "$data/$file.tsv" "$n" 1 >"$bin/set.tsv"
      figures "$name" "$name"
    done
    [ "$name" != natcs-insurance ] || continue
    for n in 3000:150 7000:500; do
      skew "$data/$file.tsv" "${n%:*}" 1 "${n#*:}" >"$bin/set.tsv"
      figures "$name, skewed" "$name"
    done
  done
fi
