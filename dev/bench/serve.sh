#!/usr/bin/env bash
# How signpost serve bears load: pages and searches over many connections while an
# article is saved every second. Client and server share the machine: the client tells
# what it takes of the processors and what others take, and beside its own times those
# that the server measures, which lack the waiting for a processor. A figure of a
# machine on which others work says little.
#
# usage: serve.sh CORPUS_DIR [SECONDS] [CONNECTIONS] [IDLE] [EVERY] [RATE]     CORPUS_DIR holds
# content/; EVERY is the time between saves, 0s for none; RATE is requests a second, 0 for
# as many as are answered: every connection then asks without rest, and times tell how
# many there are, 64 of them at 4,000 a second 16 ms each on average
# The bars: 2,000 requests a second, search p99 under 50 ms, no failed and no mixed
# answer, memory flat; with 10,000 idle connections p99 under 200 ms.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
corpus=$(cd "$1" && pwd)
seconds=${2:-30} connections=${3:-64} idle=${4:-0} every=${5:-1s} rate=${6:-0}
t=$(mktemp -d)
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$t"' EXIT

(cd "$here/../.." && CGO_ENABLED=0 go build -o "$t/signpost" ./cmd/signpost && go build -o "$t/load" ./dev/bench/load)
mkdir "$t/site" && cp -r "$corpus/content" "$t/site/content"
printf 'title: Load\nbase_url: http://127.0.0.1\n' >"$t/site/signpost.yaml"
printf -- '---\ntitle: Load 0\norder: 1\n---\nloadgen0x\n' >"$t/site/content/zz-load.md"
ulimit -n "$(ulimit -Hn)"
"$t/signpost" serve --site "$t/site" --addr 127.0.0.1:18480 --admin-addr 127.0.0.1:18481 2>"$t/log" &
server=$!
for _ in $(seq 600); do
	grep -q '"msg":"serving"' "$t/log" && break
	kill -0 "$server" || { cat "$t/log" >&2; exit 1; }
	sleep 0.1
done
"$t/load" -addr 127.0.0.1:18480 -admin 127.0.0.1:18481 -pid "$server" -article "$t/site/content/zz-load.md" -queries "$here/queries.txt" -for "${seconds}s" -connections "$connections" -idle "$idle" -every "$every" -rate "$rate"
uptime
echo "builds while serving: $(grep -c '"msg":"the build has ended"' "$t/log"), seconds each: $(sed -n 's/.*"msg":"the build has ended","seconds":\([0-9.]*\).*/\1/p' "$t/log" | tr '\n' ' ')"
grep '"level":"ERROR"' "$t/log" || true
