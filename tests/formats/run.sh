#!/bin/bash
# run.sh: the same inputs through every reporter, compared with golden outputs; JSON also against its published schema, with
# nothing allowed that the schema does not name. UPDATE=1 writes the golden outputs anew. Prints TAP. usage: run.sh PROGRAM
set -u
export LC_ALL=C
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 2
root=../..
n=0 failed=0 scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

result() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		failed=$((failed + 1))
		echo "not ok $n - $2"
		sed 's/^/# /' "$scratch/why"
	fi
}
golden() {
	local file=$1
	shift
	"$program" --rule secret-readable-by-all=off "$@" >"$scratch/out" 2>"$scratch/err" # depends on how the files were checked out
	cat "$scratch/err" >>"$scratch/out"
	[ -z "${UPDATE-}" ] || cp "$scratch/out" "$file"
	diff -u "$file" "$scratch/out" >"$scratch/why"
	result $? "$file"
}
inputs=(chinese.yaml tab.yaml source.yaml)
golden text.out --dm-version 8.5 "${inputs[@]}"
golden text-color.out --dm-version 8.5 --color always "${inputs[@]}"
golden text-compat.out --compat chinese.yaml
golden text-limit.out --dm-version 8.5 --max-findings 1 "${inputs[@]}"
golden short.out --dm-version 8.5 --format short "${inputs[@]}" absent.yaml
golden json.out --dm-version 8.5 --format json "${inputs[@]}" absent.yaml
golden json-compat.out --compat --format json source.yaml

{ grep -n 'hunter2\|also-secret' ./*.out; } >"$scratch/why"
result $((1 - $?)) "no secret in any output"

python=$root/build/venv/bin/python3
if [ -x "$python" ]; then
	"$program" --format json --compat "$root/tests/cases" "$root/tests/conformance/data/bases" >"$scratch/all.json"
	"$python" check_json.py "$root/schemas/json/output-v1.json" json.out json-compat.out "$scratch/all.json" >"$scratch/why" 2>&1
	result $? "JSON is as published"
else
	n=$((n + 1))
	echo "ok $n - JSON is as published # skip no $python: ci/install-test-deps.sh makes it"
fi
echo "1..$n"
[ "$failed" = 0 ]
