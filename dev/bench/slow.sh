#!/usr/bin/env bash
# How readers fare while others hold connections open by sending or reading slowly:
# slowhttptest with 1,000 connections in each of its three ways (headers, bodies,
# reading), then with 10,000 that are silent and 32 that send headers of 100 kB, and
# pages asked for beside it. The last two need no slowhttptest, and are all that is done
# without it.
#
# usage: slow.sh CORPUS_DIR [SECONDS]     CORPUS_DIR holds content/
# The bar: p99 under 200 ms, no failed answer.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
corpus=$(cd "$1" && pwd)
seconds=${2:-15}
t=$(mktemp -d)
server="" slow=""
trap 'for p in $slow $server; do kill "$p" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$t"' EXIT

(cd "$here/../.." && CGO_ENABLED=0 go build -o "$t/signpost" ./cmd/signpost && go build -o "$t/load" ./dev/bench/load)
mkdir "$t/site" && cp -r "$corpus/content" "$t/site/content"
printf 'title: Load\nbase_url: http://127.0.0.1\n' >"$t/site/signpost.yaml"
printf -- '---\ntitle: Load loadgen0x\n---\nloadgen0x\n' >"$t/site/content/zz-load.md"
ulimit -n "$(ulimit -Hn)"
"$t/signpost" serve --site "$t/site" --addr 127.0.0.1:18490 --admin-addr 127.0.0.1:18491 --signals "$t/signals.db" 2>"$t/log" &
server=$!
for _ in $(seq 600); do
	grep -q '"msg":"serving"' "$t/log" && break
	kill -0 "$server" || { cat "$t/log" >&2; exit 1; }
	sleep 0.1
done
load() {
	"$t/load" -addr 127.0.0.1:18490 -admin 127.0.0.1:18491 -pid "$server" -queries "$here/queries.txt" -for "${seconds}s" -connections 4 -every 0s "$@"
}
attack() {
	echo "== $1"
	shift
	slowhttptest "$@" -c 1000 -r 500 -l $((seconds + 15)) -p 3 >"$t/slow" 2>&1 &
	slow=$!
	sleep 4
	load
	sed -n 's/.*\(service available:.*\)/\1/p' "$t/slow" | tail -1
	kill "$slow" 2>/dev/null || true
	wait "$slow" 2>/dev/null || true
	slow=""
}
echo "== nobody is slow"
load
if command -v slowhttptest >/dev/null; then
	attack "slow headers" -H -i 2 -u http://127.0.0.1:18490/
	attack "slow bodies" -B -i 2 -s 8192 -t POST -u http://127.0.0.1:18490/api/signals
	attack "slow reading" -X -k 3 -n 2 -w 10 -y 20 -z 32 -u http://127.0.0.1:18490/llms.txt
fi
echo "== silence"
load -idle 9900
echo "== large headers"
load -large 32
