#!/usr/bin/env bash
# Tells what the program is made of:
#
#   dev/release/inventory.sh sbom              components with licences, CycloneDX
#   dev/release/inventory.sh licences          module, version, licence, as CSV
#   dev/release/inventory.sh vulnerabilities   known weaknesses; needs the network
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The list is made of the program itself: what is not built in is not in it.
sbom() {
	(cd dev/release && go build -o "$work/cyclonedx-gomod" github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod)
	CGO_ENABLED=0 go build -trimpath -o "$work/signpost" ./cmd/signpost
	"$work/cyclonedx-gomod" bin -json -std -licenses -assert-licenses -noserial -notimestamp \
		-version "$(git describe --tags --always)" -output "$work/sbom.json" "$work/signpost" 2>"$work/said" || {
		cat "$work/said" >&2
		exit 1
	}
}

case ${1:-} in
sbom)
	sbom
	cat "$work/sbom.json"
	;;
licences)
	sbom
	(cd dev/release && go run ./licences <"$work/sbom.json")
	;;
vulnerabilities)
	(cd dev/release && go build -o "$work/govulncheck" golang.org/x/vuln/cmd/govulncheck)
	found=0
	"$work/govulncheck" ./... || found=$?
	# 3 says that there are weaknesses, all else that it did not come to look for them.
	if [ "$found" != 0 ] && [ "$found" != 3 ]; then
		echo "inventory.sh: NOTHING WAS CHECKED: govulncheck failed, most likely since the database at vuln.go.dev cannot be reached" >&2
	fi
	exit "$found"
	;;
*)
	echo "inventory.sh: say sbom, licences or vulnerabilities" >&2
	exit 2
	;;
esac
