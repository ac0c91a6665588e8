#!/usr/bin/env bash
# Reads made-up Intercom exports, half of each lines and half of it a list, with
# `conversations` and `practice`, and prints MB/s by the wall and by the core, the
# peak memory, and whether the bars are met. Each runs twice, and must say the same
# twice. It does so in both forms of export/. Then a value of 1 GB is read in every
# form, and by every command. All files are removed at the end.
#
# usage: inbox.sh [MB]      default 1000; as much must be free in TMPDIR
# needs: GNU time.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mb=${1:-1000}
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT

cd "$here/../.."
CGO_ENABLED=0 go build -o "$t/signpost" ./cmd/signpost
go build -o "$t/export" ./dev/bench/export

measure() {
	name=$1
	shift
	for i in 1 2; do
		/usr/bin/time -o "$t/time" -f "%e %U %S %M" "$@" >"$t/said.$i" 2>/dev/null
		awk -v mb="$mb" -v name="$name" '{
			speed = mb/$1; peak = $4/1024
			printf "%s: %.0f MB/s (bar 60: %s), %.0f MB per second of a core, peak %.0f MiB (bar 300: %s)\n", name,
				speed, speed >= 60 ? "met" : "missed", mb/($2+$3), peak, peak < 300 ? "met" : "missed"
		}' "$t/time"
	done
	cmp "$t/said.1" "$t/said.2"
}
for form in full dense; do
	mkdir "$t/in"
	"$t/export" -form $form -bytes $((mb * 500000)) >"$t/in/a.ndjson"
	"$t/export" -form $form -bytes $((mb * 500000)) -list -first 10000000 >"$t/in/b.json"
	measure "$form form, conversations" "$t/signpost" conversations --json "$t/in"
	measure "$form form, practice" "$t/signpost" practice --json --out "$t/out" "$t/in"
	rm -r "$t/in"
done
SIGNPOST_HUGE_BYTES=1000000000 go test ./inbox -count=1 -run TestHugeValues -v | grep -E 'MB in|^ *---'
SIGNPOST_HUGE_BYTES=1000000000 go test ./cmd/signpost -count=1 -run TestHardInput -v | grep -E 'MiB|^ *---'
