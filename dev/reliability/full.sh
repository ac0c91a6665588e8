#!/usr/bin/env bash
# Runs the tests of chance and the suites at their full length, which takes some hours
# on two cores. The ordinary tests run a short form of each.
#
#   dev/reliability/full.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

# Sites of chance are small and many: in memory they do not wear a disk.
if [ -d /dev/shm ]; then memory=/dev/shm; else memory=${TMPDIR:-/tmp}; fi

# A thousand random sites twice, ten thousand edits, and ten thousand sites whose hidden
# words are hunted for in all that is written, answered and logged.
TMPDIR=$memory SIGNPOST_TIMES=1000 go test ./builder -count=1 -timeout 30m -v -run 'TestRandomSitesAreTheSameTwice'
TMPDIR=$memory SIGNPOST_TIMES=10000 go test ./builder -count=1 -timeout 60m -v -run 'TestBuildingOnEqualsBuildingAnew'
TMPDIR=$memory SIGNPOST_TIMES=10000 go test ./server -count=1 -timeout 180m -v -run 'TestNoSecretOfARandomSite'

# A hundred storms of ten thousand saves of a watched site, and a hundred of a served one.
TMPDIR=$memory SIGNPOST_TIMES=100 go test ./builder -count=1 -timeout 60m -v -run 'TestStormsLoseNothing'
TMPDIR=$memory SIGNPOST_TIMES=100 go test ./cmd/signpost -count=1 -timeout 60m -v -run 'TestServeInAStorm'

# A thousand kills of a build; 200 damaged places in every file of an index; every
# payload and naughty string.
SIGNPOST_TIMES=1000 go test ./cmd/signpost -count=1 -timeout 60m -v -run 'TestABuildKilledAtAnyMoment'
SIGNPOST_TIMES=200 go test ./search -count=1 -timeout 10m -v -run 'TestDamageAnywhere'
SIGNPOST_TIMES=1 go test ./builder -count=1 -timeout 30m -v -run 'TestNothingHostile|TestNoAddressLeadsOutside|TestYAMLSuite|TestAnyFailureOfTheDisk'
SIGNPOST_TIMES=3000 go test ./search -count=1 -timeout 30m -v -run 'TestTheRuntimeSurvivesDamage'
(cd dev/e2e && SIGNPOST_TIMES=1 go test . -count=1 -timeout 90m -v -run 'TestNoPayload')
go test ./inbox -count=1 -v -run 'TestJSONSuite'
