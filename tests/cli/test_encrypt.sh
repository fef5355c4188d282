#!/bin/bash
# encrypt: a password from standard input or from a terminal, never from an argument.
. "$(dirname "$0")/lib.sh"
key=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
echo "$key" >key.hex

# encrypt INPUT [OPTION...]
encrypt() {
	local input=$1
	shift
	printf "$input" | "$dmlint" encrypt "$@" >"$work/.out" 2>"$work/.err"
	code=${PIPESTATUS[1]}
	out=$(cat "$work/.out")
	err=$(cat "$work/.err")
}
# verdict CIPHERTEXT [OPTION...]: what lint says about a task with this password.
verdict() {
	local cipher=$1
	shift
	printf 'name: a\ntask-mode: all\ntarget-database: {host: h, port: 4000, user: u, password: "%s"}\n' "$cipher" >task.yaml
	printf 'mysql-instances: [{source-id: s}]\n' >>task.yaml
	run --format short "$@" task.yaml
}

encrypt 'Passw0rd!'
check "a password becomes a ciphertext" is_code 0
check "of the right length" equals "${#out}" 36
first=$out
encrypt 'Passw0rd!\n'
check "a line end does not count" equals "${#out}" 36
encrypt 'Passw0rd!\r\n'
check "nor does that of Windows" equals "${#out}" 36
check "every call gives another text" [ "$first" != "$out" ]
verdict "$first" --dm-version 7.5
check "lint takes it for a ciphertext" lacks "$out" DML4
encrypt ' a b '
check "blanks belong to the password" equals "${#out}" 32
encrypt 'x' --dm-version 8.5
check "DM 8.5 needs a key" is_code 2
check "and is told where it comes from" has "$err" "--secret-key-file"
encrypt 'x' --dm-version 8.5 --secret-key-file key.hex
check "with a key it works" is_code 0
verdict "$out" --dm-version 8.5 --secret-key-file key.hex
check "lint decrypts it with the key" lacks "$out" DML4
encrypt 'x' --dm-version 7.5 --secret-key-file key.hex
check "DM 7.5 takes no key" is_code 2
encrypt 'x' --secret-key-file absent
check "an absent key file is trouble" is_code 2
echo "${key}00" >long.hex
encrypt 'x' --secret-key-file long.hex
check "a wrong key file is trouble" is_code 2
check "and does not show what is in it" lacks "$err$out" 00112233
encrypt ''
check "no password is trouble" is_code 2
encrypt 'a\nb\n'
check "two lines are trouble" is_code 2
run encrypt MARKsecret
check "an argument is refused" is_code 2
check "and not repeated" lacks "$out$err" MARKsecret
encrypt '\377'
check "a password that is no text is encrypted" is_code 0
check "with a warning" has "$err" "not UTF-8"

# On a terminal nothing typed is shown, and signals leave it as it was.
cat >terminal.py <<'PY'
import os, pty, select, signal, sys, termios, time
program, what = sys.argv[1], sys.argv[2]
# Only what a shell with job control has started can be stopped.
shell = 'set -m; "$0" encrypt; echo "stopped with $?"; stty -a | grep -o -- "-*echo "; fg'
command = ["bash", "-c", shell, program] if what == "stop" else [program, "encrypt"]
pid, fd = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
seen = b""
def read():
    global seen
    if select.select([fd], [], [], 0.1)[0]:
        seen += os.read(fd, 4096)
def until(word, times=1):
    end = time.time() + 20
    while seen.count(word) < times and time.time() < end:
        read()
def shows():
    return bool(termios.tcgetattr(fd)[3] & termios.ECHO)
until(b"Password: ")
hidden = not shows()
if what == "stop":
    os.write(fd, b"\x1a")
    until(b"Password: ", 2)
    hidden = hidden and not shows()
if what == "interrupt":
    os.write(fd, b"MARK\x03")
elif what == "terminate":
    os.kill(pid, signal.SIGTERM)
else:
    os.write(fd, b"MARKtyped\n")
    until(b"Again: ")
    os.write(fd, b"MARKother\n" if what == "differ" else b"MARKtyped\n")
end = time.time() + 20
try:
    while time.time() < end:
        read()
except OSError:
    pass
print("status", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
print("hidden" if hidden else "shown")
print("restored" if shows() else "left hidden")
print(seen.decode("latin-1").replace("\r", ""))
PY
terminal() {
	python3 terminal.py "$dmlint" "$1" >"$work/.out" 2>"$work/.err"
	out=$(cat "$work/.out")
	err=$(cat "$work/.err")
}
for how in type differ interrupt terminate stop; do
	terminal $how
	check "$how: nothing typed is shown" lacks "$out" MARK
	check "$how: the terminal hides it" has "$out" $'\nhidden\n'
	check "$how: the terminal is restored" has "$out" $'\nrestored\n'
	case $how in
	type | stop) check "$how: ends well" has "$out" "status 0" ;;
	differ) check "differ: two passwords that differ are trouble" has "$out" "status 2" ;;
	interrupt) check "interrupt: ends by the signal" has "$out" "status -2" ;;
	terminate) check "terminate: ends by the signal" has "$out" "status -15" ;;
	esac
done
terminal stop
check "stop: the shell gets the terminal back as it was" has "$out" $'stopped with 148\necho '
finish
