#!/bin/bash
# Completion: whether dmlint takes what the scripts offer. What the shells make of them: shells.sh.
# shellcheck disable=SC2154 # words and options are set by the completion script
. "$(dirname "$0")/lib.sh"

for shell in bash zsh fish; do
	run completion $shell
	check "completion $shell ends with 0" is_code 0
	cp .out "$shell.script"
done
run completion
check "completion wants a shell" is_code 2
run completion tcsh
check "completion of another shell ends with 2" is_code 2
check "and names those there are" has "$err" "bash, zsh, fish"

# --- what is offered is what dmlint takes ---
. ./bash.script
cp "$here/good.yaml" good.yaml
while read -r command option; do
	_dmlint_option "$command $option"
	check "$command $option offers something" test -n "$words"
	if [ "$option" = --rule ]; then # all rules in one call
		read -rd '' -a arguments <<<"$words"
		arguments=("${arguments[@]/#/--rule=}")
		run "$command" "${arguments[@]/%/=off}" good.yaml
		[ "$code" -lt 2 ] || check "dmlint takes every rule" is_empty "$err"
		continue
	fi
	for word in $words; do
		arguments=("$command" "$option=$word")
		[ "$command" != lint ] || arguments+=(good.yaml)
		run "${arguments[@]}"
		[ "$code" -lt 2 ] || check "dmlint takes $command $option $word" is_empty "$err"
	done
done <<'END'
lint --dm-version
lint --kind
lint --format
lint --fail-on
lint --color
lint --rule
schema --dm-version
rules --format
END
_dmlint_option "lint --rule"
for severity in $tail; do
	run --rule "unknown-key=$severity" good.yaml
	check "dmlint takes the severity $severity" is_code 0
done
run rules
check "every rule is offered by name and by id" equals "$(wc -w <<<"$words")" "$(($(wc -l <<<"$out") * 2))"
run help
for command in $(sed -n '/^Commands:/,/^$/s/^  \([a-z]\{1,\}\) .*/\1/p' .out); do
	run help "$command"
	_dmlint_command "$command"
	# shellcheck disable=SC2086 # a list of words
	offered=$(printf '%s\n' $options | sed 's/=.*//' | sort -u)
	check "$command offers the options of its help" equals "$offered" \
		"$(sed -n 's/^  *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' .out | sort -u)"
done

finish
