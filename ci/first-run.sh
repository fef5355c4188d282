#!/bin/bash
# first-run.sh: on a fresh Debian machine: installs what is missing, builds dmlint, and checks the bundled broken example.
set -eu
cd "$(dirname "$0")/.."
ci/install-build-deps.sh
make --no-print-directory -j"$(nproc)"
code=0
build/dmlint tests/example/broken.yaml || code=$?
[ "$code" = 1 ] # findings, and the example has some
