#!/bin/bash
# Options, their spelling, and what happens when they are wrong.
. "$(dirname "$0")/lib.sh"
cp "$here/good.yaml" "$here/bad.yaml" .

run --help
check "--help ends with 0" is_code 0
check "--help goes to standard output" has "$out" "Usage: dmlint"
check "--help says nothing on stderr" is_empty "$err"
check "--help names every option" has "$out" "--files-from FILE"
check "--help stays within 80 columns" is_empty "$(grep -E '.{81}' <<<"$out")"
run --version
check "--version is dmlint and a number" equals "$(grep -cE '^dmlint [0-9]+\.[0-9]+\.[0-9]+$' <<<"$out")" 1
check "--version ends with 0" is_code 0
first=$out
run --version --verbose
check "--version --verbose begins with the same line" equals "$(head -n 1 <<<"$out")" "$first"
releases=$(grep -v '^#' "$here/../../schemas/versions.tsv" | sed 's/\(.*\)\t\(.*\)/\1 (v\2)/' | paste -sd, | sed 's/,/, /g')
check "it names the DM versions" has "$out" "DM         $releases"
check "and says how it was built" equals "$(grep -cE '^build +(shared|static).*; (gcc|.*[Cc]lang) [0-9]' <<<"$out")" 1
for library in libyaml PCRE2 jansson libsodium libcrypto libmariadb glibc; do
	check "and $library, as it is and as it was" equals \
		"$(grep -cE "^$library +(OpenSSL )?[0-9][^;]*; built with (OpenSSL )?[0-9]" <<<"$out")" 1
done
run --verbose good-task.yaml
check "--verbose alone is a mistake" is_code 2
check "and the message says why" has "$err" "--verbose goes with --version"
run lint --help
check "lint --help is the same" has "$out" "Usage: dmlint [lint]"
run help explain
check "help of a command" has "$out" "Usage: dmlint explain"
run help nothing
check "help of an unknown command ends with 2" is_code 2

run --no-such-option good.yaml
check "an unknown option ends with 2" is_code 2
check "an unknown option prints nothing on standard output" is_empty "$out"
check "an unknown option is named" has "$err" "no-such-option"
check "the way to the help is shown" has "$err" "Try 'dmlint --help'"
run explain --no-such-option
check "the way to the help of the command is shown" has "$err" "Try 'dmlint explain --help'"
run
check "nothing to check ends with 2" is_code 2
check "nothing to check says what is wanted" has "$err" "nothing to check"

for bad in "--dm-version 9.9.9.9" "--dm-version x" "--kind worker" "--format yaml" "--format json=" "--max-findings 0" \
	"--max-findings x" "--max-findings -1" "--fail-on off" "--fail-on x" "--rule x=error" "--rule unknown-key" \
	"--rule unknown-key=loud" "--color maybe" "--format" "--output="; do
	read -ra words <<<"$bad"
	if [ "$bad" = --format ]; then run good.yaml --format; else run "${words[@]}" good.yaml; fi
	check "$bad ends with 2" is_code 2
	check "$bad is explained on stderr" test -n "$err"
	check "$bad prints nothing on standard output" is_empty "$out"
done

run --dm-v 8.5 good.yaml
check "options can be abbreviated" is_code 0
run --fo short bad.yaml
check "an ambiguous abbreviation is a usage error or a match" is_code 1
run --f short bad.yaml
check "an ambiguous abbreviation ends with 2" is_code 2
run bad.yaml --format=short
check "options may stand behind the files" is_code 1
cp bad.yaml ./--strange.yaml
run --format short -- --strange.yaml
check "-- ends the options" has "$out" "--strange.yaml:2:"

run --dm-version 8.5 bad.yaml
check "an error makes 1" is_code 1
run --dm-version 8.5 --fail-on never bad.yaml
check "--fail-on never makes 0" is_code 0
check "--fail-on never still shows" has "$out" "error:"
run --dm-version 8.5 --rule bad-enum-value=warning bad.yaml
check "--rule lowers a severity" has "$out" "warning:"
check "and with it the exit code" is_code 0
run --dm-version 8.5 --rule DML0105=warning --fail-on warning bad.yaml
check "--rule takes ids, --fail-on warning counts warnings" is_code 1
run --dm-version 8.5 --rule bad-enum-value=off bad.yaml
check "--rule off silences" lacks "$out" "bad-enum-value"

run --dm-version 8.5 good.yaml
check "a right file ends with 0" is_code 0
check "the summary says that no server was asked" has "$out" "no server was asked"
run --quiet --dm-version 8.5 good.yaml
check "--quiet and nothing found: nothing printed" is_empty "$out"
run --compat good.yaml
for v in 1.0 2.0 5.4 6.5 7.5 8.5; do
	check "--compat has a line for $v" has "$out" "good.yaml: DM $v "
done
check "--compat says why" has "$out" "DM 1.0 rejects: "
run --kind source good.yaml
check "--kind overrides the content" is_code 1

run --color always bad.yaml
check "--color always colours" has "$out" $'\e['
run bad.yaml
check "no colours into a pipe" lacks "$out" $'\e['
FORCE_COLOR=1 run bad.yaml
check "FORCE_COLOR" has "$out" $'\e['
FORCE_COLOR=0 CLICOLOR_FORCE=1 run bad.yaml
check "FORCE_COLOR=0" lacks "$out" $'\e['
CLICOLOR_FORCE=1 run bad.yaml
check "CLICOLOR_FORCE" has "$out" $'\e['
NO_COLOR=1 FORCE_COLOR=1 run bad.yaml
check "NO_COLOR wins" lacks "$out" $'\e['
NO_COLOR=1 run --color always bad.yaml
check "--color wins over NO_COLOR" has "$out" $'\e['
on_terminal() { script -qec "$1" /dev/null </dev/null; }
check "colours on a terminal" has "$(TERM=xterm on_terminal "$dmlint bad.yaml")" $'\e['
check "none with TERM=dumb" lacks "$(TERM=dumb on_terminal "$dmlint bad.yaml")" $'\e['
check "none with CLICOLOR=0" lacks "$(TERM=xterm CLICOLOR=0 on_terminal "$dmlint bad.yaml")" $'\e['
finish
