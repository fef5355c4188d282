#!/bin/bash
# update-readme.sh: writes what README.md generates, between its marks: the example's output, the tables of options and rules.
# With --check it changes nothing, shows the difference, and ends with 1 when there is one. usage: update-readme.sh [--check] [PROGRAM]
set -eu
unset GITHUB_ACTIONS # it changes the default format
cd "$(dirname "$0")/.."
check=
if [ "${1-}" = --check ]; then
	check=1
	shift
fi
program=${1:-build/dmlint}
new=$(mktemp)
trap 'rm -f "$new" "$new".*' EXIT

options_table() {
	echo '| option | commands | meaning |'
	echo '|---|---|---|'
	awk -F'\t' '
	/^#/ { next }
	{
		gsub(/\|/, "\\|")
		commands = $4 == "*" ? "all" : $4
		gsub(/ /, ", ", commands)
		printf "| `%s--%s%s` | %s | %s |\n", $2 == "" ? "" : "-" $2 ", ", $1, $3 == "" ? "" : " " $3, commands, $5
	}' schemas/options.tsv
}

# fenced LANGUAGE: standard input as a code block
fenced() {
	echo "\`\`\`$1"
	cat
	echo '```'
}

fenced yaml <tests/example/broken.yaml >"$new.example"
program=$(realpath "$program")
{ (cd tests/example && "$program" broken.yaml) || true; } | fenced text >"$new.output"
{ (cd tests/example && "$program" migrate --diff old.yaml) || true; } | fenced text >"$new.migrate"
options_table >"$new.options"
"$program" rules --format markdown >"$new.rules"

awk -v parts="$new" '
/^<!-- begin [a-z]+ -->$/ {
	print
	while ((getline line < (parts "." $3)) > 0) print line
	skip = 1
}
/^<!-- end -->$/ { skip = 0 }
!skip { print }' README.md >"$new"
if [ -n "$check" ]; then
	diff -u --label README.md --label "what the program says" README.md "$new"
else
	cat "$new" >README.md
fi
