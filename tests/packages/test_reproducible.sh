#!/bin/bash
# Two builds in two folders give the same bytes: programs and packages; the date in a package is the one asked for.
. "$(dirname "$0")/../cli/lib.sh"
packages=$(dirname "$dmlint")/packages
run --version
version=${out#dmlint }

same() { cmp -s "$packages/one/$1" "$packages/two/$1"; }
different() { [ -s "$packages/dated/$1" ] && ! cmp -s "$packages/one/dist/$1" "$packages/dated/$1"; }
for file in dmlint dmlint-static; do
	check "two builds give one $file" same "$file"
	echo "# $(sha256sum "$packages/one/$file" | cut -c1-64) $file"
done
mapfile -t files < <(cd "$packages/one/dist" && ls)
check "there are three packages" equals "${#files[@]}" 3
for file in "${files[@]}"; do
	check "two builds give one $file" same "dist/$file"
	echo "# $(sha256sum "$packages/one/dist/$file" | cut -c1-64) $file"
	check "another date gives another $file" different "$file"
done
deb=$(echo "$packages"/dated/*.deb) wheel=$(echo "$packages"/dated/*.whl)
check "the date is that of the files in the package" equals \
	"$(dpkg-deb --fsys-tarfile "$deb" | TZ=UTC tar tv | awk '{ print $4 }' | sort -u)" 2001-09-09
check "and in the wheel" equals "$(python3 -c 'import sys, zipfile
print(*{i.date_time for i in zipfile.ZipFile(sys.argv[1]).infolist()})' "$wheel")" "(2001, 9, 9, 1, 46, 40)"
check "and in the bill of materials" grep -q '"created": "2001-09-09T01:46:40Z"' "$packages/dated/dmlint-$version.spdx.json"
# Debug information names folders, too.
check "no program knows where it was built" equals "$(grep -lF "$packages" "$packages"/*/dmlint*)" ""
finish
