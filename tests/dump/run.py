#!/usr/bin/env python3
"""run.py: the cures for long lists of tables, with a real mydumper on a real MariaDB.

Starts a server of its own on a free loopback port in a temporary folder, makes schemas of awkward names and 5,000 tables, and
compares: the bytes that dmlint predicts with the list itself, the limit with what the kernel says, and the files that mydumper
writes under dmlint's --regex with the tables that are selected. Prints TAP; everything is a skip where mydumper or mariadbd
is missing.

usage: run.py PROGRAM
"""
import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

LIMIT = 131071
SCHEMA = "warehouse"
TABLES = ["orders_of_region_%04d" % i for i in range(5000)]
ODD = [
    ("warehouse", "t"), ("warehouse", "t1"), ("warehouse", "t12"), ("warehouse", "t1_2"), ("warehouse", "a-b"),
    ("warehouse", "a.b"), ("warehouse", "x$y"), ("warehouse", "Capital"), ("warehouse", "订单"), ("warehouse", "it's"),
    ("warehouse", "two words"), ("my-shop", "o-1"), ("my-shop", "o-10"), ("商店", "订单"), ("商店", "订单明细"),
    ("Upper", "Case"), ("shop.eu", "t"),
]
NEAR = [
    ("warehouse", "t2"), ("warehouse", "t123"), ("warehouse", "at1"), ("warehouse", "a_b"), ("warehouse", "xy"),
    ("warehouse", "订"), ("my-shop", "o-2"), ("my_shop", "o-1"), ("商", "订单"), ("warehouse2", "t1"), ("crm", "hello"),
    ("warehouse", "hello"), ("crm", "ahello"),
]

n_tests = n_failed = 0


def check(what, ok, detail=""):
    global n_tests, n_failed
    n_tests += 1
    n_failed += not ok
    print("%s %d - %s" % ("ok" if ok else "not ok", n_tests, what), flush=True)
    if not ok:
        print("# " + str(detail).replace("\n", "\n# ")[:3000])


