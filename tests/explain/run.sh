#!/bin/bash
# run.sh: `dmlint explain` on every file cases/NAME.args, which holds its arguments; NAME.in is its standard input. Output and exit code
# must be those in NAME.out, but for the lists of rules, which grow. TAP; UPDATE=1 writes the .out files. usage: run.sh PROGRAM
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/cases" || exit 2
n=0 failed=0
for file in *.args; do
	name=${file%.args}
	n=$((n + 1))
	input=/dev/null
	[ ! -f "$name.in" ] || input=$name.in
	# shellcheck disable=SC2046
	out=$("$program" explain $(cat "$file") <"$input" 2>&1; echo "exit code $?")
	out=$(awk '/^rules      / { rules = 1; next } rules && /^           / { next } { rules = 0; print }' <<<"$out")
	if [ -n "${UPDATE-}" ]; then
		printf '%s\n' "$out" >"$name.out"
	fi
	if difference=$(diff "$name.out" - <<<"$out" 2>&1); then
		echo "ok $n - $name"
	else
		failed=1
		echo "not ok $n - $name"
		sed 's/^/# /' <<<"$difference"
	fi
done
n=$((n + 1))
if "$program" explain 20003 | grep -A9 '^rules ' | grep -q DML0101; then
	echo "ok $n - a code names the rules that prevent it"
else
	failed=1
	echo "not ok $n - a code names the rules that prevent it"
fi
echo "1..$n"
exit $failed
