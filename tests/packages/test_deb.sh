#!/bin/bash
# The Debian package: lintian says nothing; it is installed into a root of its own, run, and removed without a trace. What it
# depends on is there on this machine, and names what the program loads.
. "$(dirname "$0")/../cli/lib.sh"
package=$(echo "$(dirname "$dmlint")"/packages/one/dist/*.deb)
run --version
version=${out#dmlint }
lintian --info --display-info --pedantic --tag-display-limit 0 --allow-root "$package" >.out 2>.err
check "lintian has nothing to say" equals "$?$(cat .out)" 0
depends=$(dpkg-deb -f "$package" Depends)
for library in libyaml libpcre2 libjansson libsodium libssl; do
	check "it depends on $library" has "$depends" "$library"
done
check "without live checks it needs no libmariadb" equals "$(dpkg-deb -f "$package" Recommends | grep -c '^libmariadb')" 1
check "what it depends on is here" dpkg-checkbuilddeps -d "$depends" /dev/null

root=$work/root
mkdir -p "$root"/var/lib/dpkg/{info,updates}
touch "$root"/var/lib/dpkg/{status,available}
# In the empty root there is nothing that it could depend on.
in_root() {
	dpkg --root="$root" --log="$work/dpkg.log" --force-not-root --force-depends "$@" >.out 2>.err
}
before=$(cd "$root" && find . -path ./var -prune -o -print)
check "it is installed" in_root --install "$package"
check "dpkg knows its version" equals "$(dpkg-query --admindir="$root/var/lib/dpkg" -W -f '${Version}' dmlint)" "$version"
cp "$here/../cli/good.yaml" good-task.yaml
cp "$here/../cli/bad.yaml" bad-task.yaml
dmlint=$root/usr/bin/dmlint
run good-task.yaml
check "the installed program takes a right file" is_code 0
run bad-task.yaml
check "and no wrong one" is_code 1
check "its man page can be read" mandoc -T lint -W error <(zcat "$root/usr/share/man/man1/dmlint.1.gz")
check "files are as they were packed" bash -c "cd '$root' && dpkg-deb --control '$package' '$work/control' && md5sum --quiet -c '$work/control/md5sums'"
check "it is removed" in_root --purge dmlint
check "nothing is left" equals "$(cd "$root" && find . -path ./var -prune -o -print)" "$before"
finish
