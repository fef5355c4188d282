#!/bin/bash
# valgrind.sh: a sample of inputs and commands under valgrind, and real and hostile servers: no invalid access, no use of uninitialised
# memory, no leak.
# usage: valgrind.sh [BUILD]
set -u
cd "$(dirname "$0")/.." || exit 2
build=${1:-build}
program=$build/dmlint
bad=0
# Exit codes of dmlint are 0 to 2: 99 is valgrind's own.
check() {
	valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect "$program" "$@" \
		>/dev/null
	if [ $? -ge 3 ]; then
		echo "valgrind: dmlint $*"
		bad=1
	fi
}
sample=(tests/example/broken.yaml)
for folder in tests/cases/*/; do
	for file in "$folder"bad-*.yaml; do
		case $file in *.facts.yaml | *.source.yaml) continue ;; esac
		sample+=("$file")
		break
	done
done
check "${sample[@]}"
check --format json --compat "${sample[@]}"
check --format short --dm-version 1.0 tests/conformance/data/bases
check --config tests/cases/DML9101/team.conf tests/cases/DML9101/bad-all.yaml
check --kind config tests/cases/DML9003/bad-policies.yaml
check --print-config --config tests/cases/DML9101/team.conf
check policies --test --config tests/cases/DML9101/team.conf
check explain unknown-key
check explain task-mode
check rules --format json
check schema
check --no-such-option
check absent.yaml
python3 tests/live/scenarios.py --valgrind "$program" || bad=1
python3 tests/live/engine.py "$build/live/ask" --valgrind || bad=1
exit $bad
