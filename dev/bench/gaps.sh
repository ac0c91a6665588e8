#!/usr/bin/env bash
# The figures of docs/figures-gaps.md: gaps.sh DATA MODELS [PART...]
# DATA is the folder with the labelled sets; MODELS holds word models that have not
# seen a set, SET.bin, as dev/train/static.sh makes them (its third argument is SET), and
# is - where there are none. Parts are banking, many, unseen, coverage, talk, noise, ids,
# planted, and draws, which is the sets of which settings are chosen; without, all but
# draws are printed.
set -euo pipefail
data=$(realpath "$1") models=
[ "${2:--}" = - ] || models=$(realpath "$2")
shift $(($# < 2 ? $# : 2))
[ $# -gt 0 ] || set -- banking many unseen coverage talk noise ids planted
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$0")/../.."
go build -o "$work/signpost" ./cmd/signpost

first() { awk -v n="$1" 'NR <= n'; } # reads to the end, as head does not: a pipe that breaks is a failure here
pick() { # the same lines every time, spread over the file
  awk -v n="$2" -v s="$3" 'BEGIN { srand(s) } { print rand() "\t" $0 }' "$1" | sort -g | cut -f2- | first "$2"
}
# what skews: of the labels, in the order in which they come, each gets fewer lines than
# the one before, as matters do in an inbox
skew() { # FILE N SEED MOST: MOST lines of the first label, N in all at most
  pick "$1" 1000000 "$3" | awk -F'\t' -v most="$4" '
    !($2 in rank) { rank[$2] = ++labels }
    ++taken[$2] <= most / rank[$2] ^ 0.7 + 2' | first "$2"
}
even() { # FILE SEED N: N lines of each label
  pick "$1" 1000000 "$2" | awk -F'\t' -v n="$3" '++taken[$2] <= n'
}
half() { # FILE: the lines of every second label
  awk -F'\t' '!($2 in rank) { rank[$2] = labels++ } rank[$2] % 2 == 0' "$1"
}
spread() { # FILE N: N lines, in turn from each label
  pick "$1" 1000000 1 | awk -F'\t' '{ print ++taken[$2] "\t" $0 }' | sort -s -n -k1,1 | cut -f2- | first "$2"
}
# talks makes conversations of one message each, an hour apart
talks() { # FILE, of lines id<TAB>text
  echo conversation_id,created_at,author_type,author_id,body
  awk -F'\t' '{
    gsub(/"/, "\"\"", $2)
    day = int(NR / 24)
    printf "%s,2026-%02d-%02dT%02d:00:00Z,customer,c%s,\"%s\"\n", $1, 1 + int(day / 28) % 12, 1 + day % 28, NR % 24, $1, $2
  }' "$1"
}
run() { # TITLE COMMAND...: the figures of a command, in a line
  printf '%s: ' "$1"
  shift
  "$work/signpost" eval "$@" 2>/dev/null | awk '{ $1 = $1; printf "%s%s", (NR > 1 ? "; " : ""), $0 } END { print "" }'
}
both() { # TITLE ARGUMENTS...: grouping with the sentence encoder and without
  run "$1, default" gaps "${@:2}"
  run "$1, fast" gaps "${@:2}" --fast
}
unseen() { # SET: the word model that has not seen it
  [ -n "$models" ] && [ -e "$models/$1.bin" ] && echo "$models/$1.bin"
}

banking() {
  for seed in 1 2 3; do
    pick "$data/banking77-train.tsv" 3080 $seed >"$work/set.tsv"
    run "Banking77, sample $seed, words alone" gaps --labelled "$work/set.tsv" --words none
    both "Banking77, sample $seed" --labelled "$work/set.tsv"
  done
  even "$data/banking77-train.tsv" 1 40 >"$work/set.tsv"
  both "Banking77, 40 of each" --labelled "$work/set.tsv"
}

many() { both "Banking77, all" --labelled "$data/banking77-train.tsv"; }

unseens() {
  while IFS=: read -r name file how n; do
    model=$(unseen "$name") || continue
    case $how in
    half) half "$data/$file.tsv" >"$work/all.tsv" && pick "$work/all.tsv" "$n" 1 >"$work/set.tsv" ;;
    even) even "$data/$file.tsv" 1 "$n" >"$work/set.tsv" ;;
    *) pick "$data/$file.tsv" "$n" 1 >"$work/set.tsv" ;;
    esac
    both "$name $how, $(wc -l <"$work/set.tsv") texts" --labelled "$work/set.tsv" --words "$model"
  done <<'SETS'
clinc150:clinc150-train:half:2600
clinc150:clinc150-train:even:30
hwu64:hwu64:all:2600
natcs-insurance:natcs-insurance:all:913
SETS
}

