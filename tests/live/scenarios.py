#!/usr/bin/env python3
"""scenarios.py: each folder of scenarios/ is one fault, or a clean setup, on real servers: dmlint --live must judge it as expect.json says
("truth": fail: an error; warn: a warning and no error; pass: neither). Findings about passwords do not count, nor do warnings that need
no server. What DM's own precheck said stands beside it, for comparison. Prints TAP.

usage: scenarios.py PROGRAM [NAME...]      with -v in front of the names: the findings of each"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import servers

HERE = os.path.dirname(os.path.realpath(__file__))
SCENARIOS = os.path.join(HERE, "scenarios")
# The labels hold for DM 8.5, but for these.
DM_VERSION = {"ignore-8.5-item-in-1.0": "1.0", "shard-auto-increment-colmap": "1.0"}


def dm_version(name):
    return "7.5" if name.startswith("password-") else DM_VERSION.get(name, "8.5")


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
    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        self.path = os.path.join(SCENARIOS, name)
        self.expect = json.loads(read(self.path + "/expect.json"))
        self.servers = []  # (args, setup, name)
        for i in (1, 2):
            if os.path.exists("%s/server-%d.args" % (self.path, i)):
                setup = read(self.path + ("/setup.sql" if i == 1 else "/setup-2.sql"))
                self.servers.append((read_args("%s/server-%d.args" % (self.path, i)), setup, "s%d" % i))
        target = ("mariadb", True, "13400", ["--version=8.0.11-TiDB-v8.1.0", "--sql-mode="])
        if os.path.exists(self.path + "/target.args"):
            target = read_args(self.path + "/target.args")
        self.servers.append((target, read(self.path + "/target.sql"), "t"))

    def missing(self):
        for (kind, run, _, _), _, _ in self.servers:
            if run and servers.missing(kind):
                return servers.missing(kind)
        return None

    def run(self, program):
        """The findings of dmlint as JSON, and what it printed beside them."""
        work = os.path.join(self.folder, self.name[:40])
        os.makedirs(work)
        running, ports = [], {}
        try:
            for (kind, run, port, options), setup, name in self.servers:
                if not run:
                    ports[port] = servers.free_port()
                    continue
                server = servers.Server(kind, self.folder, "%s-%s" % (abs(hash(self.name)) % 100000, name), options)
                running.append(server)
                ports[port] = server.port
                if setup.strip():
                    server.sql(setup.replace("@DATADIR@", server.data))
            sources = []
            for file in sorted(os.listdir(self.path)):
                if not file.endswith(".yaml"):
                    continue
                text = read(self.path + "/" + file)
                text = re.sub(r"\b13[34]\d\d\b", lambda m: str(ports.get(m.group(), servers.free_port())), text)
                text = text.replace("@DATADIR@", running[0].data if running else "")
                with open(work + "/" + file, "w", encoding="utf-8") as out:
                    out.write(text)
                if file.startswith("source-"):
                    sources += ["--source", file]
            done = subprocess.run([program, "--live", "--timeout", "20", "--format", "json", "--dm-version", dm_version(self.name),
                                   *sources, "task.yaml"], cwd=work, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
            return json.loads(done.stdout), done
        finally:
            for server in running:
                server.stop()
            shutil.rmtree(work, ignore_errors=True)


def is_live(rule_id):
    return rule_id[:4] in ("DML7", "DML8") or rule_id in ("DML6304", "DML9003")


def judge(report):
    """fail, warn or pass, and the findings that count."""
    counted = [d for f in report["files"] for d in f["diagnostics"] if not d["rule"].startswith("password-")]
    counted = [d for d in counted if d["severity"] == "error" or (d["severity"] == "warning" and is_live(d["id"]))]
    if any(d["severity"] == "error" for d in counted):
        return "fail", counted
    return ("warn", counted) if counted else ("pass", counted)


def main():
    program = os.path.realpath(sys.argv[1])
    verbose = "-v" in sys.argv[2:]
    names = [a for a in sys.argv[2:] if a != "-v"] or sorted(os.listdir(SCENARIOS))
    folder = tempfile.mkdtemp(prefix="dml-", dir="/tmp")

    def one(name):
        s = Scenario(name, folder)
        if s.missing():
            return name, s, "skip", s.missing()
        try:
            report, done = s.run(program)
        except Exception as e:  # the test's own trouble is a failure of the test
            return name, s, "broken", repr(e)
        verdict, counted = judge(report)
        return name, s, verdict, "\n".join("%s %s %s" % (d["severity"], d["id"], d["message"]) for d in counted) + (
            "\n" + done.stderr.decode(errors="replace") if done.stderr else "")

    n = failed = 0
    try:
        with ThreadPoolExecutor(2) as pool:
            for name, s, verdict, text in pool.map(one, names):
                n += 1
                good = verdict == s.expect["truth"] or verdict == "skip"
                failed += not good
                print("%s %d - scenario %s: %s%s" % ("ok" if good else "not ok", n, name, s.expect["truth"],
                                                    " # skip " + text if verdict == "skip" else ""))
                if not good or verbose:
                    print("# %s, because %s\n# dmlint: %s\n# %s" % (s.expect["truth"], s.expect["reason"], verdict,
                                                                     text.replace("\n", "\n# ")))
                sys.stdout.flush()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("1..%d" % n)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
