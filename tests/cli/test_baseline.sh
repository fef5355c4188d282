#!/bin/bash
# test_baseline.sh: --write-baseline and --baseline: what counts, what is recognised when it moves, and what is told to be gone.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
unset XDG_CONFIG_HOME
export HOME=$work/home
mkdir -p .git conf/deep
cp "$here/bad.yaml" conf/a.yaml
sed 's/^task-mode: .*/task-mode: fulll/; s/  host:/  hots:/' "$here/bad.yaml" >conf/deep/b.yaml
cp "$here/good.yaml" conf/good.yaml

run conf
check "three errors to begin with" has "$out" "3 errors in 3 files"
run --write-baseline known.json conf
check "writing a baseline makes them known" is_code 0
check "and counts them so" equals "$out" "nothing found in 3 files; 3 known; no server was asked"
check "it is JSON, a finding a line" equals "$(python3 -c 'import json; print(len(json.load(open("known.json"))["findings"]))') $(grep -c '"path"' known.json)" "3 3"
check "sorted by path" sort -c <(grep -o '"path": "[^"]*"' known.json)
cp known.json first.json
run --write-baseline known.json conf
check "the same findings give the same bytes" cmp -s known.json first.json
run --baseline known.json conf
check "what is known does not fail" is_code 0
check "nor show" equals "$out" "nothing found in 3 files; 3 known; no server was asked"
run --format json --baseline known.json conf
check "DM's verdict is its own" has "$out" '"dm_verdict": "reject", "dm_code": 20020'
check "JSON counts them" has "$out" '"baseline": {"known": 3, "gone": []}'
run --format sarif --baseline known.json conf
check "SARIF keeps them, marked" count "$out" '"kind": "external"' 3
run --format html --baseline known.json conf
check "HTML keeps them, folded up" has "$out" "<summary>2 findings known from the baseline</summary>"
check "with their places" has "$out" '<li><code>conf/a.yaml:'
check "and does not count them" lacks "$out" '<li id="f1-1"'

# From another folder, and by other names.
(cd conf/deep && "$dmlint" --baseline ../../known.json b.yaml ../a.yaml >/dev/null)
check "paths are those from the baseline's folder on" equals $? 0
run --baseline known.json "$work/conf/a.yaml"
check "however they are written" is_code 0
run --baseline known.json - --stdin-filename conf/a.yaml <conf/a.yaml
check "also for standard input" is_code 0

# Moved and changed.
{ printf '# moved\n\n'; cat conf/a.yaml; printf 'is-sharding: maybe\n'; } >moved && mv moved conf/a.yaml
run --format short --baseline known.json conf
check "what moved is still known, what is new counts" equals "$out" 'conf/a.yaml:16:14: error: "is-sharding" must be true or false, this is text [wrong-type DML0103, DM 20003]'
check "and fails" is_code 1
cp "$here/bad.yaml" conf/a.yaml

# Gone.
sed -i 's/fulll/full/' conf/deep/b.yaml
run --baseline known.json conf
check "what is gone is told" has "$out" 'conf/deep/b.yaml: gone: "fulll" is no value of "task-mode"'
check "and how to renew" has "$out" "2 known, 1 gone: --write-baseline renews the baseline"
check "but does not fail" is_code 0
run --format json --baseline known.json conf
check "also in JSON" has "$out" '"gone": [{"path": "conf/deep/b.yaml", "id": "DML0105", "rule": "bad-enum-value"'
run --baseline known.json conf/a.yaml
check "not of files that were not looked at" lacks "$out" "gone"
rm conf/deep/b.yaml
run --baseline known.json conf/a.yaml
check "but of files that are no more" has "$out" "1 known, 2 gone"
run --write-baseline known.json --baseline known.json conf
check "renewed" equals "$(grep -c '"path"' known.json)" 1
run --baseline known.json conf
check "nothing is gone then" equals "$out" "nothing found in 2 files; 1 known; no server was asked"

# Written over some of the files.
sed 's/^task-mode: .*/task-mode: fulll/' "$here/bad.yaml" >conf/b.yaml
cp "$here/bad.yaml" conf/d.yaml
run --write-baseline known.json conf
cp conf/d.yaml conf/new.yaml
sed -i 's/fulll/full/' conf/b.yaml
rm conf/d.yaml
run --write-baseline known.json conf/b.yaml conf/new.yaml
paths=$(grep -o '"path": "[^"]*"' known.json | sort | uniq -c | tr -s ' ')
check "the entries of files that were not looked at stay" has "$paths" ' 1 "path": "conf/a.yaml"'
check "new ones come" has "$paths" '"path": "conf/new.yaml"'
check "mended ones go" equals "$(grep -c 'fulll' known.json)" 0
check "and those of files that are no more" lacks "$paths" "conf/d.yaml"
check "nothing of it is told" lacks "$out" "gone"
run --baseline known.json conf
check "what was there before is known still" is_code 0
rm conf/b.yaml conf/new.yaml
echo 'name: x' >not-a-baseline
run --write-baseline not-a-baseline conf
check "what is no baseline is not written over" is_code 2
check "and stays" equals "$(cat not-a-baseline)" "name: x"
: >empty.json
run --write-baseline empty.json conf
check "but for an empty file" has "$(cat empty.json)" "dmlint-baseline"

# What a run has missed would count as new later.
cp known.json before.json
run --write-baseline known.json conf absent.yaml
check "a file that cannot be read: exit 2" is_code 2
check "and the baseline stays as it was" cmp -s known.json before.json
run --write-baseline fresh.json conf absent.yaml
check "nor is one begun" test ! -e fresh.json

run --write-baseline once.json conf/a.yaml
run --write-baseline twice.json conf/a.yaml conf/a.yaml
check "a file that is named twice counts once" cmp -s once.json twice.json

# Not every key of a file is shown: no secret gets into a baseline.
sed 's/^  password: .*/  password: Hk29-secret\n  pasword: Hk29-secret/' "$here/bad.yaml" >conf/c.yaml
run --write-baseline known.json conf
check "no secret in a baseline" lacks "$(cat known.json)" "Hk29"

# Trouble.
run --baseline absent.json conf
check "no such baseline" is_code 2
check "is told" has "$err" "--baseline: cannot open absent.json"
for content in '' '[' '{}' '[]' '{"dmlint-baseline": 2, "findings": []}' '{"dmlint-baseline": 1, "findings": [{}]}' \
	'{"dmlint-baseline": 1, "findings": [7]}' '{"dmlint-baseline": "1", "findings": {}}'; do
	printf '%s' "$content" >broken.json
	run --baseline broken.json conf
	check "a broken baseline ($content)" is_code 2
done
head -c 5000 /dev/urandom >broken.json
run --baseline broken.json conf
check "any bytes" is_code 2
run --write-baseline broken.json absent.yaml conf
check "an incomplete run" is_code 2
check "writes no baseline" lacks "$(head -c 20 broken.json | tr -d '\0')" "dmlint-baseline"
run --write-baseline "$work" conf
check "a folder cannot be written" is_code 2
run --baseline '' conf
check "a name is needed" is_code 2
mkdir other && cp conf/a.yaml other/
run --write-baseline other/known.json other
check "a baseline in a folder of its own" has "$(cat other/known.json)" '"path": "a.yaml"'
finish
