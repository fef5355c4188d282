#!/bin/bash
# Where the output goes, and what happens when it cannot go there.
. "$(dirname "$0")/lib.sh"
cp "$here/good.yaml" "$here/bad.yaml" .

run --output report.txt bad.yaml
check "--output prints nothing on standard output" is_empty "$out"
check "--output leaves the exit code" is_code 1
check "--output has the report" grep -q 'bad.yaml:2:.*error' report.txt
run -o report.txt good.yaml
check "--output replaces the file" lacks "$(cat report.txt)" error
run --format short --format json=report.json bad.yaml
check "one format on standard output" has "$out" "bad.yaml:2:"
check "one in a file" has "$(cat report.json)" '"format": 1'
run --format short=a --format json=b bad.yaml
check "formats with files only: nothing on standard output" is_empty "$out"
check "both files are there" test -s a -a -s b
run --format short --format json bad.yaml
check "two formats cannot share standard output" is_code 2
run --format short=a --output b bad.yaml
check "--output without a format for it ends with 2" is_code 2
run --output no/such/folder/report bad.yaml
check "an output file that cannot be written ends with 2" is_code 2
check "and is named" has "$err" "no/such/folder/report"
mkdir folder
run --output folder bad.yaml
check "a folder as output file ends with 2" is_code 2
check "no temporary file is left" is_empty "$(find . -newer report.json -name '*report*tmp*')"
run --color always --output coloured.txt bad.yaml
check "--color always colours a file, too" grep -q $'\e\\[' coloured.txt
FORCE_COLOR=1 run --output plain.txt bad.yaml
check "FORCE_COLOR does not colour a file" lacks "$(cat plain.txt)" $'\e['

"$dmlint" bad.yaml >/dev/full 2>.err
code=$? err=$(cat .err)
check "a full disk ends with 2" is_code 2
check "a full disk is told" has "$err" "No space left"
"$dmlint" --help >/dev/full 2>.err
code=$?
check "also for --help" is_code 2
"$dmlint" bad.yaml >&- 2>.err
code=$?
check "a closed standard output ends with 2" is_code 2

# A reader that is gone before the first byte.
mkfifo pipe
{ : <pipe; } &
exec 9>pipe
wait
"$dmlint" --format json bad.yaml >&9 2>.err
code=$? err=$(cat .err)
exec 9>&-
check "a broken pipe ends with 2" is_code 2
check "a broken pipe is silent" is_empty "$err"

run --max-findings 1 --format short many.yaml bad.yaml
printf 'name: a\nx1: 1\nx2: 2\nx3: 3\n' >many.yaml
run --dm-version 8.5 --kind task --max-findings 1 --format short many.yaml
check "--max-findings shows so many" equals "$(wc -l <<<"$out")" 1
run --dm-version 8.5 --kind task --max-findings 1 many.yaml
check "and says how many more there are" has "$out" "more findings not shown"
total=$("$dmlint" --dm-version 8.5 --kind task --format short many.yaml | grep -c ' error: ')
check "and counts them all" has "$out" "$total errors"
run --dm-version 8.5 --kind task --max-findings 1 --format json many.yaml
check "in JSON, too" has "$out" "\"errors\": $total"

run --format short bad.yaml bad.yaml
check "the same bytes for the same input" equals "$out" "$("$dmlint" --format short bad.yaml bad.yaml)"
finish
