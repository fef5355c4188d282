#!/usr/bin/env python3
"""scenarios.py: each folder of scenarios/ is one fault, or a clean setup, on real servers: dmlint --live must judge it as expect.json says
("truth": fail: an error; warn: a warning and no error; pass: neither) with exactly the findings of finds.txt (severity and rule, a line
each; none: no file). Findings about passwords do not count, nor do warnings that need no server. What DM's own precheck said stands
beside it, for comparison. Besides, of every run: the servers were told only SHOW, SELECT and SET SESSION, no connection is left, no
password shows, and it ended in time. README.md tells what the folders hold. Prints TAP.

usage: scenarios.py PROGRAM [NAME...]      with -v in front of the names: the findings of each"""
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import certificates
import servers

HERE = os.path.dirname(os.path.realpath(__file__))
SCENARIOS = os.path.join(HERE, "scenarios")
TIMEOUT = 20  # what dmlint is given; with a moment to start and end
# The labels hold for DM 8.5, but for these.
DM_VERSION = {"ignore-8.5-item-in-1.0": "1.0", "shard-auto-increment-colmap": "1.0"}
TARGET = ("mariadb", True, "13400", ["--version=8.0.11-TiDB-v8.1.0", "--sql-mode="])
# What a look at a server may say. Nothing of it writes, locks or waits.
HARMLESS = re.compile(r"(SHOW|SELECT|SET SESSION)\b"
                      r"(?!.*\b(INTO\s+(OUTFILE|DUMPFILE|@)|FOR UPDATE|LOCK IN|SLEEP|GET_LOCK|GLOBAL\s+[a-z_]+\s*=))", re.I | re.S)


def read_args(path):
    """kind, whether it runs, its port in the other files, and the options of the server"""
    kind, run, port, options = None, True, None, []
    for line in open(path).read().split("\n"):
        if line.startswith("kind="):
            kind = line[5:]
        elif line.startswith("run="):
            run = line[4:] == "1"
        elif line.startswith("port="):
            port = line[5:]
        elif line:
            options.append(line)
    return kind, run, port, options


def read(path):
    return open(path, encoding="utf-8").read() if os.path.exists(path) else ""


class Scenario:
    def __init__(self, number, name, folder):
        self.name, self.folder, self.prefix = name, folder, "%d" % number
        self.path = os.path.join(SCENARIOS, name)
        self.expect = json.loads(read(self.path + "/expect.json"))
        self.finds = sorted(read(self.path + "/finds.txt").splitlines())
        self.dm_version = self.expect.get("dm_version") or DM_VERSION.get(name) or ("7.5" if name.startswith("password-") else "8.5")
        self.servers = []  # (args, setup, name)
        for i in (1, 2):
            if os.path.exists("%s/server-%d.args" % (self.path, i)):
                setup = read(self.path + ("/setup.sql" if i == 1 else "/setup-2.sql"))
                self.servers.append((read_args("%s/server-%d.args" % (self.path, i)), setup, "s%d" % i))
        target = read_args(self.path + "/target.args") if os.path.exists(self.path + "/target.args") else TARGET
        self.servers.append((target, read(self.path + "/target.sql"), "t"))

    def missing(self):
        for (kind, run, _, _), _, _ in self.servers:
            if run and servers.missing(kind):
                return servers.missing(kind)
        return None

    def start(self, running, ports, targets):
        """Starts what is to run. A target as it comes out of the box serves all scenarios of a thread: nobody changes it."""
        values = {}
        for args, setup, name in self.servers:
            kind, run, port, options = args
            if not run:
                ports[port] = servers.free_port()
                continue
            if args == TARGET and not setup.strip():
                if not hasattr(targets, "clean"):
                    targets.clean = servers.Server(kind, self.folder, self.prefix + "-clean", options)
                    targets.all.append(targets.clean)
                running.append(targets.clean)
                ports[port] = targets.clean.port
                continue
            options = [certificates.place(o, self.folder) for o in options]
            server = servers.Server(kind, self.folder, self.prefix + "-" + name, options)
            targets.all.append(server)
            running.append(server)
            ports[port] = server.port
            if setup.strip():
                server.sql(setup.replace("@DATADIR@", server.data))
            if name == "s1":
                values = {"@DATADIR@": server.data, **server.position()}
        return values

    def run(self, program, targets):
        """The findings of dmlint as JSON, what it printed beside them, and what was wrong with its ways."""
        work = os.path.join(self.folder, self.prefix)
        os.makedirs(work)
        running, ports, passwords, wrong = [], {}, set(), []
        try:
            values = self.start(running, ports, targets)
            sources = []
            for file in sorted(os.listdir(self.path)):
                if not file.endswith(".yaml"):
                    continue
                text = certificates.place(read(self.path + "/" + file), self.folder)
                passwords |= {p for p in re.findall(r"^\s*password: *\"(.{6,})\"", text, re.M)}
                text = re.sub(r"\b13[34]\d\d\b", lambda m: str(ports.get(m.group(), servers.free_port())), text)
                for key, value in values.items():
                    text = text.replace(key, value)
                with open(work + "/" + file, "w", encoding="utf-8") as out:
                    out.write(text)
                if file.startswith("source-"):
                    sources += ["--source", file]
            own = [server.listen() for server in running]
            begin = time.monotonic()
            done = subprocess.run([program, "--live", "--timeout", str(TIMEOUT), "--format", "json", "--dm-version", self.dm_version,
                                   *sources, "task.yaml"], cwd=work, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=3 * TIMEOUT)
            if time.monotonic() - begin > TIMEOUT + 2:
                wrong.append("it took %.1f s" % (time.monotonic() - begin))
            for server, connection in zip(running, own):
                wrong += left_behind(server, connection, passwords, self.expect["truth"] == "pass")
            for p in passwords:
                if p.encode() in done.stdout + done.stderr:
                    wrong.append("it shows a password")
            return json.loads(done.stdout), done, wrong
        finally:
            for server in running:
                if server is not getattr(targets, "clean", None):
                    server.stop()
                    shutil.rmtree(server.data, ignore_errors=True)
            shutil.rmtree(work, ignore_errors=True)


