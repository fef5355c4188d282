#!/usr/bin/env python3
"""scenarios.py: each folder of scenarios/ is one fault, or a clean setup, on real servers: dmlint --live must judge it as expect.json says
("truth": fail: an error; warn: a warning and no error; pass: neither) with exactly the findings of finds.txt (severity and rule, a line
each; none: no file), for each of its "dm_versions" on the same servers. Findings about passwords do not count, nor do warnings that need
no server. What DM's own precheck said stands beside it, for comparison. Besides, of every run: it ended with the exit code of its
findings, the servers were told only SHOW, SELECT and SET SESSION, no connection is left, no password shows, and it ended in time.
README.md tells what the folders hold. Prints TAP.

usage: scenarios.py [-v] [--valgrind] PROGRAM [NAME...]      -v: the findings of each; --valgrind: under it, NAMEs or those of VALGRIND,
in the last version of each. There a login may take longer than dmlint gives it, so other findings are told, and too many of them fail"""
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
# Under valgrind, which is slow: every kind of server and of connection, each thing that is read of them, and what breaks off.
VALGRIND = """account-locked binlog-off checkpoint-of-former-task clean-large-mariadb clean-mariadb102 clean-mysql56 clean-mysql57
    mysql97-clean-in-range mysql97-role-active online-ddl-leftover shards-two-servers source-no-such-host source-port-closed start-gtid-purged
    tables-of-all-kinds target-init-connect target-tls-wrong-authority tls-client-certificate tls-common-name tls-right tls-server-without
    user-ed25519 user-ssl-required old-password-hash""".split()
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
        self.versions = self.expect.get("dm_versions", ["8.5"])
        self.finds = read(self.path + "/finds.txt").splitlines()
        self.servers = []  # (args, setup, name)
        for i in (1, 2):
            if os.path.exists("%s/server-%d.args" % (self.path, i)):
                setup = read(self.path + ("/setup.sql" if i == 1 else "/setup-2.sql"))
                self.servers.append((read_args("%s/server-%d.args" % (self.path, i)), setup, "s%d" % i))
        target = read_args(self.path + "/target.args") if os.path.exists(self.path + "/target.args") else TARGET
        self.servers.append((target, read(self.path + "/target.sql"), "t"))

    def truth(self, version):
        """One for all versions, or one for each."""
        truth = self.expect["truth"]
        return truth if isinstance(truth, str) else truth[version]

    def wanted(self, version):
        """The findings: a line is "severity rule", or "versions: severity rule" where it holds for those only."""
        rows = [line.split(": ") for line in self.finds]
        return sorted(row[-1] for row in rows if len(row) == 1 or version in row[0].split())

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

    def prepare(self, work, running, targets):
        """Starts the servers and writes the files; the names of the sources, and the passwords in them."""
        ports, passwords, sources = {}, set(), []
        values = self.start(running, ports, targets)
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
                sources.append(file)
        return sources, passwords

    def ask(self, command, version, work, running, sources, passwords):
        """The findings of dmlint as JSON, what it printed beside them, and what was wrong with its ways."""
        wrong, limit = [], 5 * TIMEOUT if len(command) > 1 else TIMEOUT
        own = [server.listen() for server in running]
        begin = time.monotonic()
        done = subprocess.run([*command, "--live", "--timeout", str(limit), "--format", "json", "--dm-version", version,
                               *(word for s in sources for word in ("--source", s)), "task.yaml"],
                              cwd=work, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=3 * limit)
        if time.monotonic() - begin > limit + 2:
            wrong.append("it took %.1f s" % (time.monotonic() - begin))
        for server, connection in zip(running, own):
            wrong += left_behind(server, connection, passwords, self.truth(version) == "pass")
        if any(p.encode() in done.stdout + done.stderr for p in passwords):
            wrong.append("it shows a password")
        if done.returncode not in (0, 1):  # of a sanitizer or of valgrind, too
            return None, done, [*wrong, "it ended with %d" % done.returncode]
        report = json.loads(done.stdout)
        if done.returncode != (report["summary"]["errors"] > 0):
            wrong.append("it ended with %d" % done.returncode)
        return report, done, wrong

    def check(self, command, targets):
        """Of each version what compare() says."""
        work = os.path.join(self.folder, self.prefix)
        os.makedirs(work)
        running = []
        try:
            sources, passwords = self.prepare(work, running, targets)
            for version in self.versions[-1:] if len(command) > 1 else self.versions:
                yield version, *compare(self, version, *self.ask(command, version, work, running, sources, passwords))
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
    return rule_id[:4] in ("DML7", "DML8") or rule_id in ("DML6304", "DML9004")


def judge(report):
    """fail, warn or pass, and the findings that count."""
    counted = [d for f in report["files"] for d in f["diagnostics"] if not d["rule"].startswith("password-")]
    counted = [d for d in counted if d["severity"] == "error" or (d["severity"] == "warning" and is_live(d["id"]))]
    if any(d["severity"] == "error" for d in counted):
        return "fail", counted
    return ("warn", counted) if counted else ("pass", counted)


def compare(s, version, report, done, wrong):
    """What is wrong with the ways of a run, what with its findings, and those as text."""
    other = []
    said = done.stderr.decode(errors="replace")
    if not report:
        return wrong, other, said
    verdict, counted = judge(report)
    found = sorted({"%s %s" % (d["severity"], d["rule"]) for d in counted})
    if verdict != s.truth(version):
        other.append("judged %s" % verdict)
    if found != s.wanted(version):
        other.append("found %s instead of %s" % (found, s.wanted(version)))
    return wrong, other, "\n".join(["%s %s %s" % (d["severity"], d["id"], d["message"]) for d in counted] + [said])


def check(s, command, targets):
    """(version, what is wrong with its ways, what with its findings, these as text) of each version."""
    results = []
    try:
        results.extend(s.check(command, targets))
    except Exception as e:  # the test's own trouble is a failure of the test
        results.append((s.versions[len(results)], [repr(e)], [], ""))
    return results


def main():
    options = [a for a in sys.argv[1:] if a.startswith("-")]
    program, *names = [a for a in sys.argv[1:] if not a.startswith("-")]
    command = [*(servers.UNDER_VALGRIND if "--valgrind" in options else []), os.path.realpath(program)]
    names = names or (VALGRIND if "--valgrind" in options else sorted(os.listdir(SCENARIOS)))
    folder = servers.folder()
    targets = threading.local()
    started = []

    def one(number, name):
        targets.all = started
        s = Scenario(number, name, folder)
        return s, [(v, [], [], "") for v in s.versions] if s.missing() else check(s, command, targets)

    n = failed = late = 0
    try:
        with ThreadPoolExecutor(2) as pool:
            for s, results in pool.map(one, range(len(names)), names):
                for version, wrong, other, text in results:
                    n += 1
                    late += len(other) > 0
                    wrong += other if len(command) == 1 else []
                    failed += len(wrong) > 0
                    print("%s %d - scenario %s in DM %s: %s%s" % ("not ok" if wrong else "ok", n, s.name, version, s.truth(version),
                                                                  " # skip " + s.missing() if s.missing() else ""))
                    if wrong or other or "-v" in options:
                        print("# %s, because %s\n# %s" % (s.truth(version), s.expect["reason"],
                                                         "\n".join(wrong + other + [text]).replace("\n", "\n# ")))
                sys.stdout.flush()
    finally:
        for server in started:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    if len(command) > 1:
        n += 1
        failed += 4 * late > n
        print("%s %d - at most one in four logins took too long (%d)" % ("ok" if 4 * late <= n else "not ok", n, late))
    print("1..%d" % n)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
