#!/usr/bin/env python3
"""commands.py: what dmlint prints to be done, done. Of scenarios of scenarios/, on real servers: the statements of the findings (JSON:
"statements") are run as root on the server that they name, exactly as they are printed, and after that the finding must be gone and no
error new. Where help has "..." for a value, it is filled in first; no other statement of a help may stand in src/rules without being
recorded. Lines of the configuration that help prints (LINES) are put into the files in the same way, on their own. Every statement that
stands in src/rules must have been run, each kind of statement on each kind of server (KINDS): a new one wants a case here. Prints TAP.

usage: commands.py [-v] [--all] PROGRAM [CASE...]     -v: the statements; --all: all scenarios besides CASES. A CASE is a scenario, with
@KIND where its source is another server than there, and with =WORD where only statements beginning with WORD are to be run"""
import glob
import os
import re
import shutil
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import scenarios
import servers

# As few as there can be, so that every statement runs on every kind of server that it is for.
CASES = """
    account-locked account-locked@mariadb account-locked@mysql97 all-on-other-db-only@mariadb102 another-host-lock
    binlog-compress-mariadb binlog-format-mixed@mariadb102 binlog-partial-json binlog-transaction-compression flavor-mysql-for-mariadb
    grant-literal-beats-pattern grant-odd-names grant-seen-through-insert gtid-off-enable-gtid ignore-all
    limit-connections-per-hour-mysql56 limit-queries-per-hour limit-queries-per-hour@mariadb102 limit-queries-per-hour@mysql97
    mariadb-alter-two-phase mariadb-gtid-unknown mariadb-role-not-default mariadb-role-not-default=SET max-connections-small
    max-user-connections-of-server max-user-connections-of-server@mariadb mysql97-flush-tables mysql97-partial-revoke
    mysql97-partial-revokes-escaped mysql97-role-not-default mysql97-role-not-default=SET offline-mode old-password-hash
    online-ddl-leftover password-expired-mysql57@mariadb password-expired-mysql97 plugin-not-loaded plugin-not-loaded@mariadb102
    plugin-not-loaded@mysql97 retention-ten-minutes server-id-zero shard-display-width skip-show-database source-wrong-password
    specific-account-shadows start-gtid-unknown start-inside-event statement-time-account statement-time-mariadb
    statement-time-mysql57 super-read-only-no-reload target-init-connect target-meta-custom-wrong-grants target-packet-small target-read-only
    target-read-only-stand-in target-requires-primary-key target-specific-account target-table-grants-lacking
    target-transactions-read-only target-transactions-read-only-mariadb timezone-offset-of-source tls-server-without user-ed25519
    """.split()
# Beginnings of statements, and the servers on which one must have run; "target" is the MariaDB that stands in for TiDB.
KINDS = {"GRANT ": "mysql56 mysql57 mysql97 mariadb mariadb102 target", "SET GLOBAL ": "mysql56 mysql57 mysql97 mariadb mariadb102 target",
         "ALTER USER ": "mysql57 mysql97 mariadb mariadb102", "SET DEFAULT ROLE ": "mysql97 mariadb", "UPDATE ": "mysql56",
         "SET SESSION ": "mariadb mariadb102"}
# What stands in help where no scenario gets a server: any server must take it.
ANYWHERE = ["FLUSH BINARY LOGS;", "SET GLOBAL max_binlog_cache_size = 2147483648;", "TRUNCATE TABLE performance_schema.host_cache;",
            "FLUSH PRIVILEGES;"]
# What no server here takes, and whose it is.
ELSEWHERE = {"CALL mysql.rds_set_configuration('binlog retention hours', 168);": "RDS",
             "SET GLOBAL tidb_restricted_read_only = OFF;": "TiDB", "SET GLOBAL tidb_super_read_only = OFF;": "TiDB"}
VERBS = (r"(?:GRANT (?!of |the )|SET (?:GLOBAL|SESSION|PASSWORD|DEFAULT ROLE) |ALTER USER |FLUSH (?:PRIVILEGES|BINARY LOGS|HOSTS)|"
         r"TRUNCATE |CALL |UPDATE |REVOKE |DROP USER |SHOW |SELECT (?:user|@@))")
STATEMENT = re.compile(r"\b" + VERBS + r"[^;]*;")
LOOKS = re.compile(r"(SHOW|SELECT) ")


