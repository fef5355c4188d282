#!/bin/bash
# check-size.sh: functions of at most 80 lines, files of 600, rules of 200, public headers of 150. Prints each violation and
# ends with 1. usage: check-size.sh [TREE]
set -u
cd "${1:-$(dirname "$0")/..}" || exit 2
export LC_ALL=C
find src include tests/unit tests/fuzz tests/bench -name '*.[ch]' | sort | xargs awk '
function limit(file) {
	if (file ~ /^include\/dmlint\//) return 150
	if (file ~ /^src\/rules\/dml[0-9]/) return 200
	return 600
}
function complain(text) { print text; bad = 1 }
function finish() {
	if (file != "" && lines > limit(file))
		complain(file ": " lines " lines, at most " limit(file))
}
FNR == 1 { finish(); file = FILENAME; open = 0 }
{ lines = FNR }
# Formatted code opens and closes every function, and nothing else that is long, in the first column.
/^\{/ { open = FNR }
/^\}/ && open {
	if (FNR - open + 1 > 80)
		complain(file ":" open ": a function of " FNR - open + 1 " lines, at most 80")
	open = 0
}
END { finish(); exit bad }'
