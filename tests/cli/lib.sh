# shellcheck shell=bash disable=SC2034 # what is set here is read by the tests
# lib.sh: read by the tests of the command line. A test runs dmlint with `run`, then asserts about $code, $out and $err.
# Prints TAP; `finish` must come last.
set -u
export LC_ALL=C
unset NO_COLOR FORCE_COLOR CLICOLOR CLICOLOR_FORCE GITHUB_ACTIONS
dmlint=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
tests=0 failures=0

run() {
	"$dmlint" "$@" >"$work/.out" 2>"$work/.err"
	code=$?
	out=$(<"$work/.out")
	err=$(<"$work/.err")
}

# check WHAT CONDITION...: a command that must succeed.
check() {
	local what=$1
	shift
	tests=$((tests + 1))
	if "$@"; then
		echo "ok $tests - $what"
	else
		failures=$((failures + 1))
		echo "not ok $tests - $what"
		printf '# wanted: %s\n# code %s\n' "$*" "${code-}"
		sed 's/^/# out: /' "$work/.out" | head -20
		sed 's/^/# err: /' "$work/.err" | head -20
	fi
}
is_code() { [ "$code" = "$1" ]; }
is_empty() { [ -z "$1" ]; }
has() { [[ $1 == *"$2"* ]]; }
lacks() { [[ $1 != *"$2"* ]]; }
equals() { [ "$1" = "$2" ]; }
count() { [ "$(grep -c -- "$2" <<<"$1")" = "$3" ]; }

finish() {
	echo "1..$tests"
	[ "$failures" = 0 ]
}