class Case:
    def __init__(self, text):
        self.text = text
        self.scenario, self.kind, self.only = re.fullmatch(r"([^@=]*)(?:@([^=]*))?(?:=(.*))?", text).groups()
        self.run, self.log = [], []  # (kind of server, statement) that it took; what happened

    def load(self, number, folder):
        s = scenarios.Scenario(number, self.scenario, folder)
        if self.kind:
            (_, run, port, options), setup, name = s.servers[0]
            s.servers[0] = (self.kind, run, port, options), "DELETE FROM mysql.user WHERE user = ''; FLUSH PRIVILEGES;\n" + setup, name
        return s


class Bench:
    """The running servers of a scenario, and the files beside them."""

    def __init__(self, command, case, s, work, targets):
        self.command, self.case, self.s, self.work, self.running = command, case, s, work, []
        self.sources, self.passwords = s.prepare(work, self.running, targets)
        self.version = s.versions[-1]

    def ask(self):
        """The findings about servers, and the names of these."""
        report, done, wrong = self.s.ask(self.command, self.version, self.work, self.running, self.sources, self.passwords)
        if not report:
            raise RuntimeError("%s %s" % (wrong, done.stderr.decode()))
        for d in (d for f in report["files"] for d in f["diagnostics"]):
            d.setdefault("statements", [])
        found = [d for f in report["files"] for d in f["diagnostics"] if scenarios.is_live(d["id"]) or d["severity"] == "error"]
        return found, {c["server"] for f in report["files"] for c in f.get("checks", [])}

    def server(self, label):
        port = int(re.search(r":(\d+)\)?$", label).group(1))
        return next(r for r in self.running if r.port == port)

    def kind(self, server):
        return server.kind if server is not self.running[-1] or self.s.servers[-1][0] != scenarios.TARGET else "target"

    def read(self, file):
        return open(os.path.join(self.work, file), encoding="utf-8").read()

    def write(self, file, text):
        with open(os.path.join(self.work, file), "w", encoding="utf-8") as out:
            out.write(text)

    def password(self, server):
        """That of the configuration which has the port of the server."""
        for file in ["task.yaml", *self.sources]:
            at = re.search(r"port: *%d\b.*?password: *\"(.*?)\"" % server.port, self.read(file), re.S)
            if at:
                return at.group(1)
        return ""


def place(d):
    """What a finding is about: its rule and its server."""
    return d["id"], re.match(r"(?:source|target) \"[^\"]*\"|", d["message"]).group()


def label_of(d, labels):
    role, name = re.match(r"(source|target) \"([^\"]*)\"", d["message"]).groups()
    return next(x for x in labels if x in ("%s %s" % (role, name),) or x.startswith("%s %s (" % (role, name)))


def in_words(d):
    """The statements of help that are not recorded as complete: each with what belongs to it, as they stand one behind the other."""
    rest = d["help"]
    for s in d["statements"]:
        if s["sql"] not in rest:
            yield None, "%s is not in the help" % s["sql"]
        rest = rest.replace(s["sql"], "|")
    for chain in re.finditer(r"(?:\b%s[^;]*;\s?)+" % VERBS, rest):
        yield chain.group().strip(), None


def fill(bench, server, chain, d):
    """What help leaves to be filled in."""
    hosts = [s["sql"] for s in d["statements"] if s["sql"].startswith("SELECT user, host FROM")]
    if "@'...'" in chain and hosts:
        user, host = server.sql(hosts[0]).splitlines()[0].split("\t")[:2]
        chain = chain.replace("@'...'", "@'%s'" % host)
    chain = chain.replace("BY '...'", "BY '%s'" % bench.password(server))
    chain = chain.replace("PASSWORD('...')", "PASSWORD('%s')" % bench.password(server))
    return chain.replace("server_id = ...", "server_id = 4711").replace("max_connections = ...", "max_connections = 500")


