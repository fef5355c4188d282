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
echo before >small.txt
(trap '' XFSZ; ulimit -f 1; exec "$dmlint" --format html=small.txt bad.yaml) >.out 2>.err
code=$? err=$(cat .err)
check "an output file that has no room ends with 2" is_code 2
check "and is named" has "$err" "small.txt"
check "what was there stays" equals "$(cat small.txt)" before
check "and nothing is left beside it" equals "$(echo small.txt*)" small.txt
chmod 620 small.txt
(umask 077; exec "$dmlint" --output small.txt bad.yaml)
check "a file that is replaced keeps its mode, whatever the umask" equals "$(stat -c %a small.txt)" 620
run absent.yaml $'b\e[31m.yaml'
check "a name on standard error cannot steer the terminal" lacks "$err" $'\e'
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

printf 'name: a\nx1: 1\nx2: 2\nx3: 3\n' >many.yaml
run --dm-version 8.5 --kind task --max-findings 1 --format short many.yaml
check "--max-findings shows so many" equals "$(wc -l <<<"$out")" 1
run --dm-version 8.5 --kind task --max-findings 1 many.yaml
check "and says how many more there are" has "$out" "more findings not shown"
total=$("$dmlint" --dm-version 8.5 --kind task --format short many.yaml | grep -c ' error: ')
check "and counts them all" has "$out" "$total errors"
run --dm-version 8.5 --kind task --max-findings 1 --format json many.yaml
check "in JSON, too" has "$out" "\"errors\": $total"

sed 's/^name: .*/&\nx1: 1\nx2: 2\nx3: 3/' good.yaml >three.yaml
for format in short github gitlab sarif junit checkstyle json; do
	run --dm-version 8.5 --max-findings 2 --format $format three.yaml
	check "so many with $format" equals "$(grep -oE 'unknown key .{1,6}x[1-9]' .out | grep -oE 'x[1-9]' | sort -u | wc -l)" 2
done

run --format short bad.yaml bad.yaml
check "the same bytes for the same input" equals "$out" "$("$dmlint" --format short bad.yaml bad.yaml)"
finish
