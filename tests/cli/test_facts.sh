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

finish
