#!/usr/bin/env bash
# Runs the tests of chance and the suites at their full length, which takes an hour or
# more on two cores. The ordinary tests run a short form of each.
#
#   dev/reliability/full.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

# A thousand kills of a build; 200 damaged places in every file of an index; every
# payload and naughty string.
SIGNPOST_TIMES=1000 go test ./cmd/signpost -count=1 -timeout 60m -v -run 'TestABuildKilledAtAnyMoment'
SIGNPOST_TIMES=200 go test ./search -count=1 -timeout 10m -v -run 'TestDamageAnywhere'
SIGNPOST_TIMES=1 go test ./builder -count=1 -timeout 30m -v -run 'TestNothingHostile|TestYAMLSuite|TestAnyFailureOfTheDisk'
go test ./inbox -count=1 -v -run 'TestJSONSuite'
