#!/bin/bash
# check-layers.sh: who may include whom, and which library appears where. Reads #include lines only. Prints each violation
# and ends with 1. usage: check-layers.sh [TREE]
set -u
cd "${1:-$(dirname "$0")/..}" || exit 2
export LC_ALL=C
bad=0

# module: modules whose headers it may include, besides its own and base
declare -A allowed=(
	[base]=""
	[doc]=""
	[diag]="doc"
	[schema]="doc"
	[crypt]=""
	[facts]="doc" # facts files are YAML
	[source]="schema doc crypt"
	[task]="source schema doc crypt"
	[dump]="source schema doc crypt task"
	[config]="task diag schema doc" # task for its regular expressions
	[rules]="config dump task facts schema diag doc"
	[explain]="dump task diag schema doc"
	[live]="task facts crypt"
	[report]="diag doc"
	[fix]="diag doc"
	[run]="config doc diag schema crypt facts source task dump rules explain live report fix"
	[cli]="config run explain report fix diag doc schema crypt"
	[main]="cli"
)

# header of include/dmlint: the module it belongs to, where the names differ
declare -A owner=(
	[rule]=rules
	[grants]=facts
	[edit]=doc
	[migrate]=run
	[dump_regex]=dump
	[policy]=config
	[route]=task
	[tables]=run
	[topology]=report
	[secret]=crypt
	[goregex]=task
	[match]=task
	[pattern]=task
	[sqlexpr]=task
	[govalue]=schema
	[baseline]=report
)

# library header: the files that may include it. version.c asks every library for its version, and for nothing else.
declare -A library=(
	[mysql.h]="src/live/mariadb.h src/cli/version.c"
	[poll.h]="src/live/collect.c src/live/tls.c"
	[yaml.h]="src/doc/yaml.c src/cli/version.c"
	[openssl/evp.h]="src/crypt/internal.h"
	[openssl/ssl.h]="src/live/openssl.h"
	[openssl/err.h]="src/live/openssl.h"
	[openssl/x509v3.h]="src/live/openssl.c"
	[dlfcn.h]="src/crypt/libcrypto.c src/live/libmariadb.c src/live/openssl.c"
	[sodium.h]="src/crypt/ src/cli/version.c"
	[pcre2.h]="src/task/goregex_match.c src/dump/pcre.c src/cli/version.c"
	[jansson.h]="src/report/ src/cli/"
)

complain() {
	echo "$*"
	bad=1
}

module_of() {
	case $1 in
	src/main.c) echo main ;;
	src/*/*) echo "$1" | cut -d/ -f2 ;;
	include/dmlint/*) header_module "$(basename "$1" .h)" ;;
	esac
}
header_module() { echo "${owner[$1]-$1}"; }

# $1 file, $2 line, $3 header name in include/dmlint
check_module() {
	local from to
	from=$(module_of "$1")
	to=$(header_module "$3")
	if [ -z "${allowed[$from]+x}" ]; then
		complain "$1: the module \"$from\" is not in the table of $0"
	elif [ "$to" != base ] && [ "$to" != "$from" ] && [[ " ${allowed[$from]} " != *" $to "* ]]; then
		complain "$1:$2: $from must not include $to (dmlint/$3.h)"
	fi
}

# $1 file, $2 line, $3 a library's header
check_library() {
	local place may="${library[$3]-}"
	case $1:$3 in
	src/rules/*:stdio.h) complain "$1:$2: rules print nothing: no <stdio.h>" ;;
	include/*:mysql.h | include/*:yaml.h) complain "$1:$2: no header includes <$3>" ;;
	esac
	[ -n "$may" ] || return
	for place in $may; do
		[[ $1 != "$place"* ]] || return
	done
	complain "$1:$2: <$3> belongs to $may only"
}

while IFS=: read -r file line text; do
	name=$(sed 's/^[^<"]*[<"]//; s/[>"].*//' <<<"$text")
	module=$(module_of "$file")
	case $text in
	*'"dmlint/'*) check_module "$file" "$line" "$(basename "$name" .h)" ;;
	*'"src/'* | *'"../'*)
		case $name in
		"src/$module/"* | ../../schemas/*) ;;
		*) complain "$file:$line: \"$name\" is private to another module" ;;
		esac
		;;
	*'<'*) check_library "$file" "$line" "$name" ;;
	esac
done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include' src include --include='*.[ch]')

# Each public header compiles alone.
for header in include/dmlint/*.h; do
	"${CC:-cc}" -std=c17 -Iinclude -Wall -Wextra -Werror -fsyntax-only -x c - <<<"#include \"${header#include/}\"" 2>/dev/null ||
		complain "$header does not compile alone"
done
exit $bad
