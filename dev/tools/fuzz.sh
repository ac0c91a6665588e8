#!/usr/bin/env bash
# Runs every fuzz target of the repository, one after the other:
#
#   dev/tools/fuzz.sh 10s
#
# A crasher stays in the package's testdata/fuzz, to be committed with its mend.
set -euo pipefail
cd "$(dirname "$0")/../.."

time=${1:-10s}
failed=0
for package in $(grep -rl --include='*_test.go' 'func Fuzz' . | grep -v '^./dev/' | xargs -n1 dirname | sort -u); do
	for target in $(grep -ho 'func Fuzz[A-Za-z0-9_]*' "$package"/*_test.go | sed 's/func //' | sort -u); do
		echo "fuzz: $package $target" >&2
		go test "$package" -run '^$' -fuzz "^$target\$" -fuzztime "$time" || failed=1
	done
done
exit "$failed"
