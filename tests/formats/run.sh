#!/bin/bash
# run.sh: the same inputs through every reporter, compared with golden outputs; exit codes, several forms at once. UPDATE=1 writes the
# golden outputs anew. Prints TAP. usage: run.sh PROGRAM
. "$(dirname "$0")/lib.sh"

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
cases=../cases/DML7101/bad-role-not-default
golden json-facts.out --dm-version 8.5 --format json --facts $cases.facts.yaml $cases.yaml
for format in sarif github gitlab junit checkstyle; do
	golden $format.out --dm-version 8.5 --format $format "${inputs[@]}" absent.yaml
done
golden html.out --dm-version 8.5 --format html chinese.yaml suppressed.yaml topology.yaml absent.yaml
golden sarif-suppressed.out --dm-version 7.5 --format sarif suppressed.yaml

# The exit code is that of the findings in every form.
for format in text short json sarif github gitlab junit checkstyle html; do
	codes=
	for arguments in tab.yaml "--fail-on never tab.yaml" absent.yaml "absent.yaml tab.yaml" "$root/tests/conformance/data/bases/source-min.yaml"; do
		# shellcheck disable=SC2086 # several arguments in one word
		"$program" --format $format $arguments >/dev/null 2>&1
		codes+="$? "
	done
	echo "$codes" >"$scratch/why"
	[ "$codes" = "1 0 2 2 0 " ]
	result $? "exit codes with $format"
done

# Inside GitHub Actions annotations are what nobody asked for otherwise.
GITHUB_ACTIONS=true "$program" tab.yaml >"$scratch/auto"
"$program" --format github tab.yaml | diff - "$scratch/auto" >"$scratch/why" && [ -s "$scratch/auto" ]
result $? "annotations inside GitHub Actions"
GITHUB_ACTIONS=true "$program" --format text tab.yaml >"$scratch/asked"
GITHUB_ACTIONS=true "$program" --output "$scratch/file" tab.yaml
"$program" tab.yaml >"$scratch/plain"
{ diff "$scratch/plain" "$scratch/asked" && diff "$scratch/plain" "$scratch/file"; } >"$scratch/why"
result $? "text inside GitHub Actions when it is asked for or goes to a file"

{ grep -n 'hunter2\|also-secret' ./*.out; } >"$scratch/why"
result $((1 - $?)) "no secret in any output"

# Several at once are the same as one after the other.
formats=()
for format in short json sarif github gitlab junit checkstyle html; do
	formats+=(--format "$format=$scratch/several.$format")
done
"$program" --format text "${formats[@]}" "${inputs[@]}" absent.yaml >"$scratch/several.text" 2>/dev/null
echo "$?" >"$scratch/why"
for format in text short json sarif github gitlab junit checkstyle html; do
	"$program" --format $format "${inputs[@]}" absent.yaml 2>/dev/null | cmp - "$scratch/several.$format" >>"$scratch/why" 2>&1
done
[ "$(cat "$scratch/why")" = 2 ]
result $? "several forms at once"
finish
