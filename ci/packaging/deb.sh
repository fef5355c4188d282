#!/bin/bash
# deb.sh: packs a build as a Debian package, with the dependencies that the program has on this machine. The list of changes
# is that of README.md; the date is SOURCE_DATE_EPOCH. Called by `make deb`. usage: deb.sh BUILD FOLDER; prints the name.
set -eu
build=$1 out=$2
here=$(dirname "$(realpath "$0")")
maintainer='dmlint maintainers <maintainers@dmlint.invalid>'
version=$("$build/dmlint" --version | cut -d' ' -f2)
machine=$(dpkg --print-architecture)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
umask 022
root=$stage/debian/dmlint
doc=$root/usr/share/doc/dmlint

make --no-print-directory -s -C "$here/../.." -o "$build/dmlint" BUILD="$build" DESTDIR="$root" prefix=/usr install
strip --strip-unneeded --remove-section=.comment --remove-section=.note "$root/usr/bin/dmlint"
install -d "$doc"
install -m 644 "$here/copyright" "$doc/copyright"
{
	printf 'dmlint (%s) unstable; urgency=medium\n\n' "$version"
	# The items of this release in README.md: a line that begins with a dash, and those that go on with it.
	awk -v head="### $version, " '
	/^##/ { here = index($0, head) == 1 }
	here && /^- / { print item; item = substr($0, 3) }
	here && /^  / { item = item " " substr($0, 3) }
	END { print item }' "$here/../../README.md" | while read -r item; do
		[ -z "$item" ] || fold -s -w 74 <<<"$item" | sed '1s/^/  * /; 2,$s/^/    /; s/ *$//'
	done
	printf '\n -- %s  %s\n' "$maintainer" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")"
} >"$doc/changelog"
gzip -9n "$doc/changelog" "$root"/usr/share/man/man?/*

printf 'Source: dmlint\n\nPackage: dmlint\nArchitecture: any\n' >"$stage/debian/control"
mkdir "$root/DEBIAN"
depends=$(cd "$stage" && dpkg-shlibdeps -O debian/dmlint/usr/bin/dmlint | sed -n 's/^shlibs:Depends=//p')
# What is loaded when it is needed dpkg-shlibdeps does not see: libcrypto for ciphertexts, libmariadb for --live.
package_of() { dpkg-query -S "*/$1" | head -n 1 | cut -d: -f1; }
crypto=$(package_of libcrypto.so.3)
mariadb=$(package_of libmariadb.so.3)
cat >"$root/DEBIAN/control" <<EOT
Package: dmlint
Version: $version
Architecture: $machine
Maintainer: $maintainer
Installed-Size: $(find "$root/usr" -printf '%y %s\n' | awk '{ k += $1 == "f" ? int(($2 + 1023) / 1024) : 1 } END { print k }')
Depends: $depends, $crypto
Recommends: $mariadb
Section: database
Priority: optional
Description: checks configurations of TiDB Data Migration
 dmlint checks the task and source configurations of TiDB Data Migration (DM)
 before DM sees them. It knows what each version of DM decodes and refuses,
 gives the verdict that DM would give, and shows every mistake of a file at
 once, each with its place, its reason and the way out.
EOT
(cd "$root" && find usr -type f | LC_ALL=C sort | xargs md5sum >DEBIAN/md5sums)
find "$root" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
file=$out/dmlint_${version}_$machine.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$file" >/dev/null
echo "$file"
