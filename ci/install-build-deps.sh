#!/bin/bash
# install-build-deps.sh: the Debian packages that building dmlint needs; does nothing where they are all there.
set -eu
exec "$(dirname "$0")/install-packages.sh" gcc libc6-dev make pkg-config libyaml-dev libpcre2-dev libjansson-dev libmariadb-dev libssl-dev libsodium-dev
