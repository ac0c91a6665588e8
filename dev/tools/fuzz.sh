#!/usr/bin/env bash
# Runs fuzz targets, one after the other, or lists all of the repository:
#
#   dev/tools/fuzz.sh list                 as a list of JSON, for the jobs of CI
#   dev/tools/fuzz.sh 10s                  all of them, 10 seconds each
#   dev/tools/fuzz.sh 30m search:FuzzQuery …
#
# A crasher stays in the package's testdata/fuzz, to be committed with its mend.
set -euo pipefail
cd "$(dirname "$0")/../.."

time=${1:?"fuzz.sh: say list, or for how long to run each target, such as 10s"}
shift
# Folders that begin with a dot and those of dev/ hold no package of the program.
list() {
	grep -rhoH --include='*_test.go' --exclude-dir='.?*' --exclude-dir=dev '^func Fuzz[A-Za-z0-9_]*' . |
		sed -E 's|^\./(.*)/[^/]*:func |\1:|' | LC_ALL=C sort
}
if [ "$time" = list ]; then
	list | sed 's/.*/"&"/' | paste -sd, | sed 's/.*/[&]/'
	exit
fi
if [ $# = 0 ]; then
	mapfile -t targets < <(list)
	set -- "${targets[@]}"
fi
failed=0
for target; do
	echo "fuzz: $target" >&2
	go test "./${target%:*}" -run '^$' -fuzz "^${target#*:}\$" -fuzztime "$time" || failed=1
done
exit "$failed"
