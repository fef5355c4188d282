#!/bin/bash
# check-hardening.sh: the program has the hardening that the Makefile asks for: what is missing is named, and the end is 1.
# Looks into the program itself, which must have its symbols. usage: check-hardening.sh PROGRAM
set -u
export LC_ALL=C
program=$1
bad=0
# wants WHAT PATTERN TEXT: a line of the text must match.
wants() {
	grep -qE -- "$2" <<<"$3" || {
		echo "$program: no $1"
		bad=1
	}
}
lacks() {
	! grep -qE -- "$2" <<<"$3" || {
		echo "$program: $1"
		bad=1
	}
}

header=$(readelf -hW "$program") || exit 2
segments=$(readelf -lW "$program")
dynamic=$(readelf -dW "$program")
symbols=$(readelf -sW "$program")
code=$(objdump -d --no-show-raw-insn "$program")

wants "position independence" 'Type: +DYN' "$header"
wants "position independence of a program" 'FLAGS_1.* PIE' "$dynamic"
wants "read-only relocations" ' GNU_RELRO ' "$segments"
wants "binding at the start" 'FLAGS_1.* NOW' "$dynamic"
wants "stack without code" ' GNU_STACK .* RW  *0x' "$segments"
lacks "memory that can be written and run" ' RWE ' "$segments"
lacks "relocations in code" 'TEXTREL' "$dynamic"
lacks "a path for libraries of its own" 'RPATH|RUNPATH' "$dynamic"
wants "stack protector" ' __stack_chk_(fail|guard)' "$symbols"
wants "checked library functions" ' __[a-z]+_chk(@|$)' "$symbols"
if [[ $header == *X86-64* ]]; then
	wants "marks for indirect calls" 'endbr64' "$(grep -A2 '<cli_main>:$' <<<"$code")"
	wants "probes of large stack frames" 'sub +\$0x1000,%rsp' "$code"
fi
exit $bad
