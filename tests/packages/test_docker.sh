#!/bin/bash
# The Dockerfile, as far as that goes without Docker: hadolint has nothing to say, what it copies is there, and the image does
# not run as root. It is not built here.
. "$(dirname "$0")/../cli/lib.sh"
root=$(realpath "$here/../..")
file=$root/ci/packaging/Dockerfile
hadolint=$root/build/venv/bin/hadolint
run --version
"$hadolint" "$file" >.out 2>.err
check "hadolint has nothing to say" equals "$?$(cat .out)" 0
sed 's/:12-slim$//' "$file" >latest
check "but about an image without version it has" bash -c "! '$hadolint' latest >/dev/null"
for copied in $(sed -n 's/^COPY \([^-].*\) [^ ]*$/\1/p' "$file"); do
	check "$copied is there to be copied" test -e "$root/$copied"
done
check "the image runs as nobody" equals "$(sed -n 's/^USER //p' "$file" | tail -n 1)" 65534:65534
check "it is made in two stages" equals "$(grep -c '^FROM ' "$file")" 2
check "no build of this machine gets in" grep -qx build "$file.dockerignore"
finish
