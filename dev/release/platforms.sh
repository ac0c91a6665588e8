#!/usr/bin/env bash
# Builds the program for every platform of a release, and checks its tests there as far as
# that is possible without running them. What is built is thrown away.
#
#   dev/release/platforms.sh [OS/ARCH...]
set -euo pipefail
cd "$(dirname "$0")/../.."

listed() { sed -n "s/^ *$1: \[\(.*\)\]/\1/p" dev/release/goreleaser.yaml | tr -d ,; }
if [ $# = 0 ]; then
	for os in $(listed goos); do
		for arch in $(listed goarch); do
			set -- "$@" "$os/$arch"
		done
	done
fi
[ $# -gt 0 ] || { echo "platforms.sh: goreleaser.yaml lists no platform" >&2 && exit 1; }
for platform; do
	export GOOS=${platform%/*} GOARCH=${platform#*/} CGO_ENABLED=0
	echo "platforms: $platform" >&2
	go build -trimpath -o /dev/null ./cmd/signpost
	go vet ./...
done
