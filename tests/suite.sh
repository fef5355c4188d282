#!/bin/bash
# suite.sh: runs every test program and script against one build, as many at once as there are processors, and adds up what
# they say (TAP). Prints only failures, a line for each of them, and at last "N passed, N failed[, N skipped]". STRICT=1 counts a
# skipped test as failed, but for those on files of other people, which not everybody has beside the project, and on servers that
# cannot be had everywhere.
#
# usage: suite.sh BUILD [SUITE...]   SUITE: cli golden conformance-quick fixes-quick migrate-quick unit formats explain fuzz (default:
# these, in seconds), conformance, fixes and migrate (on all cases), shells, validate, recovery, schemas, editor, secrets, packages, live, dump
set -u
unset GITHUB_ACTIONS # it changes the default format
build=$(realpath "$1")
shift
[ $# -gt 0 ] || set -- cli golden conformance-quick fixes-quick migrate-quick unit formats explain fuzz
cd "$(dirname "$0")/.." || exit 2
logs=$build/test-log
mkdir -p "$logs"
passed=0 failed=0 skipped=0

# Some write thousands of small files: in memory where there is room.
files=${TMPDIR:-/tmp}
if [ "$(df --output=avail /dev/shm 2>/dev/null | tail -n 1)" -gt 500000 ] 2>/dev/null; then
	files=$(mktemp -d /dev/shm/dml-XXXXXX)
	trap 'rm -rf "$files"' EXIT
fi

# One more than processors, for some only wait.
names=() running=0 at_once=$(($(nproc) + 1))

# one NAME COMMAND...: starts a script or program that prints TAP.
one() {
	local log=$logs/${1//\//-}.tap
	names+=("$1")
	shift
	if [ "$running" -ge "$at_once" ]; then
		wait -n
		running=$((running - 1))
	fi
	running=$((running + 1))
	{
		timeout 600 "$@" >"$log" 2>"$log.err" </dev/null
		echo $? >"$log.status"
	} &
}

# Reads what it printed.
add_up() {
	local name=$1 log=$logs/${1//\//-}.tap status ok not_ok skip planned
	status=$(cat "$log.status")
	ok=$(grep -c '^ok ' "$log")
	skip=$(grep -ci '^ok .*# skip' "$log")
	not_ok=$(grep -c '^not ok ' "$log")
	planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$log" | tail -1)
	if [ "$not_ok" = 0 ] && { [ "$status" != 0 ] || [ "$planned" != "$((ok + not_ok))" ] || [ "$planned" = 0 ]; }; then
		echo "not ok - $name ended with $status after $ok of ${planned:-an unknown number of} tests"
		sed 's/^/# /' "$log.err" | tail -40
		not_ok=1
	elif [ "$not_ok" -gt 0 ]; then
		grep -A40 '^not ok ' "$log" | grep -v '^ok ' | head -200
		sed 's/^/# /' "$log.err" | tail -20
	fi
	[ "$skip" = 0 ] || grep -i '^ok .*# skip' "$log"
	if [ -n "${STRICT-}" ] && grep -i '^ok .*# skip' "$log" | grep -qvE 'not beside the project|no such server here'; then
		not_ok=$((not_ok + skip))
	else
		skipped=$((skipped + skip))
	fi
	passed=$((passed + ok - skip))
	failed=$((failed + not_ok))
	printf '%-34s %5d passed, %d failed\n' "$name" "$((ok - skip))" "$not_ok"
}

for suite; do
	case $suite in
	unit)
		for source in tests/unit/test_*.c; do
			name=$(basename "$source" .c)
			one "unit/$name" "$build/unit/$name"
		done
		;;
	golden) one golden env TMPDIR="$files" tests/run.sh "$build/dmlint" ;;
	cli)
		# What waits for servers that say nothing takes longest: the others run meanwhile.
		one cli/test_live tests/cli/test_live.sh "$build/dmlint"
		for script in tests/cli/test_*.sh; do
			[ "$script" = tests/cli/test_live.sh ] || one "cli/$(basename "$script" .sh)" "$script" "$build/dmlint"
		done
		;;
	shells) one shells tests/cli/shells.sh "$build/dmlint" ;;
	fixes) one fixes env TMPDIR="$files" python3 tests/fixes/test_fixes.py "$build/dmlint" ;;
	fixes-quick) one fixes-quick env TMPDIR="$files" python3 tests/fixes/test_fixes.py --quick "$build/dmlint" ;;
	migrate) one migrate env TMPDIR="$files" python3 tests/migrate/test_migrate.py "$build/dmlint" ;;
	migrate-quick) one migrate-quick env TMPDIR="$files" python3 tests/migrate/test_migrate.py --quick "$build/dmlint" ;;
	formats) one formats tests/formats/run.sh "$build/dmlint" ;;
	validate) one validate tests/formats/validate.sh "$build/dmlint" ;;
	explain) one explain tests/explain/run.sh "$build/dmlint" ;;
	recovery) one recovery tests/explain/recovery.sh "$build/dmlint" ;;
	fuzz) one fuzz-replay "$build/fuzz/replay" tests/fuzz/corpus ;;
	conformance-quick)
		one conformance-quick env TMPDIR="$files" python3 tests/conformance/run_conformance.py --quick --tap "$build/dmlint"
		one yaml-suite python3 tests/conformance/yaml_suite.py "$build/conformance/yaml_tree"
		;;
	conformance)
		one conformance env TMPDIR="$files" python3 tests/conformance/run_conformance.py --tap "$build/dmlint"
		one yaml-suite python3 tests/conformance/yaml_suite.py "$build/conformance/yaml_tree"
		;;
	editor) one editor tests/editor/run.py ;;
	secrets)
		one secrets python3 tests/secrets/canary.py "$build/dmlint"
		one secrets-live python3 tests/secrets/live.py "$build/dmlint"
		;;
	live)
		one live-scenarios python3 tests/live/scenarios.py "$build/dmlint"
		one live-commands python3 tests/live/commands.py "$build/dmlint"
		one live-tables-list python3 tests/live/tables_list.py "$build/dmlint"
		one live-engine python3 tests/live/engine.py "$build/live/ask"
		;;
	dump) one dump python3 tests/dump/run.py "$build/dmlint" ;;
	packages)
		tests/packages/build.sh "$build" >"$logs/packages-build.log" 2>&1 || tail -n 40 "$logs/packages-build.log"
		for script in tests/packages/test_*.sh; do
			one "packages/$(basename "$script" .sh)" "$script" "$build/dmlint"
		done
		;;
	schemas) one schemas build/venv/bin/python3 tests/conformance/run_schemas.py ;;
	*)
		echo "no such suite: $suite" >&2
		exit 2
		;;
	esac
done
wait
for name in "${names[@]}"; do
	add_up "$name"
done
if [ "$skipped" -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ "$failed" = 0 ]
