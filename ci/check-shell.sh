#!/bin/bash
# check-shell.sh: shellcheck has no warning for any shell script. usage: check-shell.sh [TREE]
set -u
cd "${1:-$(dirname "$0")/..}" || exit 2
find .ci ci src tests -name '*.sh' -print0 -o -path .ci/run -print0 2>/dev/null |
	xargs -0 shellcheck --external-sources --source-path=SCRIPTDIR --severity=warning
