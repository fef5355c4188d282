#!/bin/bash
# pre-commit.sh: runs dmlint out of the copy of this repository that pre-commit has made, and builds it there first, once:
# pre-commit runs several of these at a time, so the first one builds and the others wait. Called by the hook
# dmlint-from-source; the arguments are those of dmlint.
set -eu
root=$(dirname "$(dirname "$(realpath "$0")")")
program=$root/build/dmlint
if [ ! -x "$program" ]; then
	mkdir -p "$root/build"
	exec 9>"$root/build/pre-commit.lock"
	flock 9
	log=$root/build/pre-commit.log
	if [ ! -x "$program" ] && ! env -u MAKEFLAGS -u MAKELEVEL make -C "$root" -j"$(nproc)" BUILD=build build/dmlint >"$log" 2>&1 9>&-; then
		tail -n 20 "$log" >&2
		echo "dmlint cannot be built: it needs a C compiler, make, pkg-config and the libraries that $root/ci/install-build-deps.sh installs" >&2
		exit 2
	fi
	exec 9>&-
fi
exec "$program" "$@"
