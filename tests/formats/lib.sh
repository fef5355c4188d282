# shellcheck shell=bash disable=SC2034 # what is set here is read by the scripts
# lib.sh: read by the scripts of this folder. Prints TAP; `finish` must come last.
set -u
export LC_ALL=C
unset GITHUB_ACTIONS
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 2
root=../..
n=0 failed=0 scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# result CODE WHAT: what $scratch/why says belongs to a code that is not 0.
result() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		failed=$((failed + 1))
		echo "not ok $n - $2"
		sed 's/^/# /' "$scratch/why"
	fi
}
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # skip ci/install-test-deps.sh installs what is missing"
}
finish() {
	echo "1..$n"
	[ "$failed" = 0 ]
}
