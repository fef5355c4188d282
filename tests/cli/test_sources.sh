#!/bin/bash
# --source, dm-worker.toml and the inventory: what is read, how often, and what a fix leaves as it was.
. "$(dirname "$0")/lib.sh"

cat >task.yaml <<'T'
name: orders
task-mode: all
target-database: {host: 10.0.0.5, port: 4000, user: root, password: ""}
mysql-instances:
  - source-id: mysql-01
  - source-id: mysql-02
T
mkdir -p conf/deep conf/.hidden
cat >conf/one.yaml <<'T'
source-id: mysql-01
from: {host: 10.0.0.8, port: 3306, user: dm, password: ""}
T
cat >conf/deep/two.toml <<'T'
source-id = "mysql-02"
[from]
host = "10.0.0.9"
port = 3306
user = "dm"
password = ""
T
cp task.yaml conf/another-task.yaml
printf '[package]\nname = "x"\nversion.workspace = true\n' >conf/Cargo.toml
printf 'source-id: mysql-03\n' >conf/.hidden/three.yaml

run --source conf task.yaml
check "sources are found in folders" is_code 0
check "tasks and other files in them are no sources" is_empty "$(grep -v 'nothing found' <<<"$out")"
check "each file is counted once" has "$out" "in 3 files"
run --source conf conf
check "what is a source and an input is checked once" has "$out" "in 3 files"
run --source conf/one.yaml task.yaml
check "a source-id without source is an error" is_code 1
check "and says which" has "$out" 'no source has the id "mysql-02"'
run --format json --source conf/one.yaml --rule undefined-source=off task.yaml
check "comparing files does not change DM's verdict" has "$out" '"dm_verdict": "accept"'
run --source absent.yaml task.yaml
check "an absent source is trouble" is_code 2
check "and named" has "$err" absent.yaml
run --source conf
check "sources can be checked alone" is_code 0
check "then none is unused" lacks "$out" DML4102
printf 'source-id: mysql-01\nfrom: {host: 10.0.0.8, port: 3306}\n' >again.yaml
run --format json --source conf --source again.yaml task.yaml
check "a note in another file has its path" has "$out" '"related": [{"path": "conf/one.yaml", "start": {"line": 1, "column": 12'
run --dm-version 7.5 --source conf/deep/two.toml --source conf/one.yaml task.yaml
check "a worker of DM 1.0 has a version of its own" has "$out" "two.toml: checked as DM 1.0: DM 7.5 reads no such file"

"$dmlint" --stdin-filename dm-worker.toml - <conf/deep/two.toml >.out 2>.err
code=$? out=$(cat .out)
check "standard input can be a dm-worker.toml" is_code 0
printf 'source-id = "a"\n[from\n' | "$dmlint" --stdin-filename x/dm-worker.toml - >.out 2>.err
code=$? out=$(cat .out)
check "a damaged one is a finding" is_code 1
check "at its place, with DM's code" has "$out" 'x/dm-worker.toml:2:1: error: the name of a table must end with "]" [yaml-syntax DML0001, DM 40003]'

# --fix=unsafe: the password and nothing else. $1: file, $2: what stands before the password, $3: behind it
only_password() {
	local before=$2 after=$3
	cp "$1" "$1.before"
	run --fix=unsafe --dm-version 1.0 "$1"
	check "$1: the fix is written" has "$out" "1 fix written"
	check "$1: the mark is gone" lacks "$(cat "$1")" MARK
	check "$1: everything before is the same" cmp -s -n "${#before}" "$1" "$1.before"
	check "$1: everything behind is the same" equals "$(tail -c "${#after}" "$1"; echo .)" "$(tail -c "${#after}" "$1.before"; echo .)"
	run --fix=unsafe --dm-version 1.0 "$1"
	check "$1: a second time nothing happens" lacks "$out" "written"
	check "$1: the password is fine now" lacks "$out" DML4
}
before=$'# c\r\nsource-id = "s" # x\r\n[from]\r\nhost = "h"\r\nport = 3306\r\nuser = "u"\r\n  password  =  '
after=$'   # behind\r\n[purge]\r\ninterval = 1'
printf '%s%s%s' "$before" "'MARK \"#' " "$after" >worker.toml
only_password worker.toml "$before" "$after"
before=$'[dm_worker_servers]\n  w1 source_id=s   mysql_host=h mysql_password='
after=$'  mysql_port=3306 # behind\n; comment'
printf '%s%s%s' "$before" '"MARK x"' "$after" >inventory.ini
only_password inventory.ini "$before" "$after"
before=$'source-id: s\nfrom:\n    host: h\n    port: 3306\n    user: u\n    password:   '
after=$'   # behind\n\n\n'
printf '%s%s%s' "$before" '&pw "MARK\x41"' "$after" >source.yaml
run --fix=unsafe --dm-version 7.5 source.yaml
check "an anchor stays where it is" has "$(cat source.yaml)" 'password:   &pw "'
check "and the comment" has "$(cat source.yaml)" '"   # behind'
check "the password is gone" lacks "$(cat source.yaml)" MARK
finish
