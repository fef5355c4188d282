#!/bin/bash
# check-format.sh: all C code is as clang-format 14 lays it out. usage: check-format.sh [TREE]
set -u
cd "${1:-$(dirname "$0")/..}" || exit 2
find src tests -name '*.[ch]' -print0 | xargs -0 clang-format-14 --style=file:ci/clang-format --dry-run -Werror
