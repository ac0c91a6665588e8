#!/usr/bin/env bash
# Makes what a release carries beside the program: manual pages, completions, the
# licences of what is built in, and the list of it (SBOM, CycloneDX).
#
#   dev/release/extras.sh DIR
set -euo pipefail
cd "$(dirname "$0")/../.."

out=${1:?"extras.sh: name the folder to write to"}
rm -rf "$out"
mkdir -p "$out/completions"
go run ./cmd/signpost man "$out/man"
go run ./cmd/signpost completion bash >"$out/completions/signpost.bash"
go run ./cmd/signpost completion fish >"$out/completions/signpost.fish"
go run ./cmd/signpost completion zsh >"$out/completions/_signpost"
dev/release/inventory.sh licences >"$out/licences.csv"
dev/release/inventory.sh sbom >"$out/sbom.json"
