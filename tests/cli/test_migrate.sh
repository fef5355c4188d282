#!/bin/bash
# migrate: versions, exit codes, what is written and how, and what is never shown. What it changes is tested in tests/migrate.
. "$(dirname "$0")/lib.sh"

old() {
	cat <<END
name: shop
task-mode: incremental
remove-meta: false
target-database: {host: h, port: 4000, user: u, password: "${1-}"}
mysql-instances:
  - source-id: s1
    meta: {binlog-name: mysql-bin.000001, binlog-pos: 4}
    black-white-list: a
black-white-list:
  a: {do-dbs: [a]}
END
}

# --- usage ---
old >task.yaml
for usage in "migrate" "migrate --to 1.0 task.yaml" "migrate --to 9.0 task.yaml" "migrate --to new task.yaml" \
	"migrate --from x task.yaml" "migrate --from 7.5 --to 6.5 task.yaml" "migrate --diff=unsafe task.yaml" "migrate -"; do
	# shellcheck disable=SC2086 # words
	run $usage
	check "$usage: wrong usage" is_code 2
	check "$usage: says how it is used" has "$err" "Try 'dmlint migrate --help'."
done
run migrate absent.yaml
check "a file that is not there" is_code 2
printf 'source-id: s1\nfrom: {host: h, port: 3306, user: u}\n' >source.yaml
run migrate source.yaml
check "a source is no task" has "$err" "source.yaml: is no task configuration"
check "and ends with 2" is_code 2
check "nothing of this has written the task" cmp -s task.yaml <(old)

# --- what is written, and how ---
run migrate --diff task.yaml
check "--diff ends with 0" is_code 0
check "--diff shows the edits" has "$out" "+    block-allow-list: a"
check "--diff tells what it means" has "$out" 'task.yaml:8:5: note: "black-white-list" renamed to "block-allow-list"'
check "--diff writes nothing" cmp -s task.yaml <(old)
old >real.yaml
chmod 640 real.yaml
ln -s real.yaml link.yaml
run migrate link.yaml
check "migrated" has "$out" "changes written"
check "a symbolic link stays one" test -L link.yaml
check "its target is rewritten" grep -q block-allow-list real.yaml
check "the mode stays" equals "$(stat -c %a real.yaml)" 640
check "no temporary file is left" equals "$(find . -name '*real*')" ./real.yaml
before=$(stat -c %i real.yaml)
run migrate real.yaml
check "a second time there is nothing to change" has "$out" "nothing to change"
check "and the file is not written anew" equals "$(stat -c %i real.yaml)" "$before"
run migrate --diff - <task.yaml
check "standard input can be shown" has "$out" "<stdin>:8:5: note"
old >a.yaml
old >b.yaml
run migrate a.yaml absent.yaml b.yaml
check "one file that cannot be read: 2" is_code 2
check "the others are migrated" grep -q block-allow-list a.yaml b.yaml
mkdir locked
old >locked/task.yaml
chmod 555 locked
if ! touch locked/x 2>/dev/null; then
	run migrate locked/task.yaml
	check "a folder that cannot be written: 2" is_code 2
	check "and the task is as it was" cmp -s locked/task.yaml <(old)
fi
chmod 755 locked
old | iconv -t UTF-16 >wide.yaml
cp wide.yaml wide.before
run migrate wide.yaml
check "UTF-16 is not rewritten" has "$err" "is UTF-16 and cannot be rewritten"
check "and stays" cmp -s wide.yaml wide.before

# --- versions ---
old >task.yaml
run migrate --diff --to 6.5.3 task.yaml
check "a full version" has "$out" "from DM 1.0 (the oldest that takes it; --from names another) to 6.5.3: 3 changes, not written"
run migrate --diff --from v1.0.5 --to 2.0 task.yaml
check "both given" has "$out" "from DM 1.0.5 to 2.0:"

# --- passwords ---
cipher=$(printf 'hunter2' | "$dmlint" encrypt)
old "$cipher" >task.yaml
run migrate --diff task.yaml
check "a ciphertext of the built-in key is told" has "$out" "password-without-key DML4005"
check "with the way out" has "$out" "secret-key-path"
check "it is not shown" lacks "$out" "$cipher"
run migrate --diff --to 7.6 task.yaml
check "not before 8.0" lacks "$out" "password-without-key"
echo a529b7665997f043a30ac8fadcb51d6aa032c226ab5b7750530b12b8c1a16a48 >key
run migrate --diff --secret-key-file key task.yaml
check "nor with the old key" lacks "$out" "password-without-key"

# --- exit codes ---
{
	old
	printf 'column-mappings: {c: {schema-pattern: a, target-column: b, expression: add prefix, arguments: [x]}}\n'
} | sed 's/    black-white-list: a/&\n    column-mapping-rules: [c]/' >task.yaml
run migrate task.yaml
check "data at risk: 1" is_code 1
check "but written" has "$out" "changes written"
old | sed 's/incremental/everything/' >task.yaml
cp task.yaml before.yaml
run migrate task.yaml
check "a task that DM would refuse: 1" is_code 1
check "it says so" has "$out" "not written, DM 8.5 would still refuse it"
check "and why" has "$out" "bad-enum-value DML0105, DM 20020"
check "and is not written" cmp -s task.yaml before.yaml
finish