draws() {
  for set in clinc150:clinc150-train hwu64:hwu64 natcs-insurance:natcs-insurance; do
    IFS=: read -r name file <<<"$set"
    model=$(unseen "$name") || continue
    for n in 650 913 2000 3000 7000 11000; do
      [ "$n" -le "$(wc -l <"$data/$file.tsv")" ] || continue
      pick "$data/$file.tsv" "$n" 1 >"$work/set.tsv"
      both "$name, $n texts" --labelled "$work/set.tsv" --words "$model"
    done
    [ "$name" != natcs-insurance ] || continue
    for n in 3000:150 7000:500; do
      skew "$data/$file.tsv" "${n%:*}" 1 "${n#*:}" >"$work/set.tsv"
      both "$name, skewed, $(wc -l <"$work/set.tsv") texts" --labelled "$work/set.tsv" --words "$model"
    done
  done
}

coverage() {
  for set in banking77 clinc150 hwu64 natcs-insurance; do
    file=$data/$set.tsv words=()
    [ -e "$file" ] || file=$data/$set-train.tsv
    if [ "$set" != banking77 ]; then
      model=$(unseen "$set") || continue
      words=(--words "$model")
    fi
    for n in 8 0; do
      run "$set, articles of $n wordings (0: titles)" coverage --wordings $n --labelled "$file" "${words[@]}"
    done
  done
}

# idle are labels under which nobody asks an article
idle='^(general_.*|yes|no|maybe|greeting|goodbye|thank_you|repeat|are_you_a_bot|what_is_your_name|how_old_are_you|who_made_you|tell_joke|what_are_your_hobbies|where_are_you_from|do_you_have_pets|fun_fact|who_do_you_work_for|meaning_of_life|cancel|change_user_name)$'
talk() {
  for set in banking77-train clinc150-val natcs-insurance hwu64; do
    awk -F'\t' -v idle="$idle" '$2 !~ idle { print $1 "\trequest" }' "$data/$set.tsv" >"$work/set.tsv"
    run "$set" questions --labelled "$work/set.tsv"
  done
  # the half of the small talk that chose nothing
  awk -F'\t' 'NR % 2 == 0 { print $1 "\tsmalltalk" }' "$data/chitchat.tsv" >"$work/set.tsv"
  run "small talk" questions --labelled "$work/set.tsv"
}

noise() {
  {
    pick "$data/banking77-train.tsv" 2600 1
    { first 200 <"$data/clinc150-oos.tsv" && spread "$data/clinc150-train.tsv" 450 && spread "$data/hwu64.tsv" 190 && first 900 <"$data/chitchat.tsv"; } |
      awk -F'\t' '{ print $1 "\t-" }'
  } | awk -F'\t' '{ print NR "\t" $1 "\t" $2 }' >"$work/noisy.tsv"
  cut -f1,3 "$work/noisy.tsv" >"$work/expected.tsv"
  talks "$work/noisy.tsv" >"$work/talks.csv"
  for mode in "" --fast; do
    # shellcheck disable=SC2086
    run "Banking77 in 40 % noise ${mode:---default}" report "$work/talks.csv" --expected "$work/expected.tsv" $mode
  done
}

ids() {
  for set in banking77-train clinc150-train; do
    pick "$data/$set.tsv" 3600 1 | awk -F'\t' '{ print NR "\t" $1 }' >"$work/set.tsv"
    talks "$work/set.tsv" >"$work/talks.csv"
    run "$set, 2,400 and 2,400 that share 1,200" ids "$work/talks.csv"
  done
}

planted() {
  # conversation and gap, with the gap's kind
  awk '
    /- key:/ { key = $3 }
    $1 == "kind:" { kind[key] = $2 }
    /^  "[0-9]+": "/ { split($0, part, "\""); what = part[4]; print part[2] "\t" (sub(/^gap: /, "", what) ? what "\t" kind[what] : "-") }
  ' samples/expected.yaml >"$work/expected.tsv"
  run "our samples" report samples/conversations --docs content --expected "$work/expected.tsv"
  for set in rental:en desks:en grocer:de pool:es invoices:en velos:fr academy:en thermostat:en; do # wolle is a site of two languages: TestPlantedUnseen
    dir=gaps/testdata/${set%:*}
    awk -F'\t' '
      $1 == "gap" { kind[$2] = $3 }
      $1 == "conversation" && sub(/^gap: /, "", $3) { n = split($3, gap, ", "); for (i = 1; i <= n; i++) print $2 "\t" gap[i] "\t" kind[gap[i]]; next }
      $1 == "conversation" { print $2 "\t-" }
    ' "$dir/expected.tsv" >"$work/expected.tsv"
    run "${set%:*}" report "$dir"/conversations* --docs "$dir/articles" --lang "${set#*:}" --expected "$work/expected.tsv"
  done
}

for part; do
  echo "== $part"
  case $part in
  unseen) unseens ;;
  banking | many | draws | coverage | talk | noise | ids | planted) "$part" ;;
  *) echo "no part $part" >&2 && exit 2 ;;
  esac
done
