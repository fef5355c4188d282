#!/bin/sh
# gen_embedded.sh NAME FILE...: a C table "embedded_NAME" with the bytes of the files, on standard output. A file is named by
# its last two parts, a schema by its last. Run by the Makefile. Bytes go out as numbers: no escaping can go wrong.
set -eu
table=$1
shift
echo '/* Made by src/cli/gen_embedded.sh. */'
echo '#include "src/cli/internal.h"'
echo
i=0
for file in "$@"; do
	echo "static const unsigned char bytes_${i}[] = {"
	od -An -v -tu1 -w24 "$file" | sed 's/  */, /g; s/^, /	/; s/$/,/'
	echo '	0};'
	i=$((i + 1))
done
echo "const struct embedded embedded_${table}[] = {"
i=0
for file in "$@"; do
	case $table in
	cases) name=$(basename "$(dirname "$file")")/$(basename "$file") ;;
	*) name=$(basename "$file") ;;
	esac
	echo "	{\"$name\", {(const char *)bytes_$i, sizeof(bytes_$i) - 1}},"
	i=$((i + 1))
done
[ "$i" -gt 0 ] || echo '	{NULL, {NULL, 0}},'
echo '};'
echo "const size_t n_embedded_${table} = $i;"
