#!/bin/bash
# bench.sh: the offline budgets, measured in one run: instructions against a program that merely parses, time against other
# tools, memory against the file, growth. Prints a table and ends with 1 when a budget is broken. usage: bench.sh [BUILD]
set -u
cd "$(dirname "$0")/../.." || exit 2
export LC_ALL=C
build=${1:-build}
program=$(realpath "$build/dmlint")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
broken=0
venv=build/venv/bin
for tool in valgrind hyperfine yamllint /usr/bin/time "$venv/check-jsonschema"; do
	command -v "$tool" >/dev/null || {
		echo "$tool is missing: ci/install-test-deps.sh --bench"
		exit 2
	}
done
# shellcheck disable=SC2046
${CC:-cc} -O2 -o "$work/yaml_only" tests/bench/yaml_only.c $(pkg-config --cflags --libs yaml-0.1) || exit 2

task() { python3 tests/bench/gen_task.py "$@"; }
calc() { awk "BEGIN { printf \"$1\", $2 }"; }
# row WHAT MEASURED BUDGET: numbers; the budget is an upper bound.
row() {
	local state=kept
	[ "$(calc %d "$2 <= $3")" = 1 ] || state=BROKEN
	[ "$state" = kept ] || broken=1
	printf '%-66s %10s  budget %6s  %s\n' "$1" "$2" "$3" "$state"
}
# Instructions, in an otherwise empty environment so that every run counts the same.
instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | awk '/Collected/ { print $NF }'
}
kilobytes() { /usr/bin/time -f %M "$@" 2>&1 >/dev/null | tail -1; }
# Mean seconds of each command, one a line.
seconds() {
	hyperfine --style none --shell none --ignore-failure --warmup "$1" --min-runs "$2" \
		--export-csv "$work/times.csv" "${@:3}" >/dev/null 2>&1
	awk -F, 'NR > 1 { print $2 }' "$work/times.csv"
}

task tables=30 routes=4 filters=3 >"$work/3k.yaml"
task tables=1800 >"$work/100k.yaml"
task tables=200000 >"$work/11m.yaml"
lint=("$program" --quiet --dm-version 8.5)
for file in 3k 100k 11m; do
	"${lint[@]}" "$work/$file.yaml" || {
		echo "the generated task $file is not right"
		exit 2
	}
done

size=$(stat -c %s "$work/11m.yaml")
mine=$(instructions "${lint[@]}" "$work/11m.yaml")
theirs=$(instructions "$work/yaml_only" "$work/11m.yaml")
row "instructions, $((size / 1000000)) MB task, times libyaml alone" "$(calc %.2f "$mine / $theirs")" 1.5
row "memory, $((size / 1000000)) MB task, times the file" \
	"$(calc %.2f "$(kilobytes "${lint[@]}" "$work/11m.yaml") * 1024 / $size")" 8

mapfile -t t < <(seconds 20 200 "${lint[*]} $work/3k.yaml" "$work/yaml_only $work/3k.yaml")
mapfile -t o < <(seconds 1 10 "yamllint $work/3k.yaml" \
	"$venv/check-jsonschema --schemafile schemas/json/task-v8.5.json $work/3k.yaml")
row "time, $(stat -c %s "$work/3k.yaml") bytes ($(calc %.2f "${t[0]} * 1000") ms), times libyaml alone" \
	"$(calc %.2f "${t[0]} / ${t[1]}")" 4
row "time, the same, times yamllint ($(calc %.0f "${o[0]} * 1000") ms)" "$(calc %.4f "${t[0]} / ${o[0]}")" 0.0333
row "time, the same, times check-jsonschema ($(calc %.0f "${o[1]} * 1000") ms)" \
	"$(calc %.4f "${t[0]} / ${o[1]}")" 0.0333
mapfile -t h < <(seconds 5 20 "${lint[*]} $work/100k.yaml")
mapfile -t y < <(seconds 1 3 "yamllint $work/100k.yaml")
row "time, 100 KB ($(calc %.2f "${h[0]} * 1000") ms), times yamllint ($(calc %.0f "${y[0]} * 1000") ms)" \
	"$(calc %.4f "${h[0]} / ${y[0]}")" 0.0333

# growth WHAT SMALL LARGE FILE-ARGUMENTS...: the exponent between a size and its double, start-up taken off.
start=$(instructions "${lint[@]}" "$work/3k.yaml")
growth() {
	local what=$1 a b
	a=$(($2 - start)) b=$(($3 - start))
	row "growth with $what, exponent" "$(calc %.2f "log($b / $a) / log(2)")" 1.1
}
cost_of() {
	task "$@" >"$work/g.yaml"
	instructions "$program" --quiet --format json --dm-version 8.5 "$work/g.yaml"
}
for what in tables routes filters instances wrong undefined oneline; do
	growth "$what" "$(cost_of $what=4000)" "$(cost_of $what=8000)"
done
growth "tables on one line" "$(cost_of flow=1 tables=4000)" "$(cost_of flow=1 tables=8000)"
for n in 100 200; do
	mkdir "$work/files-$n"
	for ((i = 0; i < n; i++)); do cp "$work/3k.yaml" "$work/files-$n/$i.yaml"; done
done
growth files "$(instructions "${lint[@]}" "$work/files-100")" "$(instructions "${lint[@]}" "$work/files-200")"
exit $broken