def statements(bench, d, labels):
    """(server, statement, what is wrong with it), for a finding."""
    for s in d["statements"]:
        yield bench.server(s["server"]), s["sql"], "it is not complete: " + s["sql"] if "..." in s["sql"] else None
    for chain, wrong in in_words(d):
        if not wrong and "super_read_only is ON here" in d["help"]:
            yield bench.server(label_of(d, labels)), "SET GLOBAL super_read_only = OFF; " + chain, None
            continue
        if wrong or "..." not in chain:
            yield None, chain, wrong or "it is not recorded: " + chain
            continue
        server = bench.server(label_of(d, labels))
        chain = fill(bench, server, chain, d)
        yield server, chain, "nobody knows how to fill in: " + chain if "..." in chain else None


def execute(bench, found, labels):
    """Runs what the findings say. Gives back the places that must be without one now, and what was wrong."""
    changed, wrong = set(), []
    for d in found:
        for server, sql, trouble in statements(bench, d, labels):
            if not trouble and bench.case.only and not sql.startswith(bench.case.only) and not LOOKS.match(sql):
                continue
            if not trouble and bench.kind(server) == "target" and sql.startswith("SET DEFAULT ROLE ALL"):
                continue  # TiDB's
            if not trouble:
                try:
                    server.sql(sql)
                except RuntimeError as e:
                    trouble = "%s refuses: %s" % (server.kind, e)
            if trouble:
                wrong.append("%s: %s" % (d["id"], trouble))
                continue
            bench.case.log.append("%s: %s" % (bench.kind(server), sql))
            bench.case.run.append((bench.kind(server), sql))
            if not LOOKS.match(sql):
                changed.add(place(d))
    return changed, wrong


def errors(found):
    return {place(d) for d in found if d["severity"] == "error"}


def with_items(text, items):
    """A task that leaves out these checks, besides those that it leaves out already."""
    old = re.search(r"^ignore-checking-items: *\[(.*)\] *\n", text, re.M)
    if old:
        text, items = text.replace(old.group(), ""), "%s, %s" % (old.group(1), items)
    return "ignore-checking-items: [%s]\n%s" % (items, text)


# Lines of the configuration in help, the file that they are for, and how they come into it.
LINES = (
    (r"ignore-checking-items: \[([^\]]*)\]", "task.yaml", with_items),
    (r"(sql_require_primary_key: \"OFF\")", "task.yaml", lambda text, line: text.replace("target-database:\n", "target-database:\n  session:\n    %s\n" % line)),
    (r"(flavor: \w+)", "source-1.yaml", lambda text, line: re.sub(r"^flavor: .*\n", "", text, flags=re.M) + line + "\n"),
    (r"(enable-gtid: false)", "source-1.yaml", lambda text, line: re.sub(r"^enable-gtid: .*$", line, text, flags=re.M)),
)


def check_line(bench, found, d, line, file, change):
    """Puts a line into the file, for a moment: the finding must be gone, or say that DM does not look there any more."""
    text = bench.read(file)
    bench.write(file, change(text, line.group(1)))
    after, _ = bench.ask()
    bench.write(file, text)
    bench.case.log.append(line.group())
    if errors(after) - errors(found):
        yield "%s: new with %s: %s" % (d["id"], line.group(), errors(after) - errors(found))
    for x in after:
        if place(x) != place(d) or x["message"] != d["message"] or any("is skipped by" in r["message"] for r in x["related"]):
            continue
        if x["severity"] == "error" or "lets the task start" not in d["help"]:
            yield "%s: %s changes nothing" % (d["id"], line.group())


def check_lines(bench, found, proven):
    """proven: lines of rules that a case before this one has tried."""
    for d in found:
        for pattern, file, change in LINES:
            for line in re.finditer(pattern, d["help"]):
                if (d["id"], line.group()) not in proven:
                    proven.add((d["id"], line.group()))
                    yield from check_line(bench, found, d, line, file, change)


def judge(bench, proven):
    """What is wrong with what dmlint prints for this scenario."""
    found, labels = bench.ask()
    first, refused = found, any(d["rule"].endswith("-login") for d in found)
    wrong = list(check_lines(bench, found, proven)) if not bench.case.only else []
    for _ in range(3):
        changed, trouble = execute(bench, found, labels)
        wrong += trouble
        if not changed:
            break
        after, labels = bench.ask()
        for d in after:
            if place(d) in changed and not any("..." in x["help"].replace("'...'", "") for x in found if place(x) == place(d)):
                wrong.append("still there: %s %s" % (d["id"], d["message"]))
        new = errors(after) - errors(first)
        if new and not refused:
            wrong.append("new: %s" % sorted(new))
        if {place(d) for d in after} & changed:
            break
        found = after
    return wrong


