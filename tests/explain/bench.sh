#!/bin/bash
# bench.sh: makes a log as a DM-worker writes it, one line in a thousand an error, and prints how fast `dmlint explain --log` reads
# it and how much memory that takes. usage: bench.sh PROGRAM [MEGABYTES]
set -eu
program=$1 megabytes=${2:-1024}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
awk 'BEGIN {
	for (i = 1; i <= 4000; i++) {
		head = sprintf("[2023/02/01 %02d:%02d:%02d.%03d +00:00] ", i / 3600 % 24, i / 60 % 60, i % 60, i % 1000)
		if (i % 1000 == 500)
			print head "[ERROR] [db.go:302] [\"execute statements failed\"] [task=orders] [unit=\"binlog replication\"] [queries=\"[INSERT INTO " \
				"`db`.`t` (`id`) VALUES (?)]\"] [error=\"[code=10006:class=database:scope=downstream:level=high], Message: execute " \
				"statement failed, RawCause: Error 1062: Duplicate entry 7 for key PRIMARY\"]"
		else
			print head "[INFO] [syncer.go:2912] [\"binlog replication status\"] [task=orders] [unit=\"binlog replication\"] " \
				"[total_events=" i * 7919 "] [total_tps=" i % 977 "] [master_position=\"(mysql-bin.000031, " i * 104729 ")\"] [checkpoint=" \
				"\"position: (mysql-bin.000031, " i * 104003 "), gtid-set: \"]"
	}
}' >"$folder/piece"
pieces=$((megabytes * 1048576 / $(stat -c %s "$folder/piece") + 1))
for ((i = 0; i < pieces; i++)); do cat "$folder/piece"; done >"$folder/log"
bytes=$(stat -c %s "$folder/log")
cat "$folder/log" >/dev/null
start=$(date +%s.%N)
/usr/bin/time -f '%M' -o "$folder/memory" "$program" explain --log "$folder/log" >"$folder/out"
end=$(date +%s.%N)
grep -E 'known error|lines, first' "$folder/out"
awk -v bytes="$bytes" -v start="$start" -v end="$end" -v memory="$(cat "$folder/memory")" \
	'BEGIN { printf "%d bytes, %.2f s, %.0f MB/s, %.1f MB of memory at the peak\n", bytes, end - start, bytes / 1e6 / (end - start), memory / 1024 }'
