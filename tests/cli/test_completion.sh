#!/bin/bash
# Completion: lines typed into the real shells, and whether dmlint takes what they offer.
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
	for word in $words; do
		arguments=("$command" "$option=$word${tail:+=off}")
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

# --- typed into the shells: a line, and what its last word becomes ---
mkdir files conf.d
: >files/talk.txt
: >files/task.yaml
: >files/out.json
cat >lines <<'END'
dmlint exp	explain
dmlint explain unknown-k	unknown-key
dmlint explain DML010	DML010
dmlint explain DML0101	DML0101
dmlint --dm-version 8	8.5
dmlint --dm-version=8	--dm-version=8.5
dmlint lint --kind s	source
dmlint --fail-on ne	never
dmlint --rule unknown-key=w	unknown-key=warning
dmlint --rule=unknown-key=w	--rule=unknown-key=warning
dmlint --quiet --color al	always
dmlint --format sh	short
dmlint rules --format m	markdown
dmlint --fix=u	--fix=unsafe
dmlint --fix tas	task.yaml
dmlint tas	task.yaml
dmlint -o ou	out.json
dmlint --stdin-f	--stdin-filename
dmlint encrypt --secr	--secret-key-file
dmlint schema so	source
dmlint migrate --to 8	8.5
dmlint migrate tas	task.yaml
dmlint help enc	encrypt
dmlint completion fi	fish
dmlint manual dmlint-	dmlint-rules
dmlint --li	--live
dmlint --master-	--master-addr
dmlint --facts tas	task.yaml
dmlint facts --sa	--save
dmlint facts --save ou	out.json
dmlint facts tas	task.yaml
dmlint tables --ta	--tables
dmlint tables tas	task.yaml
dmlint --write-b	--write-baseline
dmlint --baseline ou	out.json
dmlint policies --te	--test
END
cut -f1 lines >typed
# DML010 stays as it is: several ids begin with it.
wanted=$(while IFS=$'\t' read -r line word; do
	line=${line#dmlint }
	case $line in
	*' '*) echo "${line% *} $word" ;;
	*) echo "$word" ;;
	esac
done <lines)

# The shells differ in whether they leave "=" or a blank behind an option that wants a value.
typed() { python3 "$here/type_lines.py" "$@" <typed 2>&1 | sed 's/[= ]*$//'; }
same() {
	check "$1: the lines are completed" equals "$got" "$wanted"
	[ "$got" = "$wanted" ] || diff <(echo "$wanted") <(echo "$got") | sed 's/^/# /'
}

cat >bash.setup <<END
PS1='ready> '
dmlint() { echo "ARGS<\$*>"; }
. '$work/bash.script'
cd '$work/files'
END
got=$(typed bash --noprofile --rcfile bash.setup -i)
same bash
printf '%s\n' "COMP_WORDBREAKS=\${COMP_WORDBREAKS//=/}" >>bash.setup
got=$(typed bash --noprofile --rcfile bash.setup -i)
same "bash that does not cut words at ="
if command -v shellcheck >.out; then
	shellcheck -s bash bash.script >.out
	check "shellcheck has nothing to say" equals $? 0
else
	check "shellcheck has nothing to say # SKIP it is not installed" true
fi

if command -v zsh >.out; then
	mkdir zsh
	cp zsh.script zsh/_dmlint
	cat >zsh/.zshrc <<END
PS1='ready> '
unsetopt zle_bracketed_paste prompt_sp 2>/dev/null
unset zle_bracketed_paste
fpath=('$work/zsh' \$fpath)
autoload -Uz compinit
compinit -u -D
dmlint() { print -r "ARGS<\$*>" }
cd '$work/files'
END
	export ZDOTDIR=$work/zsh
	got=$(typed zsh -d -i)
	same zsh
else
	check "zsh: the lines are completed # SKIP it is not installed" true
fi

# fish says what it would offer without a terminal.
if command -v fish >.out; then
	export HOME=$work
	cat >ask.fish <<'END'
source $argv[1]/fish.script
cd $argv[1]/files
while read -l line
	set -l typed (string replace -r '^dmlint ' '' -- $line)
	set -l words (complete -C $line | string replace -r '\t.*' '')
	set -l last (string replace -r -- '.* ' '' $typed)
	# Other matches than those that begin with the word stand behind.
	set -l found (string match -- "$last*" $words)
	test (count $found) = 1; or set found $last
	string replace -r -- '[^ ]*$' "$found" $typed
end
END
	got=$(fish --no-config ask.fish "$work" <typed 2>&1 | sed 's/[= ]*$//')
	same fish
else
	check "fish: the lines are completed # SKIP it is not installed" true
fi
finish
