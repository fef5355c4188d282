#!/bin/bash
# test_tables.sh: `dmlint tables` on names from a file, and the limit of the list to the byte. usage: test_tables.sh PROGRAM
. "$(dirname "$0")/lib.sh"

cat >task.yaml <<'YAML'
name: shop
task-mode: full
is-sharding: true
target-database: {host: tidb, port: 4000, user: root, password: ""}
mysql-instances:
  - source-id: mysql-01
    black-white-list: shop
    route-rules: [schemas, orders]
    filter-rules: [no-drop]
  - source-id: mysql-02
    black-white-list: shop
    route-rules: [orders, clash]
black-white-list:
  shop:
    do-dbs: ["shop_*"]
    ignore-tables: [{db-name: "shop_*", tbl-name: "~_bak$"}]
routes:
  schemas: {schema-pattern: "shop_*", target-schema: shop}
  orders: {schema-pattern: "shop_*", table-pattern: "order_*", target-schema: shop, target-table: orders}
  clash: {schema-pattern: "shop_1", table-pattern: "order_1", target-schema: shop, target-table: first}
filters:
  no-drop: {schema-pattern: "shop_*", table-pattern: "order_*", events: [drop table], action: Ignore}
YAML
printf '%s\n' '# from the server' shop_1.order_1 shop_1.items 'shop_1.items_bak' $'shop_2\torder_7' '`odd``name`.`a.b`' mysql.user '' \
	'[mysql-02]' shop_1.order_1 shop_1.order_2 >names

run tables --dm-version 1.0 --tables names task.yaml
check "tables ends with 0" is_code 0
check "a source with its own names" has "$out" "source mysql-02: 2 of 2 tables selected by list shop"
check "a source with the names of all" has "$out" "source mysql-01: 3 of 6 tables selected by list shop"
check "a table route" has "$out" \
	"  shop_2.order_7 -> shop.orders  (black-white-list.shop.do-dbs[0], route orders, filter no-drop)"
check "a schema route" has "$out" "  shop_1.items -> shop.items  (black-white-list.shop.do-dbs[0], route schemas)"
check "a table left out by a rule" has "$out" "- shop_1.items_bak  (black-white-list.shop.ignore-tables[0])"
check "a table that no rule names" has "$out" '- odd`name.a.b  (the list does not name it)'
check "a system schema" has "$out" "- mysql.user  (DM never migrates this schema)"
check "two routes of a kind" has "$out" "  shop_1.order_1  two routes match, DM stops with code 11043: orders, clash"
check "the bytes of the list" has "$out" '"--tables-list" for mydumper: 42 bytes, the limit is 131,071'
check "the expression in its place" has "$out" "--regex '^(?!shop_[^.]*\\.(?!\\(null\\)\$).*_bak\$)shop_.*\\.'"

run tables --dm-version 1.0 --tables - task.yaml <names
check "names from standard input" has "$out" "3 of 6 tables selected"
run tables --dm-version 8.5 --tables names task.yaml
check "no list from DM 2.0 on" lacks "$out" "tables-list"
run tables --dm-version 1.0 --tables names --format json task.yaml
check "JSON" python3 - "$work/.out" <<'PY'
import json, sys
r = json.load(open(sys.argv[1]))
one = r["sources"][0]
rows = {t["schema"] + "." + t["table"]: t for t in one["tables"]}
assert r["format"] == 1 and one["selected"] == 3 and one["complete"]
assert rows["shop_2.order_7"]["route"] == "orders" and rows["shop_2.order_7"]["filters"] == ["no-drop"]
assert rows["mysql.user"]["selected"] is False and rows["mysql.user"]["by"] == "system schema"
assert one["tables_list"] == {"bytes": 42, "limit": 131071, "fits": True}
assert r["sources"][1]["tables"][0]["conflicting_route"] == "clash"
PY

printf 'shop_1\n' >bad
run tables --tables bad task.yaml
check "a line without a table ends with 2" is_code 2
check "and is named" has "$err" 'bad:1: no name of a table: "shop_1"'
run tables --tables absent task.yaml
check "a file that is not there ends with 2" is_code 2
run tables
check "no task ends with 2" is_code 2
run tables names
check "what is no task ends with 2" is_code 2

