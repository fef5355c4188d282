#!/bin/bash
# test.sh: everything that a change must pass: the checks of the sources, all builds, all tests in the optimised build, all but
# the slow ones under sanitizers (all live scenarios among them), a sample under valgrind. The same at home and in CI. Ends with "N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit 2
passed=0 failed=0
export STRICT=1

# step NAME COMMAND...: a check that is one test by itself.
step() {
	local name=$1 log
	shift
	log=$("$@" 2>&1)
	if [ $? = 0 ]; then
		passed=$((passed + 1))
		echo "ok: $name"
	else
		failed=$((failed + 1))
		echo "FAILED: $name"
		tail -n 100 <<<"$log"
	fi
}

# suites NAME BUILD SUITE...: adds what tests/suite.sh counts.
suites() {
	local log last name=$1
	shift
	echo "== tests of $name"
	log=$(tests/suite.sh "$@" 2>&1)
	last=$(tail -n 1 <<<"$log")
	sed '$d' <<<"$log"
	if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
		passed=$((passed + BASH_REMATCH[1]))
		failed=$((failed + BASH_REMATCH[2]))
	else
		failed=$((failed + 1))
	fi
}

export ASAN_OPTIONS=detect_leaks=1:abort_on_error=1 UBSAN_OPTIONS=print_stacktrace=1
for name in gcc clang gcc-sanitize clang-sanitize; do
	step "build with $name" ci/build.sh "$name"
done
step "layers" ci/check-layers.sh
step "sizes" ci/check-size.sh
step "format" ci/check-format.sh
step "shell scripts" ci/check-shell.sh
step "registry" ci/check-registry.sh . build/gcc/dmlint
step "generated files" ci/check-generated.sh build/gcc
step "hardening" ci/check-hardening.sh build/gcc/dmlint
step "hardening with clang" ci/check-hardening.sh build/clang/dmlint
step "the checks themselves" ci/test-checks.sh build/gcc
suites gcc build/gcc conformance fixes migrate schemas editor secrets golden unit cli shells formats validate explain recovery dump fuzz
suites "gcc on real servers" build/gcc live
suites packages build/gcc packages
suites clang build/clang unit golden
suites "gcc with sanitizers" build/gcc-sanitize live fixes migrate unit golden cli formats validate explain fuzz
suites "clang with sanitizers" build/clang-sanitize unit fuzz
step "valgrind" ci/valgrind.sh build/gcc
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
