#!/bin/bash
# make install into a folder, what runs from there, and the pattern of the hooks for pre-commit.
. "$(dirname "$0")/lib.sh"
root=$here/../..
build=$(dirname "$dmlint")

# The program is taken as it is: its build may have had other switches.
run rules
make -s -C "$root" -o "$dmlint" BUILD="$build" DESTDIR="$work/a" PREFIX=/usr install >.out 2>.err
check "make install ends with 0" equals $? 0
wanted='bin/dmlint
share/bash-completion/completions/dmlint
share/fish/vendor_completions.d/dmlint.fish
share/man/man1/dmlint.1
share/man/man5/dmlint.yaml.5
share/man/man7/dmlint-rules.7
share/zsh/site-functions/_dmlint'
check "everything lies below PREFIX" equals "$(cd a/usr && find . -type f | sed 's/..//' | LC_ALL=C sort)" "$wanted"
check "and nothing beside it" equals "$(ls a)" usr
make -s -C "$root" -o "$dmlint" BUILD="$build" DESTDIR="$work/b" prefix=/opt/dm mandir=/man install >.out 2>.err
check "prefix in small letters does the same" test -x b/opt/dm/bin/dmlint
check "a folder can be put elsewhere" test -f b/man/man7/dmlint-rules.7
cp "$here/good.yaml" good-task.yaml
dmlint=$work/a/usr/bin/dmlint
run good-task.yaml
check "the installed program takes a right file" is_code 0
run manual
check "the installed man page is the program's" cmp -s .out a/usr/share/man/man1/dmlint.1
run completion bash
check "the installed completion is the program's" cmp -s .out a/usr/share/bash-completion/completions/dmlint

hook=$root/.pre-commit-hooks.yaml
pattern=$(sed -n 's/^  files: //p' "$hook" | uniq)
check "all hooks have one pattern" equals "$(wc -l <<<"$pattern")" 1
meets() { printf '%s\n' "$1" | grep -qE "$pattern"; }
misses() { ! meets "$1"; }
for name in task.yaml dm-task.yml conf/task_orders.yaml a/source-01.yaml mysql_source1.yml orders.task.yaml; do
	check "the hook meets $name" meets "$name"
done
for name in Taskfile.yml resource.yaml tasks/main.yml source.toml task.yaml.orig multitask.yaml; do
	check "the hook misses $name" misses "$name"
done
finish
