#!/bin/bash
# Files, folders, standard input, lists of names; and inputs that the system will not give.
. "$(dirname "$0")/lib.sh"
cp "$here/good.yaml" "$here/bad.yaml" .

run absent.yaml
check "an absent file ends with 2" is_code 2
check "an absent file is named on stderr" has "$err" "absent.yaml"
run --format short absent.yaml bad.yaml good.yaml
check "the other files are still reported" has "$out" "bad.yaml:2:"
check "trouble wins over findings" is_code 2

mkdir -p conf/x.yaml conf/.hidden conf/deep/er
cp bad.yaml conf/b.yaml
cp good.yaml conf/x.yaml/inner.yml
cp bad.yaml conf/.hidden/h.yaml
cp bad.yaml conf/deep/er/d.yml
cp bad.yaml conf/a.txt
echo 'services: {web: {image: nginx}}' >conf/compose.yaml
run --format short conf
check "a folder is walked" has "$out" "conf/b.yaml:2:"
check "also deep ones, also .yml" has "$out" "conf/deep/er/d.yml:2:"
check "hidden folders are left out" lacks "$out" "h.yaml"
check "other names are left out" lacks "$out" "a.txt"
check "files come in order" equals "$(cut -d: -f1 <<<"$out" | uniq | tr '\n' ' ')" "conf/b.yaml conf/deep/er/d.yml "
check "findings in a folder make 1" is_code 1
run conf
check "YAML that is no DM configuration is skipped and counted" has "$out" "skipped"
check "and says nothing" lacks "$out" "compose.yaml"
run --format short conf/compose.yaml
check "named on the command line it is a finding" has "$out" "compose.yaml:1:"
run conf/x.yaml
check "a folder named like a file is a folder" is_code 0
mkdir empty
run empty
check "an empty folder: nothing found" is_code 0
mkfifo conf/pipe.yaml conf/.dmlint.yaml
ran=$(cd conf && timeout 20 "$dmlint" -q b.yaml . </dev/null >/dev/null 2>&1; echo $?)
check "pipes that lie in a folder keep nobody waiting" equals "$ran" 1
rm conf/pipe.yaml conf/.dmlint.yaml
ln -s nowhere.yaml conf/dangling.yaml
run conf
check "a dangling link in a folder ends with 2" is_code 2
check "and is named" has "$err" "dangling.yaml"
rm conf/dangling.yaml
ln -s .. conf/deep/loop
run --quiet conf
check "a loop of links ends" is_code 1
rm conf/deep/loop

cp "$dmlint" program
chmod 755 . program
cp good.yaml secret.yaml
chmod 000 secret.yaml
as_nobody=()
[ "$(id -u)" != 0 ] || as_nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
"${as_nobody[@]}" ./program secret.yaml good.yaml >.out 2>.err
code=$? out=$(cat .out) err=$(cat .err)
check "an unreadable file ends with 2" is_code 2
check "an unreadable file is named" has "$err" "secret.yaml"
check "and the readable one is reported" has "$out" "in 1 file"

run --format short - <bad.yaml
check "- is standard input" has "$out" "<stdin>:2:"
run --format short --stdin-filename dir/task.yaml - <bad.yaml
check "--stdin-filename names it" has "$out" "dir/task.yaml:2:"
run - - <bad.yaml
check "standard input can be read once" is_code 2
run - <&-
check "a closed standard input ends with 2" is_code 2

printf 'bad.yaml\r\n\ngood.yaml' | run --format short --files-from -
printf 'bad.yaml\r\n\ngood.yaml' >list
run --format short --files-from list
check "names one a line" count "$out" '^bad.yaml:2:' 1
check "no name of the list is lost" is_code 1
cp bad.yaml $'new\nline.yaml'
printf 'bad.yaml\0new\nline.yaml\0' >list0
run --format short --files-from list0 good.yaml
check "names separated by NUL" has "$out" 'new\nline.yaml:2:'
check "one line a finding, whatever the name" count "$out" ': error: ' 2
run --files-from absent
check "an absent list ends with 2" is_code 2
: >none
run --files-from none
check "an empty list: nothing to do" is_code 0
run --files-from - - </dev/null
check "a list and a file cannot both be standard input" is_code 2

: >empty.yaml
run --format short empty.yaml
check "an empty file is a finding, not trouble" is_code 1
printf 'name: a\0b\n' >nul.yaml
run --format short nul.yaml
check "a NUL is a finding, not trouble" is_code 1
printf 'name: \xff\xfe\n' >latin.yaml
run --format short latin.yaml
check "bytes that are not UTF-8 are a finding, not trouble" is_code 1
finish
