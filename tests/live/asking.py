"""asking.py: what the tests of src/live share: build/live/ask, the first argument of the test, is given lines, and what it printed can be
looked into; and the results, as TAP."""
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

from servers import UNDER_VALGRIND

ASK = os.path.realpath(sys.argv[1])
PASSWORD = "cAnArY7qZx"
VALGRIND = "--valgrind" in sys.argv
COMMAND = [*(UNDER_VALGRIND if VALGRIND else []), ASK]
SLOW = 3 if VALGRIND or "sanitize" in ASK else 1
STRETCH = 10 if VALGRIND else 1  # of what a server is given


class Tap:
    n = failed = 0

    def check(self, well, name, more=""):
        self.n += 1
        self.failed += not well
        print("%sok %d - %s" % ("" if well else "not ", self.n, name))
        if not well:
            print("# %s" % str(more)[:3000].replace("\n", "\n# "))
        sys.stdout.flush()

    def equal(self, got, want, name):
        self.check(got == want, name, "got: %s\nwant: %s" % (got, want))


tap = Tap()


class Facts:
    """What ask printed: for each server its lines."""

    def __init__(self, text):
        self.text = text
        parts = re.split(r"^  - role: ", text, flags=re.M)[1:]
        self.servers = {re.search(r'^    id: "(.*)"$', p, re.M).group(1): p for p in parts}

    def get(self, server, key):
        m = re.search(r'^    %s: "?(.*?)"?$' % key, self.servers[server], re.M)
        return m.group(1) if m else None

    def fact(self, server, fact):
        """(state, rows as text); None: not asked."""
        m = re.search(r"^      %s:.*\n((?:        .*\n)*)" % fact, self.servers[server], re.M)
        if not m:
            return None
        state = re.search(r"^        state: (\w+)$", m.group(1), re.M)
        return state.group(1) if state else "ok", re.findall(r"^          - (\[.*\])$", m.group(1), re.M)


def ask(lines, timeout=10000, connect=3000, jobs=0, signal_after=None):
    """Facts, seconds."""
    start = time.monotonic()
    p = subprocess.Popen([*COMMAND, str(STRETCH * timeout), str(STRETCH * connect), str(jobs)], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    p.stdin.write("\n".join(lines) + "\n")
    p.stdin.close()
    if signal_after is not None:
        time.sleep(signal_after)
        p.send_signal(signal.SIGINT)
    out, err = p.stdout.read(), p.stderr.read()
    _, status, usage = os.wait4(p.pid, 0)
    code = p.returncode = os.waitstatus_to_exitcode(status)
    took = time.monotonic() - start
    if code or "descriptors more" in err or PASSWORD in out + err:
        tap.check(False, "ask ends well, keeps no descriptor and shows no password", "code %d\n%s" % (code, err))
    facts = Facts(out)
    facts.memory = usage.ru_maxrss // 1024  # MB
    return facts, took


def on_terminal(lines, seconds):
    """Is it over in time where somebody could be asked for something? What the terminal shows."""
    pid, terminal = pty.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        read, write = os.pipe()
        os.write(write, ("\n".join(lines) + "\n").encode())
        os.close(write)
        os.dup2(read, 0)
        os.dup2(null, 1)
        os.execvp(COMMAND[0], [*COMMAND, str(STRETCH * 2000), str(STRETCH * 1000), "0"])
    end, shown = time.monotonic() + seconds, b""
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            shown += os.read(terminal, 4096)
        except OSError:  # the process is gone
            break
    over = os.waitpid(pid, os.WNOHANG)[0] != 0 or time.monotonic() < end
    if not over:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    os.close(terminal)
    return over, shown


def line(name, port, facts="variables,grants", host="127.0.0.1", user="dm", password=PASSWORD, more=""):
    return "source %s %s %d %s %s %s %s" % (name, host, port, user, password, facts, more)
