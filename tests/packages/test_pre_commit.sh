#!/bin/bash
# The hooks under the real pre-commit, in a repository of their own: try-repo, a commit that is refused, 200 files at once, the
# program built on first use by several processes, the wheel in an environment of Python. No network.
. "$(dirname "$0")/../cli/lib.sh"
root=$(realpath "$here/../..")
packages=$(dirname "$dmlint")/packages
PATH=$packages/one:$root/build/venv/bin:$PATH
export HOME=$work/home PRE_COMMIT_HOME=$work/cache GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=tester GIT_AUTHOR_EMAIL=t@example.org GIT_COMMITTER_NAME=tester GIT_COMMITTER_EMAIL=t@example.org
# The build on first use need not be fast, only finished soon.
export CFLAGS=-O0
unset MAKEFLAGS MAKELEVEL

# repository FOLDER: makes it one with all it has.
repository() { git -C "$1" init -q && git -C "$1" add -A && git -C "$1" commit -q -m "As it is"; }
# hooks ARGUMENT...: pre-commit, in the repository of the configurations.
hooks() {
	pre-commit "$@" >"$work/.out" 2>"$work/.err" </dev/null
	code=$?
	out=$(cat "$work/.out")
}
mkdir -p home hooks/tests user/conf
(cd "$root" && cp -r Makefile README.md LICENSE .gitignore .pre-commit-hooks.yaml src include schemas ci "$work/hooks")
cp -r "$root/tests/cases" hooks/tests
repository hooks
for ((i = 0; i < 200; i++)); do
	sed "s/^name: .*/name: task-$i/" "$here/../cli/good.yaml" >"user/conf/task-$i.yaml"
done
# Named like a task, but another program's.
printf 'apiVersion: v1\nkind: Task\n' >user/task.yaml
repository user
cd user || exit 2

hooks try-repo ../hooks dmlint --all-files
check "try-repo passes 200 right files" is_code 0
check "and the hook ran" has "$out" "dmlint...................................................................Passed"
cp "$here/../cli/bad.yaml" conf/task-wrong.yaml
cp conf/task-wrong.yaml conf/another-name.yaml
git add conf
hooks try-repo ../hooks dmlint --all-files
check "try-repo fails on a wrong one" is_code 1
check "and names it" has "$out" "conf/task-wrong.yaml:2:12: error:"
check "but not what is named otherwise" lacks "$out" another-name.yaml
git rm -q -f conf/task-wrong.yaml conf/another-name.yaml

# config HOOK [LINE...]: the configuration of a repository that uses the hook.
config() {
	printf 'repos:\n- repo: %s\n  rev: %s\n  hooks:\n  - id: %s\n' "$work/hooks" "$(git -C ../hooks rev-parse HEAD)" "$1"
	shift
	[ $# = 0 ] || printf '    %s\n' "$@"
}
seconds() {
	local start=$EPOCHREALTIME
	"$@"
	awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "# %.2f s", b - a }'
	echo ": $* ($(nproc) processors, 200 files)"
}
config dmlint-from-source >.pre-commit-config.yaml
seconds hooks run --all-files
check "the hook that builds dmlint passes 200 right files" is_code 0
check "its processes built once" equals "$(grep -c 'LINK *build/dmlint' ../cache/*/build/pre-commit.log)" 1
seconds hooks run --all-files
check "and again, without building" is_code 0
check "so the program was linked once" equals "$(grep -c 'LINK *build/dmlint' ../cache/*/build/pre-commit.log)" 1
hooks install
cp "$here/../cli/bad.yaml" conf/task-wrong.yaml
git add conf .pre-commit-config.yaml
before=$(git rev-parse HEAD)
git commit -q -m "A wrong task" >../.out 2>../.err
check "a commit with a wrong task is refused" equals "$?$(git rev-parse HEAD)" "1$before"
check "and says where it is wrong" grep -q 'conf/task-wrong.yaml:2:12: error:' ../.out ../.err
cp conf/task-1.yaml conf/task-wrong.yaml
git add conf
git commit -q -m "A right task" >../.out 2>../.err
check "a commit with a right one is taken" lacks "$(git rev-parse HEAD)" "$before"
rm conf/task-wrong.yaml

config dmlint >.pre-commit-config.yaml
seconds hooks run --all-files
check "the hook of the installed program passes them, too" is_code 0
config dmlint "args: []" >.pre-commit-config.yaml
hooks run --all-files
check "without its argument another program's file is a finding" has "$out" "task.yaml:1:1: error:"
check "and the only one" count "$out" "error:" 1

# pip finds nothing but the wheel, and what pre-commit has of Python's packages.
export PIP_NO_INDEX=1 PIP_NO_BUILD_ISOLATION=0 VIRTUALENV_SETUPTOOLS=bundle PATH=${PATH#*:}
wheel=$(echo "$packages"/one/dist/*.whl)
{
	echo repos:
	# As README.md shows it.
	sed -n '/^- repo: local/,/^```/p' "$root/README.md" | sed '$d' | sed "s|path or URL of the wheel|'$wheel'|"
} >.pre-commit-config.yaml
check "the example of README.md has a place for the wheel" grep -q "\['/.*whl'\]" .pre-commit-config.yaml
hooks run --all-files
check "the wheel is all that a hook in Python needs" is_code 0
seconds hooks run --all-files
cp "$here/../cli/bad.yaml" conf/task-wrong.yaml
git add -A
hooks run
check "and it finds what is wrong" has "$out" "conf/task-wrong.yaml:2:12: error:"

cd ../hooks || exit 2
rm -rf build
CC=false ci/pre-commit.sh --version >../.out 2>../.err
check "a build that fails is trouble, not a finding" equals $? 2
check "and the message says what is needed" grep -q 'install-build-deps.sh' ../.err
finish
