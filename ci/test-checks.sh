#!/bin/bash
# test-checks.sh: shows that each check can fail: puts one fault at a time into a copy of the sources and expects the check to find
# it. usage: test-checks.sh [BUILD]
set -u
cd "$(dirname "$0")/.." || exit 2
program=$(realpath "${1:-build}/dmlint")
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
bad=0

fresh() {
	rm -rf "${copy:?}"/*
	cp -r src include schemas tests ci README.md "$copy"
}
# expect CHECK WORD: the check must fail and say WORD.
expect() {
	local out
	if out=$("${@:2}" "$copy" "$program" 2>&1); then
		echo "$2 did not notice: $1"
		bad=1
	elif ! grep -q -- "$1" <<<"$out"; then
		echo "$2 failed without naming \"$1\":"
		echo "$out" | head -5
		bad=1
	fi
}
rule=$(basename "$(ls src/rules/dml6*.c | head -n 1)")
id=$(cut -c1-7 <<<"${rule^^}")

fresh
echo '#include "dmlint/run.h"' >"$copy/src/rules/probe.c"
expect "rules must not include run" ci/check-layers.sh
fresh
echo '#include <yaml.h>' >"$copy/src/report/probe.c"
expect "yaml.h> belongs to" ci/check-layers.sh
fresh
echo '#include "src/doc/internal.h"' >"$copy/src/report/probe.c"
expect "private to another module" ci/check-layers.sh
fresh
echo 'struct probe { struct nowhere x; };' >>"$copy/include/dmlint/diag.h"
expect "does not compile alone" ci/check-layers.sh

fresh
{ echo 'int f(void)'; echo '{'; yes '	;' | head -n 90; echo '}'; } >"$copy/src/base/probe.c"
expect "a function of 92 lines" ci/check-size.sh
fresh
yes '/* */' | head -n 601 >"$copy/src/base/probe.c"
expect "601 lines, at most 600" ci/check-size.sh
fresh
yes '/* */' | head -n 201 >"$copy/src/rules/dml9998_probe.c"
expect "201 lines, at most 200" ci/check-size.sh
fresh
yes '/* */' | head -n 151 >"$copy/include/dmlint/probe.h"
expect "151 lines, at most 150" ci/check-size.sh

fresh
cp "$copy/src/rules/$rule" "$copy/src/rules/dml9998_probe.c"
expect "dml9998_probe.c: no row in rules.def" ci/check-registry.sh
expect "dml9998_probe.c: its id is not DML9998" ci/check-registry.sh
fresh
rm "$copy/src/rules/$rule"
expect "has 1 files" ci/check-registry.sh
fresh
rm "$copy/tests/cases/$id"/bad-*.yaml
expect "no bad-" ci/check-registry.sh
fresh
mkdir "$copy/tests/cases/DML9998"
expect "no such rule" ci/check-registry.sh
fresh
printf 'probe\t*\t29999\treject\ttask\t1\tprobe\n' >>"$copy/schemas/checks.tsv"
expect "no rule claims the code 29999" ci/check-registry.sh
fresh
sed -i '/^text driver: bad connection$/d' "$copy/schemas/error-guides.txt"
expect "no guide with cases and rules for text driver: bad connection" ci/check-registry.sh
fresh
echo 'check DML9998' >>"$copy/schemas/error-guides.txt"
expect "no such rule: DML9998" ci/check-registry.sh

fresh
echo 'int  f( void );' >"$copy/src/base/probe.c"
expect "probe.c" ci/check-format.sh
fresh
printf '#!/bin/bash\nx=(a,b)\n' >"$copy/ci/probe.sh"
expect "probe.sh" ci/check-shell.sh

fresh
${CC:-cc} -O0 -no-pie -fno-stack-protector -fcf-protection=none -Wl,-z,lazy -Wl,-z,norelro -x c -o "$copy/soft" - <<<'int main(void) { return 0; }'
missing=$(ci/check-hardening.sh "$copy/soft" | wc -l)
if [ "$missing" -lt 6 ]; then
	echo "ci/check-hardening.sh noticed only $missing of what a program built without hardening lacks"
	bad=1
fi

# Of the checks of tests: an expectation that is wrong, and a case that should be silent.
fresh
folder=$(basename "$(ls -d tests/cases/DML* | head -n 1)")
out=$(ls "$copy/tests/cases/$folder"/bad-*.out | head -n 1)
echo "one more line" >>"$out"
if "$copy/tests/run.sh" "$program" "$folder" >/dev/null; then
	echo "tests/run.sh did not notice a wrong expectation"
	bad=1
fi
fresh
mv "$(ls "$copy/tests/cases/$folder"/bad-*.yaml | head -n 1)" "$copy/tests/cases/$folder/good-probe.yaml"
if "$copy/tests/run.sh" "$program" "$folder" >/dev/null; then
	echo "tests/run.sh did not notice findings in a right case"
	bad=1
fi
fresh
sed -i 's/"8.5": \["reject", 20003/"8.5": ["accept", 20003/' "$copy/tests/conformance/data/cases.jsonl"
if "$copy/tests/conformance/run_conformance.py" "$program" >/dev/null; then
	echo "run_conformance.py did not notice other verdicts"
	bad=1
fi
exit $bad
