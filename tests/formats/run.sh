#!/bin/bash
# run.sh: the same inputs through every reporter, compared with golden outputs; JSON also against its published schema, with
# nothing allowed that the schema does not name. UPDATE=1 writes the golden outputs anew. Prints TAP. usage: run.sh PROGRAM
set -u
export LC_ALL=C
unset GITHUB_ACTIONS
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

python=$root/build/venv/bin/python3
if [ -x "$python" ]; then
	"$program" --format json --compat "$root/tests/cases" "$root/tests/conformance/data/bases" >"$scratch/all.json"
	"$program" --format json --facts "$root/tests/cases/DML9004/bad-failed.facts.yaml" \
		"$root/tests/cases/DML9004/bad-failed.yaml" >"$scratch/facts.json"
	"$python" check_json.py "$root/schemas/json/output-v1.json" json.out json-compat.out "$scratch/all.json" "$scratch/facts.json" >"$scratch/why" 2>&1
	result $? "JSON is as published"
else
	n=$((n + 1))
	echo "ok $n - JSON is as published # skip no $python: ci/install-test-deps.sh makes it"
fi

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

# 5,000 tables, and 3,000 sources with findings: drawn in groups.
{
	printf 'name: t\ntask-mode: all\ntarget-database: {host: h, port: 4000, user: u}\nmysql-instances:\n'
	printf '  - {source-id: one, block-allow-list: many, route-rules: [r]}\n'
	printf '  - {source-id: s%d, block-allow-list: absent}\n' {1..3000}
	printf 'routes: {r: {schema-pattern: shop, table-pattern: "t4*", target-schema: big, target-table: t}}\n'
	printf 'block-allow-list:\n  many:\n    do-tables:\n'
	printf '      - {db-name: shop, tbl-name: t%04d}\n' {1..5000}
} >"$scratch/many.yaml"
"$program" --dm-version 8.5 --format html="$scratch/many.html" --format json="$scratch/many.json" "$scratch/many.yaml"
wanted=("3000 sources" "5000 tables" "4000 tables" "2999 errors")
for text in "${wanted[@]}"; do
	grep -c ">$text<" "$scratch/many.html"
done >"$scratch/why"
[ "$(sort -u "$scratch/why")" = 2 ] # in the drawing and in its table
result $? "a task with 5,000 tables and 3,000 sources is drawn in groups"

# everything in every form at once, and names that every form must escape
modules=$root/build/npm/node_modules/@microsoft/sarif-multitool-linux
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # skip ci/install-test-deps.sh installs what is missing"
}
mkdir "$scratch/in"
cp tab.yaml "$scratch/in/a b%20<&\">,;[x]{y}.yaml"
printf 'name: t\ntask-mode: "{0}\\u0001<![CDATA[]]>&::error::%%0A"\n"\\uFFFE##[error]": 1\n' >"$scratch/in/zeichen-ü.yaml"
printf 'name: t\nroutes: {"</title><script>alert(1)</script>": {schema-pattern: "&lt;\\t\\u202e"}}\n' >"$scratch/in/script.yaml"
formats=()
for format in json sarif github gitlab junit checkstyle html; do
	formats+=(--format "$format=$scratch/out.$format")
done
"$program" "${formats[@]}" "$root/tests/cases" "$root/tests/conformance/data/bases" "$scratch/in" >/dev/null 2>&1
if [ -x "$python" ]; then
	schema=$modules/sarif-2.1.0.json
	[ -f "$schema" ] || schema=
	"$python" check_formats.py "$scratch" gitlab-schema.json $schema >"$scratch/why" 2>&1
	result $? "every form holds the same findings"
	"$program" --facts "$root/tests/cases/DML9004/bad-failed.facts.yaml" --format html="$scratch/facts.html" \
		--format json="$scratch/facts.json" "$root/tests/cases/DML9004/bad-failed.yaml"
	for name in out many facts; do
		"$python" check_html.py "$scratch/$name.html" "$scratch/$name.json" || echo "$name.html"
	done >"$scratch/why" 2>&1
	! grep -q . "$scratch/why"
	result $? "the page can be read by everybody and holds the same findings"
	defects=(
		's/ lang="en"//'
		's/--dim: #57606a/--dim: #b0b7be/'
		's/<h3/<h5/; s/h3>/h5>/'
		'0,/ id="f1"/s///'
		'0,/href="#/s//href="https:\/\/example.org\/#/'
		'0,/<li /s//<li onclick="x" /'
		'0,/<mark>/s//<mark><script>x<\/script>/'
		's/<\/code><\/pre>/<\/pre>/'
		's/ scope="row"//'
		's/tabindex="0"//'
		's/<svg /<p /; s/<\/svg>/<\/p>/'
		'0,/<tr><th scope="row" id/{/<tr><th scope="row" id/d}'
		'0,/:4:13</s//:4:14</'
	)
	for defect in "${defects[@]}"; do
		sed "$defect" "$scratch/several.html" >"$scratch/bad.html"
		! cmp -s "$scratch/several.html" "$scratch/bad.html" || echo "changes nothing: $defect"
		! "$python" check_html.py "$scratch/bad.html" "$scratch/several.json" >"$scratch/said" 2>&1 || echo "not seen: $defect"
	done >"$scratch/why"
	"$python" check_html.py "$scratch/several.html" "$scratch/several.json" >>"$scratch/why" 2>&1
	! grep -q . "$scratch/why"
	result $? "the check sees defects of the page"
else
	skip "every form holds the same findings"
fi
if command -v xmllint >/dev/null; then
	xmllint --noout "$scratch/out.junit" "$scratch/out.checkstyle" "$scratch/out.html" >"$scratch/why" 2>&1
	result $? "XML is well formed"
else
	skip "XML is well formed"
fi
if [ -x "$modules/Sarif.Multitool" ]; then
	# The validator ends with 0 whatever it finds.
	export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
	"$modules/Sarif.Multitool" validate "$scratch/out.sarif" --level Error >"$scratch/why" 2>&1
	! grep -q ': error ' "$scratch/why" && grep -q '^Analysis completed successfully' "$scratch/why"
	result $? "SARIF passes the validator"
	sed 's/"startColumn": [0-9]*/"startColumn": 0/' "$scratch/out.sarif" >"$scratch/bad.sarif"
	"$modules/Sarif.Multitool" validate "$scratch/bad.sarif" --level Error >"$scratch/why" 2>&1
	grep -q ': error JSON1008' "$scratch/why"
	result $? "the validator sees a wrong column"
else
	skip "SARIF passes the validator"
fi
echo "1..$n"
[ "$failed" = 0 ]
