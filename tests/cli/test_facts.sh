#!/bin/bash
# --facts: a record of what servers answered is read beside the tasks, refused when it is none, and never linted itself.
. "$(dirname "$0")/lib.sh"

cat >task.yaml <<'T'
name: orders
task-mode: all
target-database: {host: 10.0.0.5, port: 4000, user: root, password: ""}
mysql-instances:
  - source-id: mysql-01
T
mkdir conf
cp task.yaml conf/task.yaml
cat >conf/facts.yaml <<'T'
dmlint-facts: 1
servers:
  - role: source
    id: mysql-01
    facts: {variables: {version_comment: "MySQL Community Server"}}
T

run --facts conf/facts.yaml task.yaml
check "a record with nothing wrong in it: exit 0" is_code 0
run --format short conf
check "a record in a folder is no configuration" is_code 0

# the checklist
cat >answers.yaml <<'T'
dmlint-facts: 1
servers:
  - role: source
    id: mysql-01
    host: 10.0.0.8
    port: 3306
    version: "8.0.36"
    facts:
      variables: {version: "8.0.36", server_id: "0", log_bin: "ON", binlog_format: "ROW", binlog_row_image: "FULL"}
      replica: {state: denied, error_code: 1227}
  - {role: source, id: mysql-02, connect: refused}
T
sed 's/mysql-01/&\n  - source-id: mysql-02\n  - source-id: mysql-03/' task.yaml >three.yaml
run --facts answers.yaml three.yaml
check "findings of servers end with 1" is_code 1
lines=$(sed 's/  */ /g' <<<"$out")
server() { sed -n "/^three.yaml: source $1/,/^[^ ]/p" <<<"$lines"; }
check "a check that passed" has "$(server mysql-01)" " passed binlog-format"
check "a check that found something" has "$(server mysql-01)" " finding source-server-id"
check "a check that does not apply, and why" has "$(server mysql-01)" " not applicable gtid-mode "
check "a check without its answer" has "$(server mysql-01)" ' not made replica-without-updates no full answer to "replica"'
check "a server that refuses connections" has "$(server mysql-02)" " finding source-unreachable"
check "what comes behind the connection, in one paragraph" has "$(server mysql-02)" " checks, no connection:
 measured-tables-list, source-tls, source-login,"
check "a server that the record has not" has "$(server mysql-03)" " checks, it was not asked:
 measured-tables-list, source-unreachable,"
check "the heading counts" has "$lines" "source mysql-02: 1 with findings, "
check "findings come first" equals "$(server mysql-01 | sed -n 2p)" " finding source-server-id"
check "no line is longer than it should be" lacks "$(sed -n '/^ /p' <<<"$out" | grep -v '|\|= help' | cut -c111-)" "e"
check "the summary counts the servers" has "$out" "; answers of 2 servers read from a record, 1 gave no connection"
names=$(sed -n '/^three.yaml: /,$p' <<<"$lines" | grep -v '^three.yaml:.*error\|= help')
missing=
for name in $("$dmlint" --format json --facts answers.yaml three.yaml | sed -n 's/.*"check": "\([^"]*\)".*/\1/p' | sort -u); do
	grep -qw -e "$name" <<<"$names" || missing+=" $name"
done
check "every check of the JSON form is named" is_empty "$missing"
run --quiet --facts answers.yaml three.yaml
check "--quiet shows findings alone" lacks "$out" " not made "
run --format json --facts answers.yaml three.yaml
check "JSON has the same" has "$out" '"check": "replica-without-updates", "state": "not_made", "reason": "no full answer to \"replica\""'
# What tables have together is known when all sources have answered.
sed 's/mysql-01/&\n  - source-id: mysql-02/' task.yaml >two.yaml
cat >tables.yaml <<'T'
dmlint-facts: 1
servers:
  - role: source
    id: mysql-01
    connect: ok
    facts: {schemas: {rows: []}, tables: {rows: []}}
  - {role: source, id: mysql-02, connect: ok, facts: {schemas: {rows: []}, tables: {rows: []}}}
