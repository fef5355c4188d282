#!/bin/bash
# build.sh: what the tests of this folder look at: all packages, built from copies of the sources in two folders, by two users
# who differ in everything that must not matter, at the same time. The program that is built has the default switches.
# Leaves BUILD/packages/one and BUILD/packages/two, with the programs and dist/. usage: build.sh BUILD
set -eu
work=$(realpath "$1")/packages
cd "$(dirname "$0")/../.."
rm -rf "$work"

# copy FOLDER: the sources, and nothing that was built.
copy() {
	mkdir -p "$1"
	cp -r Makefile README.md LICENSE src include schemas ci "$1"
	mkdir "$1/tests"
	cp -r tests/cases "$1/tests"
}
# build FOLDER NAME VARIABLE=VALUE...: packages there, under NAME here.
build() {
	(cd "$1" && env -u MAKEFLAGS -u SOURCE_DATE_EPOCH "${@:3}" make --no-print-directory packages)
	mkdir -p "$work/$2"
	cp -r "$1/build/dist" "$1/build/dmlint" "$work/$2"
	cp "$1/build/static/dmlint" "$work/$2/dmlint-static"
}
first=$work/sources second=$work/sources-in-a-folder/with/a/longer/name
copy "$first"
copy "$second"
build "$first" one TZ=UTC LC_ALL=C >"$work/one.log" 2>&1 &
(umask 077 && build "$second" two TZ=Asia/Tokyo LC_ALL=C.UTF-8 HOME="$work" >"$work/two.log" 2>&1)
wait $!
# And once with another date.
(cd "$first" && mkdir build/dated && SOURCE_DATE_EPOCH=1000000000 make --no-print-directory DIST=build/dated packages)
mv "$first/build/dated" "$work/dated"
rm -rf "$first" "${second%/with/*}"
