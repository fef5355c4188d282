#!/bin/bash
# build.sh: builds with gcc and clang, strict warnings as errors, optimised and with sanitizers, each in a folder of its own.
# usage: build.sh [NAME...]   NAME: gcc clang gcc-sanitize clang-sanitize (default: all)
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- gcc clang gcc-sanitize clang-sanitize
for name; do
	case $name in
	*-sanitize) switches=(CC="${name%-sanitize}" SANITIZE="address,undefined") ;;
	*) switches=(CC="$name") ;;
	esac
	echo "== build $name"
	make --no-print-directory -j"$(nproc)" DEVELOPER=1 BUILD="build/$name" "${switches[@]}" all unit replay
done
