#!/bin/bash
# The bill of materials: valid SPDX, it names the very program, and the versions of its libraries as pkg-config has them.
. "$(dirname "$0")/../cli/lib.sh"
packages=$(dirname "$dmlint")/packages
tools=$here/../../build/venv/bin
run --version
sbom=$(echo "$packages"/one/dist/*.spdx.json)
"$tools/pyspdxtools" --infile "$sbom" >.out 2>.err
check "pyspdxtools finds it valid" equals "$?$(cat .out)" 0
sed 's/"MIT"/"Mitt"/' "$sbom" >wrong.spdx.json
check "and a wrong licence in it not" bash -c "! '$tools/pyspdxtools' --infile wrong.spdx.json >.out 2>&1"
of() { python3 -c 'import json, sys; print(*eval(sys.argv[2], {"d": json.load(open(sys.argv[1]))}))' "$sbom" "$1"; }
check "it has the hash of the program" equals "$(of 'd["packages"][0]["checksums"][0]["checksumValue"],')" \
	"$(sha256sum <"$packages/one/dmlint" | cut -d' ' -f1)"
for pair in libyaml:yaml-0.1 PCRE2:libpcre2-8 jansson:jansson libsodium:libsodium libcrypto:libcrypto libmariadb:libmariadb; do
	check "${pair%:*} has the version that pkg-config says" equals \
		"$(of "(p['versionInfo'] for p in d['packages'] if p['name'] == '${pair%:*}')")" "$(pkg-config --modversion "${pair#*:}")"
done
check "every row of --version --verbose is in it" equals "$(of '(p["name"] for p in d["packages"][1:])')" \
	"$("$dmlint" --version --verbose | sed -n 's/ .*; built with.*//p' | paste -sd' ')"
finish
