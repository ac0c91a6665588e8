#!/usr/bin/env bash
# Reads a made-up Intercom export, half of it lines and half of it a list, with
# `conversations` and `practice`, and prints MB/s by the wall and by the core,
# and the peak memory. Each runs twice, and must say the same twice. Then a
# value of 1 GB is read in every form, and by every command. All files are removed at the end.
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
mkdir "$t/in"
"$t/export" -bytes $((mb * 500000)) >"$t/in/a.ndjson"
"$t/export" -bytes $((mb * 500000)) -form list -first 10000000 >"$t/in/b.json"

measure() {
	name=$1
	shift
	for i in 1 2; do
		/usr/bin/time -o "$t/time" -f "%e %U %S %M" "$@" >"$t/$name.$i" 2>/dev/null
		awk -v mb="$mb" -v name="$name" '{printf "%s: %.0f MB/s, %.0f MB per second of a core, peak %.0f MiB\n", name, mb/$1, mb/($2+$3), $4/1024}' "$t/time"
	done
	cmp "$t/$name.1" "$t/$name.2"
}
measure conversations "$t/signpost" conversations --json "$t/in"
measure practice "$t/signpost" practice --json --out "$t/out" "$t/in"
SIGNPOST_HUGE_BYTES=1000000000 go test ./inbox -count=1 -run TestHugeValues -v | grep -E 'MB in|^ *---'
SIGNPOST_HUGE_BYTES=1000000000 go test ./cmd/signpost -count=1 -run TestHardInput -v | grep -E 'MiB|^ *---'
