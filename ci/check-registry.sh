#!/bin/bash
# check-registry.sh: every rule is one file, one row of rules.def and one folder of cases; ids, names and texts are there and
# unique; every code that schemas/checks.tsv gives to DM is claimed by a rule, and every code claimed is one of DM's; every row of
# DM's error-handling page has a guide, and guides name rules that exist. Prints each violation and ends with 1.
# usage: check-registry.sh [TREE [PROGRAM]]
set -u
cd "${1:-$(dirname "$0")/..}" || exit 2
program=${2:-build/dmlint}
export LC_ALL=C
bad=0
complain() {
	echo "$*"
	bad=1
}

rows=$(sed -n 's/^RULE(\(.*\))$/\1/p' src/rules/rules.def)
[ "$rows" = "$(sort -u <<<"$rows")" ] || complain "src/rules/rules.def: not sorted, or a row twice"
for row in $rows; do
	files=(src/rules/"$row"_*.c)
	[ ${#files[@]} = 1 ] && [ -f "${files[0]}" ] || complain "src/rules/rules.def: $row has ${#files[@]} files: ${files[*]}"
done
for file in src/rules/dml*.c; do
	row=$(basename "$file" | cut -d_ -f1)
	id=${row^^}
	name=$(basename "$file" .c | cut -d_ -f2- | tr _ -)
	grep -qx "$row" <<<"$rows" || complain "$file: no row in rules.def"
	grep -q "const struct rule rule_$row = " "$file" || complain "$file: does not define rule_$row"
	grep -q "\.id = \"$id\"" "$file" || complain "$file: its id is not $id"
	grep -q "\.name = \"$name\"" "$file" || complain "$file: its name is not $name"
	for kind in bad good; do
		compgen -G "tests/cases/$id/$kind-*.yaml" >/dev/null || complain "tests/cases/$id: no $kind-*.yaml"
	done
done
for folder in tests/cases/*/; do
	row=$(basename "$folder" | tr '[:upper:]' '[:lower:]')
	grep -qx "$row" <<<"$rows" || complain "$folder: no such rule"
done

"$program" rules --format json >/dev/null || complain "$program does not list its rules"
claimed=" $("$program" rules --format json | sed -n 's/.*"dm_errors": "\(.*\)".*/\1/p' | tr '\n' ' ') "
for code in $(awk -F'\t' '!/^#/ && $3 > 0 && ($4 == "reject" || $4 == "panic") { print $3 }' schemas/checks.tsv | sort -u); do
	[[ $claimed == *" $code "* ]] || complain "schemas/checks.tsv: no rule claims the code $code"
done
for code in $claimed; do
	awk -F'\t' -v c="$code" '!/^#/ && $(FILENAME ~ /checks/ ? 3 : 1) == c { found = 1 } END { exit !found }' schemas/checks.tsv \
		schemas/errors.tsv || complain "a rule claims the code $code, which is in neither schemas/checks.tsv nor schemas/errors.tsv"
done
out=$(awk -f src/base/gen_tables.awk -f src/explain/gen_explain.awk schemas/error-guides.txt 2>&1 >/dev/null) || complain "$out"
for id in $(grep -o 'DML[0-9][0-9]*' schemas/error-guides.txt | sort -u); do
	grep -qx "${id,,}" <<<"$rows" || complain "schemas/error-guides.txt: no such rule: $id"
done
exit $bad
