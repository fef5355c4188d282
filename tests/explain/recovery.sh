#!/bin/bash
# recovery.sh: runs the statements of `dmlint explain binlog-over-4gb` on a MariaDB with checkpoint tables as DM lays them out, and
# looks whether exactly the right rows have changed. TAP. usage: recovery.sh PROGRAM
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/cases" || exit 2
export PATH=$PATH:/usr/sbin:/usr/local/sbin
if ! command -v mariadbd mariadb-install-db mariadb >/dev/null; then
	echo "ok 1 # SKIP no mariadbd"
	echo "1..1"
	exit 0
fi
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server"; } 2>/dev/null; rm -rf "$folder"' EXIT
as=$(id -un)
mariadb-install-db --no-defaults --user="$as" --datadir="$folder/data" --auth-root-authentication-method=normal --skip-test-db >"$folder/install" 2>&1
mariadbd --no-defaults --user="$as" --datadir="$folder/data" --socket="$folder/socket" --pid-file="$folder/pid" --skip-networking \
	>"$folder/log" 2>&1 &
server=$!
sql() { mariadb --no-defaults --batch --skip-column-names -u root --socket="$folder/socket" "$@"; }
for _ in $(seq 100); do
	sql -e 'SELECT 1' >/dev/null 2>&1 && break
	sleep 0.1
done
n=0 failed=0

# check NAME WANTED GOT
check() {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $n - $1"
	else
		failed=1
		echo "not ok $n - $1"
		diff <(echo "$2") <(echo "$3") | sed 's/^/# /'
	fi
}

# statements ARGUMENT...: those of the recipe, with the file and the GTID set filled in.
statements() {
	"$program" explain binlog-over-4gb "$@" | sed -n 's/^   \(SET\|UPDATE\|SELECT\) /\1 /p' |
		sed "s/@file = .*/@file = 'mysql-bin|000001.004451';/; s/@gtid = 'the .*/@gtid = 'a-b:1-7';/"
}

common='id VARCHAR(32) NOT NULL, cp_schema VARCHAR(128) NOT NULL, cp_table VARCHAR(128) NOT NULL, binlog_name VARCHAR(128), binlog_pos INT UNSIGNED'
newer="binlog_gtid TEXT, exit_safe_binlog_name VARCHAR(128) DEFAULT '', exit_safe_binlog_pos INT UNSIGNED DEFAULT 0, exit_safe_binlog_gtid TEXT,
	table_info JSON NOT NULL"
last='is_global BOOLEAN, create_time timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, update_time timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
	ON UPDATE CURRENT_TIMESTAMP, UNIQUE KEY uk_id_schema_table (id, cp_schema, cp_table)'

# 1.0: all sources of the task; "other" belongs to no instance, other_syncer_checkpoint to another task.
sql -e "CREATE DATABASE dm_meta; USE dm_meta; CREATE TABLE dm_test_syncer_checkpoint ($common, $last);
	INSERT INTO dm_test_syncer_checkpoint (id, cp_schema, cp_table, binlog_name, binlog_pos, is_global) VALUES
	('replica-1', '', '', 'f.1', 7, 1), ('replica-1', 'a', 'b', 'f.2', 8, 0), ('replica-2', '', '', 'f.3', 9, 1), ('replica-3', '', '', 'f.4', 9, 1),
	('other', '', '', 'f.5', 10, 1), ('other', 'a', 'b', 'f.6', 11, 0);
	CREATE TABLE other_syncer_checkpoint LIKE dm_test_syncer_checkpoint;
	INSERT INTO other_syncer_checkpoint SELECT * FROM dm_test_syncer_checkpoint;"
before=$(sql -e 'CHECKSUM TABLE dm_meta.other_syncer_checkpoint')
check "1.0: the statements run" "0" "$(statements --task old-task.yaml --dm-version 1.0 | sql >/dev/null; echo $?)"
check "1.0: the rows" "other||f.5|10
other|a|f.6|11
replica-1||mysql-bin|000001.004451|4
replica-1|a|mysql-bin|000001.004451|4
replica-2||mysql-bin|000001.004451|4
replica-3||mysql-bin|000001.004451|4" "$(sql -e "SELECT CONCAT_WS('|', id, cp_schema, binlog_name, binlog_pos) FROM dm_meta.dm_test_syncer_checkpoint ORDER BY id, cp_schema")"
check "1.0: the other task" "$before" "$(sql -e 'CHECKSUM TABLE dm_meta.other_syncer_checkpoint')"

# 2.0 and later: odd names, GTID columns; first only the source given, which has GTIDs, then all.
sql -e "CREATE DATABASE \`dm\`\`meta\`; USE \`dm\`\`meta\`; CREATE TABLE dm_test_syncer_checkpoint ($common, $newer, $last);
	INSERT INTO dm_test_syncer_checkpoint (id, cp_schema, cp_table, binlog_name, binlog_pos, binlog_gtid, exit_safe_binlog_name, exit_safe_binlog_pos,
		exit_safe_binlog_gtid, table_info, is_global) VALUES
	('replica-1', '', '', 'f.1', 7, 'g1', 'e.1', 5, 'eg', 'null', 1), ('replica-1', 'a', 'b', 'f.2', 8, 'g2', '', 0, '', '{}', 0),
	('it''s-2', '', '', 'f.3', 9, 'g3', 'e.3', 6, 'eg', 'null', 1), ('it''s-2', 'a', 'b', 'f.4', 9, 'g4', '', 0, '', '{}', 0),
	('REPLICA-12', '', '', 'f.5', 9, 'g5', 'e.5', 6, 'eg', 'null', 1);"
show="SELECT CONCAT_WS('/', id, cp_schema, binlog_name, binlog_pos, binlog_gtid, exit_safe_binlog_name, exit_safe_binlog_pos, exit_safe_binlog_gtid, table_info,
	is_global) FROM \`dm\`\`meta\`.dm_test_syncer_checkpoint ORDER BY id, cp_schema"
check "8.5: the statements run" "0" "$(statements --task task.yaml --source source.yaml --dm-version 8.5 | sql >/dev/null; echo $?)"
check "8.5: the rows of the source given" "it's-2//f.3/9/g3/e.3/6/eg/null/1
it's-2/a/f.4/9/g4//0//{}/0
replica-1//mysql-bin|000001.004451/4/a-b:1-7//0//null/1
replica-1/a/mysql-bin|000001.004451/4/a-b:1-7//0//{}/0
REPLICA-12//f.5/9/g5/e.5/6/eg/null/1" "$(sql -e "$show")"
check "2.0: the statements run" "0" "$(statements --task task.yaml --dm-version 2.0 | sql >/dev/null; echo $?)"
check "2.0: the rows of all sources" "it's-2//mysql-bin|000001.004451/4///0//null/1
it's-2/a/mysql-bin|000001.004451/4///0//{}/0
replica-1//mysql-bin|000001.004451/4///0//null/1
replica-1/a/mysql-bin|000001.004451/4///0//{}/0
REPLICA-12//f.5/9/g5/e.5/6/eg/null/1" "$(sql -e "$show")"
echo "1..$n"
exit $failed