def left_behind(server, own, passwords, asked):
    """What a server should not have heard, and connections that should be gone. asked: it must have heard something."""
    wrong = []
    deadline = time.monotonic() + 2  # the server may notice an end a moment later
    while server.connections() and time.monotonic() < deadline:
        time.sleep(0.05)
    if server.connections():
        wrong.append("connections are left: %s" % server.connections())
    heard = [(kind, text) for kind, text in server.heard(own) if text != server.init_connect]  # the server says that itself
    if asked and not any(kind == "Query" for kind, _ in heard):
        wrong.append("%s was asked nothing" % server.kind)
    for kind, text in heard:
        if kind not in ("Connect", "Quit", "Query") or kind == "Query" and not HARMLESS.match(text):
            wrong.append("%s was told: %s %s" % (server.kind, kind, text))
        if any(p in text for p in passwords):
            wrong.append("the log of %s shows a password" % server.kind)
    return wrong


def is_live(rule_id):
    return rule_id[:4] in ("DML7", "DML8") or rule_id in ("DML6304", "DML9003")


def judge(report):
    """fail, warn or pass, and the findings that count."""
    counted = [d for f in report["files"] for d in f["diagnostics"] if not d["rule"].startswith("password-")]
    counted = [d for d in counted if d["severity"] == "error" or (d["severity"] == "warning" and is_live(d["id"]))]
    if any(d["severity"] == "error" for d in counted):
        return "fail", counted
    return ("warn", counted) if counted else ("pass", counted)


def check(s, program, targets):
    """What is wrong with the run of a scenario (none: a list without members), and its findings as text."""
    try:
        report, done, wrong = s.run(program, targets)
    except Exception as e:  # the test's own trouble is a failure of the test
        return [repr(e)], ""
    verdict, counted = judge(report)
    found = sorted({"%s %s" % (d["severity"], d["rule"]) for d in counted})
    if verdict != s.expect["truth"]:
        wrong.insert(0, "judged %s" % verdict)
    if found != s.finds:
        wrong.append("found %s instead of %s" % (found, s.finds))
    return wrong, "\n".join("%s %s %s" % (d["severity"], d["id"], d["message"]) for d in counted) + (
        "\n" + done.stderr.decode(errors="replace") if done.stderr else "")


def main():
    program = os.path.realpath(sys.argv[1])
    verbose = "-v" in sys.argv[2:]
    names = [a for a in sys.argv[2:] if a != "-v"] or sorted(os.listdir(SCENARIOS))
    folder = servers.folder()
    targets = threading.local()
    started = []

    def one(number, name):
        targets.all = started
        s = Scenario(number, name, folder)
        begin = time.monotonic()
        wrong, text = ([], "") if s.missing() else check(s, program, targets)
        return s, wrong, text, time.monotonic() - begin

    n = failed = 0
    try:
        with ThreadPoolExecutor(2) as pool:
            for s, wrong, text, seconds in pool.map(one, range(len(names)), names):
                n += 1
                failed += len(wrong) > 0
                print("%s %d - scenario %s: %s%s" % ("not ok" if wrong else "ok", n, s.name, s.expect["truth"],
                                                    " # skip " + s.missing() if s.missing() else ""))
                if wrong or verbose:
                    print("# %s, because %s (%.1f s)\n# %s" % (s.expect["truth"], s.expect["reason"], seconds,
                                                              "\n".join(wrong + [text]).replace("\n", "\n# ")))
                sys.stdout.flush()
    finally:
        for server in started:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print("1..%d" % n)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