# One table of 22 bytes and a name that fills the rest: 131,071 bytes pass, 131,072 do not. Static, and from a file.
limits() { # BYTES
	python3 - "$1" <<'PY'
import sys
want = int(sys.argv[1])
names = ["s.t%06d" % i for i in range((want + 1) // 10 - 5)]
rest = want - sum(len(n) + 1 for n in names)
while rest > 64:
    names.append("s." + ("x%d" % len(names)).ljust(31, "_"))
    rest -= 34
names.append("s." + "y" * (rest - 2))
assert len(",".join(names)) == want
items = ", ".join("{db-name: s, tbl-name: %s}" % n[2:] for n in names)
open("limit.yaml", "w").write("""name: t
task-mode: full
target-database: {host: tidb, port: 4000, user: root, password: ""}
mysql-instances: [{source-id: mysql-01, black-white-list: all, mydumper: {threads: 4}}]
black-white-list: {all: {do-tables: [%s]}}
""" % items)
open("limit.txt", "w").write("\n".join(names) + "\n")
PY
}
limits 131071
run --dm-version 1.0 --format short limit.yaml
check "131,071 bytes are a warning" has "$out" 'warning: "--tables-list" will be 131,071 of the 131,071 bytes'
check "and no error" is_code 0
run tables --dm-version 1.0 --tables limit.txt limit.yaml
check "tables counts the same" has "$out" 'mydumper: 131,071 bytes, the limit is 131,071'
check "which fits" lacks "$out" "fails"
limits 131072
run --dm-version 1.0 --format short limit.yaml
check "131,072 bytes are an error" has "$out" 'error: "--tables-list" would be 131,072 bytes, the limit is 131,071'
check "which ends with 1" is_code 1
run tables --dm-version 1.0 --tables limit.txt limit.yaml
check "tables says so, too" has "$out" 'mydumper: 131,072 bytes, the limit is 131,071: the dump fails with code 32001'
run --dm-version 1.0 --fix limit.yaml
check "--fix writes the expression" grep -q "extra-args: \"--regex '^s" limit.yaml
check "and nothing is left" is_code 0

# The same list, measured on what the server told: 1,023 tables of 128 bytes with their commas, and one that fills up.
# facts BYTES: a record whose list is that long, and a task for it
facts() {
	cat <<'YAML'
dmlint-facts: 1
servers:
  - role: source
    id: mysql-01
    host: 10.0.0.5
    port: 3306
    connect: ok
    version: 5.7.29-log
    facts:
      tables:
        columns: [schema, table]
        rows:
          - [other, unselected]
YAML
	awk -v bytes="$1" 'BEGIN {
		for (i = 0; i < 1023; i++)
			printf "          - [\"shop_%058d\", \"t_%061d\"]\n", 0, i
		printf "          - [\"shop_%058d\", \"%0*d\"]\n", 0, bytes - 1023 * 128 - 64, 0
	}'
}
cat >measured.yaml <<'YAML'
name: shop
task-mode: full
target-database: {host: tidb, port: 4000, user: root, password: ""}
mysql-instances:
  - {source-id: mysql-01, black-white-list: shop}
black-white-list:
  shop: {do-dbs: ["~^shop_0"]}
YAML
facts 131071 >facts.yaml
run --dm-version 1.0 --facts facts.yaml --format short measured.yaml
check "131,071 bytes of the server's tables fit" is_code 0
check "and are told" has "$out" 'will be 131,071 of the 131,071 bytes'
facts 131072 >facts.yaml
run --dm-version 1.0 --facts facts.yaml measured.yaml
check "131,072 bytes do not" is_code 1
check "with the number of tables" has "$out" 'would be 131,072 bytes for 1,024 tables, the limit is 131,071'
check "and the expression that takes their place" has "$out" "add --regex '"

run tables --dm-version 1.0 --facts facts.yaml measured.yaml
check "dmlint tables reads the record, too" has "$out" 'source mysql-01: 1024 of 1025 tables selected by list shop'
check "and measures the same" has "$out" '"--tables-list" for mydumper: 131,072 bytes'
run tables --facts facts.yaml --tables names measured.yaml
check "two lists of names are one too many" is_code 2

finish
