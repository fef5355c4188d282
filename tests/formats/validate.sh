#!/bin/bash
# validate.sh: what dmlint says of all cases, in every form, through the validators of other people: the published schema of the JSON,
# with nothing allowed that it does not name, SARIF, GitLab, JUnit, XML, HTML. Prints TAP. usage: validate.sh PROGRAM
. "$(dirname "$0")/lib.sh"

python=$root/build/venv/bin/python3
if [ -x "$python" ]; then
	"$program" --format json --compat "$root/tests/cases" "$root/tests/conformance/data/bases" >"$scratch/all.json"
	"$program" --format json --facts "$root/tests/cases/DML9004/bad-failed.facts.yaml" \
		"$root/tests/cases/DML9004/bad-failed.yaml" >"$scratch/facts.json"
	"$python" check_json.py "$root/schemas/json/output-v1.json" json.out json-compat.out json-facts.out "$scratch/all.json" "$scratch/facts.json" >"$scratch/why" 2>&1
	result $? "JSON is as published"
else
	skip "JSON is as published"
fi

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
	"$program" --format html="$scratch/few.html" --format json="$scratch/few.json" --format sarif="$scratch/few.sarif" \
		chinese.yaml tab.yaml source.yaml absent.yaml 2>/dev/null
	pages=()
	for name in out many facts few; do
		pages+=("$scratch/$name.html" "$scratch/$name.json")
	done
	"$python" check_html.py "${pages[@]}" >"$scratch/why" 2>&1
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
	pages=()
	for i in "${!defects[@]}"; do
		sed "${defects[i]}" "$scratch/few.html" >"$scratch/bad-$i.html"
		pages+=("$scratch/bad-$i.html" "$scratch/few.json")
	done
	"$python" check_html.py "${pages[@]}" >"$scratch/said" 2>&1
	for i in "${!defects[@]}"; do
		! cmp -s "$scratch/few.html" "$scratch/bad-$i.html" || echo "changes nothing: ${defects[i]}"
		grep -qF "$scratch/bad-$i.html: " "$scratch/said" || echo "not seen: ${defects[i]}"
	done >"$scratch/why"
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
	sed 's/"startColumn": [0-9]*/"startColumn": 0/' "$scratch/few.sarif" >"$scratch/bad.sarif"
	"$modules/Sarif.Multitool" validate "$scratch/bad.sarif" --level Error >"$scratch/why" 2>&1
	grep -q ': error JSON1008' "$scratch/why"
	result $? "the validator sees a wrong column"
else
	skip "SARIF passes the validator"
fi
finish
