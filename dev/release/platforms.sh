#!/usr/bin/env bash
# Builds the program for every platform of a release, and vets everything for each system,
# tests included, which is as far as it goes without running them. What is built is thrown away.
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
export CGO_ENABLED=0
for platform; do
	echo "platforms: build for $platform" >&2
	GOOS=${platform%/*} GOARCH=${platform#*/} go build -trimpath -o /dev/null ./cmd/signpost
done
for os in $(printf '%s\n' "${@%/*}" | sort -u); do
	echo "platforms: vet for $os" >&2
	GOOS=$os go vet ./...
done
