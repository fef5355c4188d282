#!/bin/bash
# What README.md promises about the network and about files: nothing is connected to, and nothing is written, unless it was asked for.
. "$(dirname "$0")/lib.sh"
if ! command -v strace >.out; then
	check "no socket, no file written # SKIP strace is not installed" true
	finish
	exit
fi
cp -r "$here/../example/." .
printf 'source-id: mysql-01\nfrom: {host: 127.0.0.1, port: 1, user: dm, password: ""}\n' >source.yaml
chmod -R go= .
before=$(find . -type f ! -name '.out' ! -name '.err' ! -name calls -exec cksum {} + | sort)

# calls: what the command asked of the system that a promise is about: sockets of the network, and files opened for writing.
calls() {
	strace -f -o calls -e trace=socket,openat,creat,rename,unlink,connect "$dmlint" "$@" >.out 2>.err </dev/null
	network=$(grep -c 'socket(AF_INET' calls)
	local=$(grep -cE 'socket\(|connect\(' calls)
	writes=$(grep -E 'O_WRONLY|O_RDWR|O_CREAT|creat\(|rename\(|unlink\(' calls | grep -vE '"/dev/(null|tty)"')
}
while read -r -a command; do
	calls "${command[@]}"
	check "no socket: ${command[*]}" equals "$local" 0
	check "nothing is written: ${command[*]}" is_empty "$writes"
done <<'END'
broken.yaml orders.yaml
--source source.yaml --facts answers.yaml orders.yaml
--compat --format json old.yaml
--diff broken.yaml
--print-config team/stock.yaml
team
tables --facts answers.yaml orders.yaml
migrate --diff old.yaml
explain --task orders.yaml --source source.yaml binlog-over-4gb
explain 38008
policies --config team/.dmlint.yaml
rules
schema task
END
after=$(find . -type f ! -name '.out' ! -name '.err' ! -name calls -exec cksum {} + | sort)
check "every file is what it was" equals "$after" "$before"

# And the look is not blind: what was asked for is seen.
calls --live --source source.yaml --timeout 2 orders.yaml
check "--live opens sockets" test "$network" -gt 0
check "and writes no file" is_empty "$writes"
calls --fix broken.yaml
check "--fix writes" has "$writes" broken.yaml
finish