class Server:
    def __init__(self, folder):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        data, self.socket = os.path.join(folder, "data"), os.path.join(folder, "s")
        me = ["--user=root"] if os.getuid() == 0 else []
        subprocess.run(["mariadb-install-db", "--no-defaults", "--datadir=" + data, "--skip-test-db",
                        "--auth-root-authentication-method=normal"] + me, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        self.log = open(os.path.join(folder, "log"), "w")
        self.process = subprocess.Popen(
            [shutil.which("mariadbd") or "/usr/sbin/mariadbd", "--no-defaults", "--datadir=" + data,
             "--bind-address=127.0.0.1", "--port=%d" % self.port, "--socket=" + self.socket,
             "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", "--sync-binlog=0", "--log-bin=b",
             "--server-id=1", "--default-storage-engine=MyISAM"] + me, stdout=self.log, stderr=self.log)
        for _ in range(150):
            if subprocess.run(["mariadb", "--no-defaults", "-S", self.socket, "-u", "root", "-e", "SELECT 1"], capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        raise SystemExit("the server does not start")

    def sql(self, text):
        return subprocess.run(["mariadb", "--no-defaults", "-S", self.socket, "-u", "root", "-N", "-r",
                               "--default-character-set=utf8mb4"], input=text.encode(), capture_output=True,
                              check=True).stdout.decode()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


def dumped(server, folder, words):
    """The tables and schemas that mydumper dumps under these words of extra-args, started as DM 1.0 starts it."""
    out = os.path.join(folder, "out")
    arguments = ["mydumper", "--host", "127.0.0.1", "--port", str(server.port), "--user", "root", "--outputdir", out,
                 "--threads", "4", "--skip-tz-utc", "--no-locks"] + words + ["--password", ""]
    # Debian's mydumper waits for itself now and then, or crashes, whatever it is to dump.
    for attempt in range(5):
        shutil.rmtree(out, ignore_errors=True)
        begin = time.time()
        try:
            r = subprocess.run(arguments, capture_output=True, timeout=40)
            if r.returncode >= 0:
                break
            print("# mydumper crashes, once more")
        except subprocess.TimeoutExpired:
            print("# mydumper hangs, once more")
    else:
        return None, set(), set(), 0
    files = os.listdir(out) if os.path.isdir(out) else []
    tables = {f[:-len("-schema.sql")] for f in files if f.endswith("-schema.sql")}
    schemas = {f[:-len("-schema-create.sql")] for f in files if f.endswith("-schema-create.sql")}
    return r.returncode, tables, schemas, time.time() - begin


def split(extra_args):
    """DM's own splitting."""
    words = extra_args.split()
    return [w[1:-1] if len(w) > 1 and w[0] == w[-1] and w[0] in "'\"" else w for w in words]


def task(folder, lines):
    path = os.path.join(folder, "task.yaml")
    with open(path, "w") as f:
        f.write("""name: t
task-mode: full
case-sensitive: true
target-database: {host: tidb, port: 4000, user: root, password: ""}
mysql-instances:
  - source-id: mysql-01
    mydumper: {threads: 4}
%s""" % lines)
    return path


def do_tables(names):
    items = "\n".join("      - {db-name: %s, tbl-name: %s}" % (json.dumps(s), json.dumps(t)) for s, t in names)
    return "    black-white-list: all\nblack-white-list:\n  all:\n    do-tables:\n%s\n" % items


def written_args(path):
    with open(path) as f:
        for line in f:
            at = line.find("extra-args: ")
            if at >= 0:
                return json.JSONDecoder().raw_decode(line[at + len("extra-args: "):])[0]
    return None


def raw(names):
    return {"%s.%s" % n for n in names}


class Run:
    def __init__(self, program, folder, server):
        self.program, self.folder, self.server = program, folder, server
        self.names = [tuple(line.split("\t")) for line in server.sql(
            "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'").splitlines()]
        self.file = os.path.join(folder, "names")
        with open(self.file, "w") as f:
            f.writelines("%s\t%s\n" % n for n in self.names)

    def dmlint(self, *args):
        return subprocess.run([self.program, *args], capture_output=True, text=True)

    def listing(self, path):
        r = self.dmlint("tables", "--dm-version", "1.0", "--format", "json", "--tables", self.file, path)
        return json.loads(r.stdout)["sources"][0]

    def same(self, what, words, tables, schemas):
        code, got, got_schemas, seconds = dumped(self.server, self.folder, words)
        print("# %s: %d tables in %.1f s, %s" % (what, len(got), seconds, max((w for w in words), key=len)[:120]))
        check(what + ": mydumper ends well", code == 0, code)
        check(what + ": exactly the selected tables", got == raw(tables),
              "missing %s\ntoo many %s" % (sorted(raw(tables) - got)[:5], sorted(got - raw(tables))[:5]))
        check(what + ": the files of exactly their schemas", got_schemas == schemas, (got_schemas, schemas))


def test_limit():
    """What the kernel takes as one argument."""
    for n, want in ((LIMIT, 0), (LIMIT + 1, errno.E2BIG)):
        try:
            subprocess.run(["/bin/true", "--tables-list", "x" * n], check=True)
            got = 0
        except OSError as e:
            got = e.errno
        check("execve with an argument of %d bytes: %s" % (n, "passes" if want == 0 else "E2BIG"), got == want, got)


def test_many(run):
    """5,000 tables by name: the list is too long, and --fix writes the cure."""
    names = [(SCHEMA, t) for t in TABLES]
    path = task(run.folder, do_tables(names))
    argument = ",".join("%s.%s" % n for n in names).encode()
    found = json.loads(run.dmlint("--dm-version", "1.0", "--format", "json", path).stdout)["files"][0]["diagnostics"]
    long = [d for d in found if d["id"] == "DML6301"]
    check("5,000 tables: one finding", len(long) == 1, found[:2])
    check("5,000 tables: its bytes are the argument's", format(len(argument), ",") in long[0]["message"], long[0]["message"])
    check("5,000 tables: dmlint tables counts the same", run.listing(path)["tables_list"]["bytes"] == len(argument))
    try:
        subprocess.run(["mydumper", "--tables-list", argument, "--version"], capture_output=True)
        refused = False
    except OSError as e:
        refused = e.errno == errno.E2BIG
    check("5,000 tables: mydumper cannot be started with the list", refused)
    run.dmlint("--dm-version", "1.0", "--fix", path)
    run.same("5,000 tables after --fix", split(written_args(path) or "none"), names, {SCHEMA})


def test_odd(run):
    """Names that need care, and names that are nearly the same."""
    names = ODD[:-1]  # the schema with a dot: see below
    path = task(run.folder, do_tables(names))
    run.dmlint("--dm-version", "v1.0.3", "--fix", path)
    args = written_args(path)
    check("odd names: --fix writes an expression", args is not None and "--regex '" in args, args)
    run.same("odd names after --fix", split(args or "none"), names, {s for s, _ in names})
    listing = run.listing(task(run.folder, do_tables([ODD[-1]])))
    run.same("a schema with a dot", split("--regex '%s'" % listing["regex"]["text"]), [ODD[-1]], {ODD[-1][0]})


def test_patterns(run):
    mine = [n for n in run.names if n[0] not in ("mysql", "sys", "performance_schema")]
    lists = "    black-white-list: all\nblack-white-list:\n  all: {%s}\n"
    cases = [
        ("whole schemas", lists % "do-dbs: [my-shop, crm]", lambda s, t: s in ("my-shop", "crm"), None),
        ("a schema by pattern", lists % "do-dbs: ['ware*']", lambda s, t: s.startswith("ware"), None),
        ("tables by pattern", lists % "do-tables: [{db-name: 'w*', tbl-name: 't?'}]",
         lambda s, t: s[0] == "w" and t[0] == "t" and len(t) == 2, None),
        ("a name in every schema", lists % "do-tables: [{db-name: '*', tbl-name: hello}]", lambda s, t: t == "hello", set()),
        ("all but some", lists % "ignore-dbs: [crm], ignore-tables: [{db-name: warehouse, tbl-name: '~^orders'}]",
         lambda s, t: s != "crm" and not (s == "warehouse" and t.startswith("orders")), None),
        ("no list", "", lambda s, t: True, None),
    ]
    for what, lines, wanted, schemas in cases:
        listing = run.listing(task(run.folder, lines))
        names = [n for n in mine if wanted(*n)]
        check(what + ": the same selection", listing["selected"] == len(names), (listing["selected"], len(names)))
        if schemas is None:
            schemas = {s for s, _ in names}
            if what == "tables by pattern":
                schemas = {s for s, _ in mine if s[0] == "w"}
        run.same(what, split("--regex '%s'" % listing["regex"]["text"]), names, schemas)


def test_known_others(run):
    """Names with little in common: right because it is known what else there is."""
    selected = [(SCHEMA, t) for i, t in enumerate(TABLES) if i * 7919 % 13 < 6] + [n for n in ODD if n[0] == SCHEMA]
    listing = run.listing(task(run.folder, do_tables(selected)))
    regex = listing["regex"]
    check("every other table: an expression", regex["form"] != "none", regex)
    # Letters outside ASCII never match in lists of DM 1.0.7 but by regular expression.
    kept = [n for n in selected if n[1].isascii()]
    run.same("every other table (%s, %d bytes)" % (regex["form"], len(regex["text"])),
             split("--regex '%s'" % regex["text"]), kept, {SCHEMA})


def test_facts(run):
    """What dmlint says of mydumper."""
    _, tables, _, _ = dumped(run.server, run.folder, ["--regex", "^warehouse\\.(t1|(t2|(t12)))$"])
    check("a table that sets a third group is not dumped", tables == {"warehouse.t1", "warehouse.t2"}, tables)
    code, tables, _, _ = dumped(run.server, run.folder, ["--regex", "订单"])
    check("an argument outside ASCII ends mydumper", code != 0 and not tables, (code, tables))
    _, tables, _, _ = dumped(run.server, run.folder, ["-B", "my-shop", "-T", "my-shop.o-1"])
    check("with -B the list holds bare names", not tables, tables)
    _, tables, _, _ = dumped(run.server, run.folder, ["-B", "my-shop", "-T", "o-1"])
    check("and then -B takes any schema", tables == {"my-shop.o-1"}, tables)
    code, tables, _, _ = dumped(run.server, run.folder, ["--regex='^crm'"])
    check("quotes behind = become part of the expression", code == 0 and not tables, (code, tables))
    _, tables, _, _ = dumped(run.server, run.folder, ["--no-views=false", "-x", "^crm\\."])
    check("a switch with a value is switched on", tables == {"crm.hello", "crm.ahello"}, tables)


def main():
    program = os.path.realpath(sys.argv[1])
    if not shutil.which("mydumper") or not (shutil.which("mariadbd") or os.path.exists("/usr/sbin/mariadbd")):
        print("ok 1 - the dump # skip mydumper or mariadbd is missing\n1..1")
        return 0
    os.environ["LC_ALL"] = "C.UTF-8"
    test_limit()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        try:
            everything = [(SCHEMA, t) for t in TABLES] + ODD + NEAR
            quoted = ["`%s`" % s.replace("`", "``") for s in sorted({s for s, _ in everything})]
            server.sql("".join("create database %s;\n" % s for s in quoted) +
                       "".join("create table `%s`.`%s` (a int);\n" % n for n in everything))
            run = Run(program, folder, server)
            test_many(run)
            test_odd(run)
            test_patterns(run)
            test_known_others(run)
            test_facts(run)
        finally:
            server.stop()
    print("1..%d" % n_tests)
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
