#!/bin/bash
# update-readme.sh: writes what README.md generates, each behind its mark and up to the line <!-- end -->:
#
#   <!-- file: NAME -->      a file of tests/example
#   <!-- run: COMMAND -->    a command, run in a copy of tests/example, and what it prints; the commands run in their order
#   <!-- table: options -->  the table of options; <!-- table: rules --> that of the rules
#
# With --check it changes nothing, shows the difference, and ends with 1 when there is one. usage: update-readme.sh [--check] [PROGRAM]
set -eu
unset GITHUB_ACTIONS # it changes the default format
cd "$(dirname "$0")/.."
check=
if [ "${1-}" = --check ]; then
	check=1
	shift
fi
program=$(realpath "${1:-build/dmlint}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

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

# The place where commands run: nothing of this machine's settings, and files that nobody else can read.
mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/dmlint"
cp -r tests/example "$scratch/example"
mkdir "$scratch/example/.git" # the search for settings ends here
chmod -R go= "$scratch/example"
run() {
	echo "\$ $1"
	(cd "$scratch/example" && PATH=$scratch/bin:$PATH XDG_CONFIG_HOME=$scratch LC_ALL=C bash -c "$1" 2>&1) || true
}

# fenced LANGUAGE: standard input as a code block
fenced() {
	echo "\`\`\`$1"
	cat
	echo '```'
}

# generated MARK: what stands behind it, or false when it is no mark
generated() {
	local what=${1#*: }
	what=${what% -->}
	case $1 in
	'<!-- file: '*' -->') fenced yaml <"tests/example/$what" ;;
	'<!-- run: '*' -->') run "$what" | fenced console ;;
	'<!-- table: options -->') options_table ;;
	'<!-- table: rules -->') "$program" rules --format markdown ;;
	*) return 1 ;;
	esac
}

skip=
while IFS= read -r line; do
	[ "$line" != '<!-- end -->' ] || skip=
	[ -n "$skip" ] || printf '%s\n' "$line"
	[[ $line != '<!-- '* ]] || ! generated "$line" || skip=1
done <README.md >"$scratch/README.md"
if [ -n "$check" ]; then
	diff -u --label README.md --label "what the program says" README.md "$scratch/README.md"
else
	cat "$scratch/README.md" >README.md
fi
