#!/bin/bash
# run.sh: the golden tests. tests/cases/DMLnnnn holds wrong and right configurations of one rule:
#
#   bad-*.yaml   with bad-*.out: the whole text output, other rules' findings included; the rule itself must be in it
#   good-*.yaml  no rule may say anything
#   bad-*.fixed.yaml  beside bad-*.yaml: the file after --fix=unsafe; the rule must be silent then, and a second --fix idle
#
# Beside x.yaml, x.facts.yaml is what its servers answered (--facts) and x.source.yaml a source of it (--source).
#
# The first line may be "# test: OPTIONS": options for dmlint, and "known-miss" for a wish that must not come true unnoticed.
# Without --dm-version a case is for DM 8.5. UPDATE=1 writes the expectations anew. Prints TAP.
#
# usage: run.sh PROGRAM [FOLDER...]
set -u
shopt -s lastpipe # what stands behind a pipe counts in this shell
export LC_ALL=C
program=$(realpath "$1")
shift
cd "$(dirname "$0")/cases" || exit 2
[ $# -gt 0 ] || set -- DML*/
n=0 failed=0 scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

ok() { n=$((n + 1)); echo "ok $n - $1"; }
not_ok() {
	n=$((n + 1)) failed=$((failed + 1))
	echo "not ok $n - $1"
	sed 's/^/# /'
}

# The options of a case: those of its first line, and the files beside it.
read_options() {
	local first
	options=()
	IFS= read -r first <"$1" || true
	[[ $first != '# test: '* ]] || read -ra options <<<"${first#\# test: }"
	[ ! -f "${1%.yaml}.facts.yaml" ] || options+=(--facts "${1%.yaml}.facts.yaml")
	[ ! -f "${1%.yaml}.source.yaml" ] || options+=(--source "${1%.yaml}.source.yaml")
}

# slurp FILE: sets $text to all its bytes, without a process of its own.
slurp() { IFS= read -rd '' text <"$1" || true; }

# Runs a case in its folder: $scratch/out, also in $out, and $code; sets known_miss.
run_case() {
	local options
	known_miss=
	read_options "$1"
	if [ "${options[0]-}" = known-miss ]; then
		known_miss=1
		options=("${options[@]:1}")
	fi
	"$program" --quiet --color never --dm-version 8.5 "${options[@]}" "$1" >"$scratch/out" 2>"$scratch/err" </dev/null
	code=$?
	[ ! -s "$scratch/err" ] || sed 's/^/stderr: /' "$scratch/err" >>"$scratch/out"
	slurp "$scratch/out"
	out=$text
}

# Whether the rule of the folder speaks in a text.
speaks() { [[ $1 =~ \ ${id}[],] ]]; }

# Exit code 1 exactly when an error was found.
expected_code() { [[ $out =~ (^|$'\n')[^\ $'\n'][^$'\n']*:[0-9]+:[0-9]+:\ error:\  ]] && wanted=1 || wanted=0; }

bad() {
	local wanted expected=${1%.yaml}.out name=$id/$1
	run_case "$1"
	if [ -n "$known_miss" ]; then
		if speaks "$out"; then
			echo "it is found now: remove the mark" | not_ok "$name (known miss)"
		else
			ok "$name (known miss)"
		fi
		return
	fi
	[ -z "${UPDATE-}" ] || cp "$scratch/out" "$expected"
	if [ ! -f "$expected" ]; then
		echo "$expected is missing: write it with UPDATE=1, read it, commit it" | not_ok "$name"
		return
	fi
	slurp "$expected"
	expected_code
	if [ "$out" != "$text" ]; then
		diff -u --label "$expected" --label "dmlint now" "$expected" "$scratch/out" | not_ok "$name"
	elif ! speaks "$out"; then
		echo "the rule $id itself is silent" | not_ok "$name"
	elif [ "$code" != "$wanted" ]; then
		echo "exit code $code" | not_ok "$name"
	else
		ok "$name"
	fi
}

good() {
	run_case "$1"
	if [ -s "$scratch/out" ] || [ "$code" != 0 ]; then
		{ echo "exit code $code, and something was said:"; cat "$scratch/out"; } | not_ok "$id/$1"
	else
		ok "$id/$1"
	fi
}

# The fixed form of a bad case: made, compared, linted again, fixed again.
fixed() {
	local case=${1%.fixed.yaml}.yaml name=$id/$1 options before once
	read_options "$case"
	slurp "$case"
	before=$text
	cp "$case" "$scratch/fixed.yaml"
	"$program" --quiet --color never --dm-version 8.5 "${options[@]}" --fix=unsafe "$scratch/fixed.yaml" >"$scratch/out" 2>&1 </dev/null
	[ -z "${UPDATE-}" ] || cp "$scratch/fixed.yaml" "$1"
	slurp "$scratch/fixed.yaml"
	once=$text
	slurp "$scratch/out"
	out=$text
	"$program" --dm-version 8.5 "${options[@]}" --fix=unsafe "$scratch/fixed.yaml" >/dev/null 2>&1 </dev/null
	slurp "$scratch/fixed.yaml"
	if [ "$text" != "$once" ]; then
		echo "a second --fix changes it again" | not_ok "$name"
		return
	fi
	slurp "$1"
	if [ "$text" != "$once" ]; then
		diff -u --label "$1" --label "dmlint now" "$1" "$scratch/fixed.yaml" | not_ok "$name"
	elif [ "$text" = "$before" ]; then
		echo "nothing was fixed" | not_ok "$name"
	elif speaks "$out"; then
		echo "the rule $id still speaks" | not_ok "$name"
	else
		ok "$name"
	fi
}

for folder; do
	id=${folder%/}
	id=${id##*/}
	pushd "$folder" >/dev/null || exit 2
	for file in *.yaml; do
		case $file in
		*.facts.yaml | *.source.yaml)
			[ -e "${file%.*.yaml}.yaml" ] || echo "no case has this file" | not_ok "$id/$file"
			;;
		bad-*.fixed.yaml) fixed "$file" ;;
		bad-*) bad "$file" ;;
		good-*) good "$file" ;;
		*) echo "neither bad- nor good-" | not_ok "$id/$file" ;;
		esac
	done
	for out in *.out; do
		[ ! -e "$out" ] || [ -e "${out%.out}.yaml" ] || echo "no case has this output" | not_ok "$id/$out"
	done
	popd >/dev/null || exit 2
done
echo "1..$n"
[ "$failed" = 0 ] && [ "$n" -gt 0 ]
