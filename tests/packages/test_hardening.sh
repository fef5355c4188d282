#!/bin/bash
# The Makefile asks for the hardening that compiler and flags allow: what one of them refuses is left out, and nothing else.
# Whether it is in the program ci/check-hardening.sh sees.
. "$(dirname "$0")/../cli/lib.sh"
root=$here/../..
unset MAKEFLAGS MAKELEVEL
# asked VARIABLE=VALUE...: the flags for compiling and linking, of a build that is not made.
asked() {
	out=$(make -pn -C "$root" BUILD="$work/none" "$@" help 2>"$work/.err" | sed -n 's/^HARDEN_[A-Z]* := *//p' | xargs)
}
run --version
asked
all=$out
for flag in -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE -D_FORTIFY_SOURCE=3 -pie -Wl,-z,relro -Wl,-z,now; do
	check "gcc takes $flag" has " $all " " $flag "
done
cat >cc <<'END'
#!/bin/sh
case " $* " in
*" -fcf-protection "* | *" -D_FORTIFY_SOURCE=3 "*) exit 1 ;;
esac
exec gcc "$@"
END
chmod +x cc
asked CC="$work/cc"
fewer=${all/-fcf-protection /}
check "what a compiler refuses is left out, and a lower level tried" equals "$out" "${fewer/SOURCE=3/SOURCE=2}"
for flags in CFLAGS=-O0 SANITIZE=address CPPFLAGS=-D_FORTIFY_SOURCE=1; do
	asked "$flags"
	check "with $flags nothing is said of checked functions" equals "$out" "${all/ -D_FORTIFY_SOURCE=3/}"
done
finish
