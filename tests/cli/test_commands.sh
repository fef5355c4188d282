#!/bin/bash
# explain, schema and rules.
. "$(dirname "$0")/lib.sh"

run explain unknown-key
check "explain by name" has "$out" "DML0101 unknown-key (error)"
check "explain shows a wrong example" has "$out" "Wrong:"
check "explain shows what dmlint says about it" has "$out" "dmlint says:"
check "explain shows a right example" has "$out" "Right:"
check "explain ends with 0" is_code 0
by_name=$out
run explain DML0101
check "explain by id is the same" equals "$out" "$by_name"
run explain mysql-instances[].source-id
check "explain a field" has "$out" "mysql-instances[].source-id (task configuration)"
check "with its type" has "$out" "type       text"
check "with its versions" has "$out" "versions   all supported"
run explain task-mode
check "explain shows the values of an enum" has "$out" "incremental"
run explain target-database.password
check "explain marks secrets" has "$out" "secret"
run explain shard-mode
check "explain shows since when" has "$out" "2.0.0 and later"
run explain relay-binlog-gtid
check "explain a field of a source" has "$out" "(source configuration)"
run explain no-such-thing
check "explain something unknown ends with 2" is_code 2
check "and says so" has "$err" "no-such-thing"
run explain
check "explain without anything ends with 2" is_code 2

run schema
check "schema is JSON" python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$work/.out"
newest=$out
run schema task --dm-version 8.5
check "the newest version is the default" equals "$out" "$newest"
run schema task --dm-version 1.0
check "other versions differ" test "$out" != "$newest"
run schema source
check "schema source" has "$out" "source-id"
run schema worker
check "schema of something else ends with 2" is_code 2
run schema --dm-version 99
check "schema of an unknown version ends with 2" is_code 2

run rules
check "rules lists them" has "$out" "unknown-key"
n=$(wc -l <<<"$out")
run rules --format json
check "rules as JSON has as many" equals "$(python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))))' "$work/.out")" "$n"
run rules --format markdown
check "rules as Markdown has as many" equals "$(wc -l <<<"$out")" "$((n + 2))"
run rules --format xml
check "rules in another format ends with 2" is_code 2
run rules x
check "rules takes no operands" is_code 2
finish
