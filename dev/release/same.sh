#!/usr/bin/env bash
# Builds the program twice, in two folders, and compares: a release can be made
# again, byte for byte, by anyone who has the commit and the same Go.
#
#   dev/release/same.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for copy in one two/deeper; do
	git clone -q . "$work/$copy"
	(cd "$work/$copy" && CGO_ENABLED=0 TZ=Pacific/Auckland GOFLAGS=-p=$((${#copy} % 3 + 1)) go build -trimpath -ldflags '-s -w -buildid=' -o "$work/${copy%%/*}.bin" ./cmd/signpost)
done
cmp "$work/one.bin" "$work/two.bin"
sha256sum <"$work/one.bin"
