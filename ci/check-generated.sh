#!/bin/bash
# check-generated.sh: what is generated and committed agrees with its source: the JSON Schemas with schemas/, the tables and
# the example of README.md with the program. Prints the differences and ends with 1. usage: check-generated.sh [BUILD]
set -u
cd "$(dirname "$0")/.." || exit 2
build=${1:-build}
bad=0
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"$build/gen_schema" json schemas "$fresh" || bad=1
cp schemas/json/output-v1.json "$fresh"
if ! diff -ru schemas/json "$fresh"; then
	echo "schemas/json is not what 'make schemas' writes"
	bad=1
fi
if ! ci/update-readme.sh --check "$build/dmlint"; then
	echo "README.md is not what 'make docs' writes"
	bad=1
fi
exit $bad
