#!/usr/bin/env bash
# The figures of docs/figures-gaps.md: gaps.sh DATA [MODELS]
# DATA is the folder with the labelled sets; MODELS holds word models that have not
# seen a set, SET.bin, as dev/train/static.sh makes them (its third argument is SET).
set -euo pipefail
data=$(realpath "$1") models=${2:+$(realpath "$2")}
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
(cd "$(dirname "$0")/../.." && go build -o "$bin/signpost" ./cmd/signpost)
pick() { # the same lines every time, spread over the file
  awk -v n="$2" -v s="$3" 'BEGIN { srand(s) } { print rand() "\t" $0 }' "$1" | sort -g | head -n "$2" | cut -f2-
}
for seed in 1 2 3; do
  pick "$data/banking77-train.tsv" 3080 $seed >"$bin/banking.tsv"
  for mode in "--words none" "" "--best"; do
    echo "== Banking77, 3080 texts, sample $seed, ${mode:-default}"
    # shellcheck disable=SC2086
    "$bin/signpost" eval gaps --labelled "$bin/banking.tsv" $mode
  done
done
if [ -n "$models" ]; then
  for set in clinc150:clinc150-train:4500 hwu64:hwu64:3000 natcs-insurance:natcs-insurance:913; do
    IFS=: read -r name file n <<<"$set"
    pick "$data/$file.tsv" "$n" 1 >"$bin/set.tsv"
    for mode in "" "--best"; do
      echo "== $name, $n texts, model that has not seen it, ${mode:-default}"
      # shellcheck disable=SC2086
      "$bin/signpost" eval gaps --labelled "$bin/set.tsv" --words "$models/$name.bin" $mode
    done
  done
fi

echo "== coverage and small talk, models that have not seen the set where there are some"
cd "$(dirname "$0")/../.."
SIGNPOST_SHARED=$data/.. SIGNPOST_MODELS=$models SIGNPOST_TABLE=banking77-train,clinc150-train,hwu64,natcs-insurance \
  go test -count=1 -timeout 30m -v -run 'TestCoverageTable|TestNoise' ./gaps | grep -v '^='
SIGNPOST_SHARED=$data/.. go test -count=1 -v -run 'TestSmallTalk$' ./gaps/question | grep -v '^='
