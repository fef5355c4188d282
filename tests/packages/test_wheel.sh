#!/bin/bash
# The Python wheel: pip installs it into an empty environment without network, the program runs from there, and is removed.
. "$(dirname "$0")/../cli/lib.sh"
wheel=$(echo "$(dirname "$dmlint")"/packages/one/dist/*.whl)
run --version
version=$out
cp "$here/../cli/good.yaml" good-task.yaml
cp "$here/../cli/bad.yaml" bad-task.yaml
python3 -m venv env
pip() { env/bin/python -m pip --disable-pip-version-check "$@" >.out 2>.err; }
check "pip installs it" pip install --no-index "$wheel"
check "what pip checks is right" pip check
pip show --files dmlint
check "it lists the program" grep -q 'bin/dmlint$' .out
check "and its licence" grep -q 'License: Apache-2.0' .out
dmlint=$work/env/bin/dmlint
run --version
check "the installed program is of the same version" equals "$out" "$version"
run good-task.yaml
check "it takes a right file" is_code 0
run bad-task.yaml
check "and no wrong one" is_code 1
check "it is the program itself: no Python starts with it" equals "$(head -c 4 "$dmlint" | tail -c 3)" ELF
check "every member has its digest" env/bin/python - "$wheel" <<'END'
import base64, csv, hashlib, io, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
names = set(archive.namelist())
for name, digest, size in csv.reader(io.StringIO(archive.read(next(n for n in names if n.endswith("RECORD"))).decode())):
    content = archive.read(name)
    names.remove(name)
    if name.endswith("RECORD"):
        continue
    assert int(size) == len(content), name
    assert digest == "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("="), name
assert not names, names
END
check "pip removes it" pip uninstall --yes dmlint
check "nothing is left" equals "$(find env -name '*dmlint*')" ""
finish
