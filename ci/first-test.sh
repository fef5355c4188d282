#!/bin/bash
# first-test.sh: on a fresh Debian machine: installs what the tests need and passes them all.
set -eu
cd "$(dirname "$0")/.."
ci/install-test-deps.sh
exec ci/test.sh
