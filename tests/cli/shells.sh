#!/bin/bash
# shells.sh: completion as the real shells do it: lines typed into them, and shellcheck. Needs bash, zsh and fish, and some seconds.
. "$(dirname "$0")/lib.sh"

for shell in bash zsh fish; do
	run completion $shell
	cp .out "$shell.script"
done

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