def check(command, case, number, folder, targets, proven):
    s = case.load(number, folder)
    if s.missing():
        return None, s.missing()
    work = os.path.join(folder, s.prefix)
    os.makedirs(work)
    bench = None
    try:
        bench = Bench(command, case, s, work, targets)
        wrong = judge(bench, proven)
        for server in bench.running:
            for sql in ANYWHERE:
                server.sql(sql)
                case.run.append((bench.kind(server), sql))
        return wrong, None
    except Exception as e:  # the test's own trouble is a failure of the test
        return [repr(e)], None
    finally:
        for server in bench.running if bench else []:
            server.stop()
            shutil.rmtree(server.data, ignore_errors=True)
        if hasattr(targets, "clean"):
            del targets.clean  # accounts of it may have changed
        shutil.rmtree(work, ignore_errors=True)


def literals():
    """The statements in the sources, as patterns of what they come to."""
    for path in sorted(glob.glob(servers.HERE + "/../../src/rules/*.c")):
        text = open(path, encoding="utf-8").read().split("const struct rule rule_dml")[0]  # behind it: explanations
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        for literal in re.findall(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*', text):
            joined = re.sub(r'"\s*"', "", literal)[1:-1].replace('\\"', '"')
            for statement in STATEMENT.findall(joined):
                yield os.path.basename(path), statement, re.compile(
                    ".+".join(re.escape(part) for part in re.split(r"%\.\*s|%s|%llu|%lld|\.\.\.", statement.replace("%%", "%"))))


def unrecorded():
    """Complete statements that are words of a help only."""
    for path in sorted(glob.glob(servers.HERE + "/../../src/rules/*.c")):
        for literal in re.findall(r'report_help\(\s*\w+,\s*\w+,\s*((?:"(?:[^"\\\n]|\\.)*"\s*)+)', open(path, encoding="utf-8").read()):
            for statement in STATEMENT.findall(re.sub(r'"\s*"', "", literal)):
                if "..." not in statement:
                    yield "%s: not recorded: %s" % (os.path.basename(path), statement)


def uncovered(run):
    for path, statement, pattern in literals():
        if statement not in ELSEWHERE and not any(pattern.search(sql) for _, sql in run):
            yield "%s: no case has run: %s" % (path, statement)
    for begin, kinds in KINDS.items():
        for kind in kinds.split():
            if not servers.missing({"target": "mariadb"}.get(kind, kind)) and (kind, begin) not in {(k, sql[:len(begin)]) for k, sql in run}:
                yield "no case has run %s on %s" % (begin, kind)


def main():
    options = [a for a in sys.argv[1:] if a.startswith("-")]
    program, *names = [a for a in sys.argv[1:] if not a.startswith("-")]
    cases = [Case(n) for n in names or CASES + (sorted(set(os.listdir(scenarios.SCENARIOS)) - set(CASES)) if "--all" in options else [])]
    folder = servers.folder()
    targets = threading.local()
    started, run, proven, failed, skipped = [], [], set(), 0, False

    def one(number, case):
        targets.all = started
        return case, *check([os.path.realpath(program)], case, number, folder, targets, proven)

    try:
        with ThreadPoolExecutor(2) as pool:
            for n, (case, wrong, skip) in enumerate(pool.map(one, range(len(cases)), cases), 1):
                failed += bool(wrong)
                skipped |= bool(skip)
                run += case.run
                print("%s %d - what is printed for %s works%s" % ("not ok" if wrong else "ok", n, case.text, " # skip " + skip if skip else ""))
                for line in (wrong or []) + (case.log if wrong or "-v" in options else []):
                    print("# " + line.replace("\n", "\n# "))
                sys.stdout.flush()
    finally:
        for server in started:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    if not names:
        lacking = [*unrecorded(), *uncovered(run)]
        failed += bool(lacking) and not skipped
        print("%s %d - every statement has been run%s" % ("not ok" if lacking and not skipped else "ok", len(cases) + 1,
                                                        " # skip no such server here" if skipped else ""))
        print("".join("# %s\n" % line for line in lacking), end="")
    print("1..%d" % (len(cases) + (not names)))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
