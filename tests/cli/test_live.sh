#!/bin/bash
# --live without any real server: nothing listens, or nobody answers; what is asked for, what is refused, and how it ends.
. "$(dirname "$0")/lib.sh"

# A listener that never says a word; its port is the first free one.
cat >silent.py <<'T'
import socket, time
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(16)
print(s.getsockname()[1], flush=True)
time.sleep(60)
T
python3 silent.py >port &
silent=$!
trap 'kill $silent 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 50); do [ -s port ] || sleep 0.1; done
port=$(cat port)

task() { # PORT
	cat <<T
name: orders
task-mode: all
target-database: {host: 127.0.0.1, port: $1, user: root, password: "canary-t"}
mysql-instances:
  - source-id: mysql-01
T
}
task 1 >task.yaml
printf 'source-id: mysql-01\nfrom: {host: 127.0.0.1, port: 1, user: dm, password: "canary-s"}\n' >source.yaml
sed "s/port: 1/port: $port/" source.yaml >slow.yaml
chmod 600 ./*.yaml

run --live --source source.yaml task.yaml
check "a server that does not listen is a finding" is_code 1
check "it names the source" has "$out" 'error: source "mysql-01": nothing listens on 127.0.0.1:1'
check "the checklist says what that prevents" has "$(sed -n '/^task.yaml: source/,$p' <<<"$out")" " binlog-format,"
check "and why" has "$out" " checks, no connection:"
check "the summary counts the servers" has "$out" "; 2 servers asked, 2 gave no connection"
run --live task.yaml
check "a source without configuration was not asked" has "$out" 'could not be made: its source configuration is not given (--source)'
check "and that is a warning" has "$out" "warning: source \"mysql-01\""
run --live --quiet --source source.yaml - <task.yaml
check "a task on standard input is asked about and linted" has "$out" '<stdin>:5:16: error: source "mysql-01": nothing listens'

start=$SECONDS
run --live --timeout 1 --source slow.yaml task.yaml
check "a server that never answers costs the timeout" test $((SECONDS - start)) -le 4
check "and is a finding" is_code 1
check "which names it" has "$out" "error: source \"mysql-01\": "
check "in a pipe there is no progress" is_empty "$err"

# The same from a configuration.
mkdir set set/.git
cp task.yaml slow.yaml source.yaml set/
echo 'live: {timeout: 1, master-addr: ["127.0.0.1:1"]}' >set/.dmlint.yaml
start=$SECONDS
run --live --source set/slow.yaml set/task.yaml
check "the timeout of the configuration" test $((SECONDS - start)) -le 4
check "and its components of DM" has "$out" "; 3 servers asked"
echo 'live: {timeout: 60, master-addr: ["127.0.0.1:1"]}' >set/.dmlint.yaml
start=$SECONDS
run --live --timeout 1 --source set/slow.yaml set/task.yaml
check "the command line wins over its timeout" test $((SECONDS - start)) -le 4
run --live --master-addr 127.0.0.1:2 --source set/source.yaml set/task.yaml
check "and over its components" has "$out" "127.0.0.1:2"
check "which are not asked then" lacks "$out" "master 127.0.0.1:1"
run --config /dev/null --live --source set/source.yaml set/task.yaml
check "without it there are two servers" has "$out" "; 2 servers asked"
run --source set/source.yaml set/task.yaml
check "a configuration alone asks nobody" has "$out" "no server was asked"
echo 'sources: [source.yaml]' >set/.dmlint.yaml
run tables --live set/task.yaml
check "tables finds its sources there" has "$err" 'source "mysql-01" does not tell its tables (refused)'
run facts --save - set/task.yaml
check "and so does facts" lacks "$out" "not given"

# Tasks of two configurations are asked about together: the longer time holds.
mkdir short long
sed 's/mysql-01/mysql-02/' slow.yaml >short/source.yaml
sed 's/mysql-01/mysql-02/' task.yaml >short/task.yaml
cp slow.yaml long/source.yaml
cp task.yaml long/
for name in short long; do
	chmod 600 $name/*.yaml
	mkdir $name/.git
done
echo 'live: {timeout: 1}' >short/.dmlint.yaml
echo 'live: {timeout: 2}' >long/.dmlint.yaml
for order in "short long" "long short"; do
	start=${EPOCHREALTIME/./}
	# shellcheck disable=SC2086 # two folders
	run --live --source short/source.yaml --source long/source.yaml $order
	took=$((${EPOCHREALTIME/./} - start))
	check "the longer time of two configurations holds ($order)" test "$took" -ge 1900000 -a "$took" -le 5000000
done

cat >interrupt.py <<'T'
import signal, subprocess, sys, time
p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
time.sleep(0.7)
start = time.monotonic()
p.send_signal(signal.SIGINT)
out, err = p.communicate(timeout=20)
late = time.monotonic() - start > 4  # long before the five seconds of a connection
print(out.decode(), err.decode(), "late" if late else "in time", "code", p.returncode)
T
out=$(python3 interrupt.py "$dmlint" --live --source slow.yaml task.yaml 2>&1)
check "Ctrl-C ends the asking, and what is known is reported" has "$out" "the run ended first"
check "at once, with the exit code of the findings" has "$out" "in time code 1"
out=$(python3 interrupt.py "$dmlint" --live --rule target-unreachable=note --source slow.yaml task.yaml 2>&1)
check "an interrupted run without errors is no success" has "$out" "in time code 2"
check "and says so" has "$out" "dmlint: interrupted before all servers had answered"

# On a terminal of 30 columns: what is written over itself may not go on in the next line.
cat >narrow.py <<'T'
import fcntl, os, pty, re, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 30, 0, 0))
    os.execv(sys.argv[1], sys.argv[1:])
shown = b""
while True:
    try:
        part = os.read(fd, 65536)
    except OSError:  # the other end is closed
        break
    shown += part
    if not part:
        break
os.waitpid(pid, 0)
lines = [line.decode() for line in re.findall(rb"\r\x1b\[K([0-9][^\r\n]*)", shown)]
print("widest", max(map(len, lines)), "first", lines[0], "ends erased", b"\r\x1b[K\x1b" in shown or b"\r\x1b[Ktask" in shown)
T
out=$(python3 narrow.py "$dmlint" --live --timeout 1 --source slow.yaml task.yaml)
check "progress stays within the line" has "$out" "widest 29 first 0 of 2 servers have answered,"
check "and is gone at the end" has "$out" "ends erased True"

run facts --save record.yaml --source source.yaml task.yaml
check "a record is written" is_code 0
check "and how many answered is said" equals "$out" "record.yaml: answers of 0 of 2 servers"
check "it holds no password" lacks "$(cat record.yaml)" "canary"
check "it holds the state of the connection" has "$(cat record.yaml)" "connect: refused"
run --live --quiet --source source.yaml task.yaml
live=$out
run --facts record.yaml --quiet --source source.yaml task.yaml
check "the record gives the findings of the servers" equals "$out" "$live"
check "which were some" has "$out" "nothing listens"
run facts --save - --source source.yaml task.yaml
check "a record on standard output" equals "$out" "$(cat record.yaml)"
run facts --save none.yaml source.yaml
check "nothing to ask: exit 2" is_code 2
check "and no record" test ! -e none.yaml
run facts --save none.yaml absent.yaml
check "a task that cannot be read: exit 2" is_code 2
check "no record of a part" test ! -e none.yaml

run facts task.yaml
check "facts without --save is refused" has "$err" "--save FILE is missing"
run --live --facts record.yaml task.yaml
check "servers and record exclude each other" has "$err" "exclude each other"
# TLS with components of DM: the options of dmctl, and the settings of these names.
echo 'live: {master-addr: ["127.0.0.1:1"], ssl-ca: ca.pem, ssl-cert: absent.pem, ssl-key: .dmlint.yaml}' >set/.dmlint.yaml
run --live set/task.yaml
check "a certificate of the settings that is not there is trouble" is_code 2
check "told with its place" has "$err" "set/.dmlint.yaml:1: cannot open set/absent.pem: No such file or directory"
run --live --ssl-ca absent.pem task.yaml
check "so is one of the command line" has "$err" "dmlint: --ssl-ca: cannot open absent.pem: No such file or directory"
check "exit 2" is_code 2
echo nothing >set/ca.pem
echo 'live: {master-addr: ["127.0.0.1:1"], ssl-ca: ca.pem}' >set/.dmlint.yaml
run --live --quiet set/task.yaml
check "one that is no certificate is a finding" has "$out" \
	'error: master "127.0.0.1:1": the TLS handshake fails: ssl-ca "set/ca.pem" holds no certificate'
run --live --quiet --ssl-ca set/.dmlint.yaml set/task.yaml
check "the command line wins" has "$out" 'ssl-ca "set/.dmlint.yaml" holds no certificate'
run --print-config --live --ssl-cert set/ca.pem --ssl-key set/ca.pem set/task.yaml
check "where the files come from" has "$out" '  ssl-ca: "set/ca.pem" # set/.dmlint.yaml:1
  ssl-cert: "set/ca.pem" # --ssl-cert
  ssl-key: "set/ca.pem" # --ssl-key'
for option in --ssl-cert --ssl-key; do
	run --live $option set/ca.pem set/task.yaml
	check "$option alone is refused" has "$err" "--ssl-cert and --ssl-key are of no use without each other"
	check "exit 2" is_code 2
done
run --print-config --dm-version 8.5 --config /dev/null set/task.yaml
check "none is shown where there is none" lacks "$out" "ssl-"

for option in "--timeout 3" "--jobs 2" "--master-addr h:1" "--ssl-ca task.yaml" "--ssl-cert task.yaml" "--ssl-key task.yaml"; do
	# shellcheck disable=SC2086 # option and value
	run $option task.yaml
	check "$option without --live is refused" has "$err" "without --live none is asked"
done
for option in "--timeout 0" "--timeout -1" "--timeout 9999999" "--jobs 1x" "--master-addr h" "--master-addr h:0" "--master-addr :1" \
	"--master-addr ::1:8261" "--master-addr h:65536"; do
	# shellcheck disable=SC2086 # option and value
	run --live $option task.yaml
	check "--live $option is refused" is_code 2
done

finish
