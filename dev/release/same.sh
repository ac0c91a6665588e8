#!/usr/bin/env bash
# Builds the program twice, in two folders, and compares: a release can be made
# again, byte for byte, by anyone who has the commit and the same Go. One of them holds
# what a release makes before its programs, which must not tell in their version.
#
#   dev/release/same.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
commit=$(git rev-parse HEAD) # somebody may commit meanwhile
for copy in one two/deeper; do
	git clone -q . "$work/$copy"
	git -C "$work/$copy" checkout -q --detach "$commit"
	if [ "$copy" = one ]; then
		mkdir "$work/one/dist" "$work/one/dist-extras"
		touch "$work/one/dist/config.yaml" "$work/one/dist-extras/sbom.json"
	fi
	(cd "$work/$copy" && CGO_ENABLED=0 TZ=Pacific/Auckland GOFLAGS=-p=$((${#copy} % 3 + 1)) go build -trimpath -ldflags '-s -w -buildid=' -o "$work/${copy%%/*}.bin" ./cmd/signpost)
done
cmp "$work/one.bin" "$work/two.bin" || {
	diff <(go version -m "$work/one.bin") <(go version -m "$work/two.bin") >&2
	exit 1
}
if go version -m "$work/one.bin" | grep -e '+dirty' -e 'vcs.modified=true' >&2; then
	exit 1
fi
sha256sum <"$work/one.bin"