T
run --format json --facts tables.yaml two.yaml
check "a check of all sources together" has "$out" '"check": "missing-table", "state": "passed"'
sed 's/mysql-02, connect: ok, .*/mysql-02, connect: refused}/' tables.yaml >part.yaml
run --format json --facts part.yaml two.yaml
check "a source that was not seen is missing in it" has "$out" '"check": "missing-table", "state": "not_made", "reason": "not every source was seen"'
sed 's/tables: {rows: \[\]}/&, columns: {rows: []}, indexes: {rows: []}/' tables.yaml >columns.yaml
run --format json --facts columns.yaml two.yaml
for rule in target-table-differs target-keys-differ; do
	check "$rule is not made without a target" has "$out" "\"check\": \"$rule\", \"state\": \"not_made\", \"reason\": \"the tables of the target are not known\""
done
run --rule replica-without-updates=off --facts answers.yaml three.yaml
check "a rule that is off is no check" lacks "$out" "replica-without-updates"
run three.yaml
check "without servers nothing is listed" lacks "$out" "passed"
check "and the summary says so" has "$out" "; no server was asked"

# only the version that the report is about is judged with answers
run --compat --dm-version 8.5 --facts answers.yaml three.yaml
check "answers change no verdict of DM" lacks "$out" "rejects"

# what ignore-checking-items skips
sed '1i ignore-checking-items: [server_id]' task.yaml >skip.yaml
run --facts answers.yaml skip.yaml
check "an error that DM skips is a warning" has "$out" "warning: source \"mysql-01\": server_id is 0"
check "which says so" has "$out" 'skipped by "server_id" in "ignore-checking-items"'
check "and the exit code is 0" is_code 0
sed 's/server_id/all/' skip.yaml >all.yaml
run --facts answers.yaml all.yaml
check "all skips it, too" has "$out" 'skipped by "all" in "ignore-checking-items"'
sed 's/server_id/version/' skip.yaml >other.yaml
run --facts answers.yaml other.yaml
check "another item does not" is_code 1
run --rule source-server-id=error --facts answers.yaml skip.yaml
check "a severity of the user's own stands" is_code 1

run --facts absent.yaml task.yaml
check "a record that is not there: exit 2" is_code 2
check "the message names it" has "$err" "dmlint: --facts: cannot open absent.yaml: "
run --facts task.yaml task.yaml
check "a task is no record: exit 2" is_code 2
check "the message has the line" has "$err" 'dmlint: --facts: task.yaml:1: unknown key "name"'
printf 'dmlint-facts: 1\nservers:\n  - role: source\n    port: many\n' >odd.yaml
run --facts odd.yaml task.yaml
check "a wrong type is refused: exit 2" is_code 2
check "where it stands is said" has "$err" 'odd.yaml:4: "port" must be a number'
printf 'dmlint-facts: 1\nservers: [\n' >broken.yaml
run --facts broken.yaml task.yaml
check "a broken record is refused: exit 2" is_code 2
check "with the line of the damage" has "$err" 'broken.yaml:'

# A record written by hand may hold what dmlint would never have kept.
cat >hashes.yaml <<'YAML'
dmlint-facts: 1
servers:
  - role: source
    id: mysql-01
    host: 10.0.0.5
    port: 3306
    user: dm
    connect: ok
    version: 10.11.6-MariaDB-log
    facts:
      account: {rows: [["dm@%", "dm@10.0.0.9", ~, 10.11.6-MariaDB-log]]}
      variables: {wsrep_sst_auth: "canary-v", log_bin: "ON"}
      grants:
        rows:
          - ["GRANT USAGE ON *.* TO `dm`@`%` IDENTIFIED BY PASSWORD '*canary-g' REQUIRE SSL"]
          - ["GRANT SELECT ON `odd\\`.* TO `dm`@`%` IDENTIFIED VIA ed25519 USING 'canary-h'"]
YAML
printf 'name: t\ntask-mode: all\ntarget-database: {host: h, port: 4000, user: u}\nmysql-instances:\n  - source-id: mysql-01\n' >redacted.yaml
for format in text json html sarif; do
	run --facts hashes.yaml --format "$format" redacted.yaml
	check "a hash in a record does not get into $format" lacks "$out$err" canary
	check "though the record was read ($format)" test "$code" -le 1
done

finish
