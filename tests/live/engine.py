#!/usr/bin/env python3
"""engine.py: asks real and hostile servers on loopback and looks at what became of it. Prints TAP.

MariaDB of Debian must be there, or its tests are skipped. LIVE_TABLES=N: that many tables in the test of large hostile.

usage: engine.py ASK [--valgrind]      (build/live/ask)   --valgrind: hostile servers and TLS under it, with more time for everything
"""
import os
import re
import shutil
import sys
import time

import certificates
import components
import hostile
import servers
from asking import PASSWORD, SLOW, STRETCH, VALGRIND, ask, line, on_terminal, tap
from hostile import Delay, Fake, packet

CIPHER = "Bz/BGOMLt0WT16WfWWkhbkCw4utVocc0idx6"  # that password, as dmctl encrypts it


HOSTILE = {
    # name: (server, state, may the rest of the facts be there)
    "silent": (hostile.silent, "silent"),
    "closes": (hostile.closes, "closed"),
    "resets": (hostile.resets, "closed"),
    "http": (hostile.http, "not_mysql"),
    "drips": (hostile.drips, "silent"),
    "garbage": (hostile.garbage, "not_mysql"),
    "endless-greeting": (hostile.endless_greeting, "not_mysql"),
    "turns-away": (hostile.turns_away, "login"),
    "greets-only": (hostile.greets_only, "silent"),
    "clear-text": (hostile.wants_plugin(b"mysql_clear_password"), "plugin"),
    "dialog": (hostile.wants_plugin(b"dialog"), "plugin"),
    "unknown-plugin": (hostile.wants_plugin(b"nobody_has_this"), "plugin"),
    "path-plugin": (hostile.wants_plugin(b"../../../../tmp/x"), "plugin"),
    "closes-mid-result": (hostile.logs_in(hostile.closes_mid_result), "ok"),
    "endless-rows": (hostile.logs_in(hostile.endless_rows), "ok"),
    "huge-packet": (hostile.logs_in(hostile.huge_packet), "ok"),
    "garbage-result": (hostile.logs_in(hostile.garbage_result), "ok"),
    "hangs-in-result": (hostile.logs_in(hostile.hangs_in_result), "ok"),
    "only-settings": (hostile.only_settings, "ok"),
    "byte-by-byte": (hostile.logs_in(hostile.byte_by_byte), "ok"),
    "ten-million-columns": (hostile.logs_in(hostile.many_columns(10000000, 0)), "ok"),
    "columns-missing": (hostile.logs_in(hostile.many_columns(200, 3)), "ok"),
    "columns-missing-and-row": (hostile.logs_in(hostile.many_columns(200, 3, packet(6, b"\1a\1b\1c"))), "ok"),
    "columns-too-many": (hostile.logs_in(hostile.many_columns(2, 100)), "ok"),
    "endless-columns": (hostile.logs_in(hostile.endless_columns), "login"),
    "endless-nothing": (hostile.logs_in(hostile.endless_nothing), "login"),
    "nothing-at-login": (hostile.nothing_at_login, "closed"),
    "claims-everything": (hostile.claims(0xffffffff), "ok"),
    "claims-everything-mariadb": (hostile.claims(0xfffffffe, b"5.5.5-10.11.6-MariaDB"), "ok"),
    "claims-nothing": (hostile.claims(0x80201), "ok"),
}


def test_hostile(good):
    fakes = {name: Fake(row[0]) for name, row in HOSTILE.items()}
    lines = [line(name, fake.port) for name, fake in fakes.items()]
    lines += [line("refused", 1), line("no-name", 3306, host="nosuch.invalid"), line("no-host", 3306, host="-"), line("no-port", 0)]
    if good:
        lines.insert(3, line("good", good.port, "variables,account,grants,schemas,tables"))
    facts, took = ask(lines, timeout=4000, connect=1500)
    tap.check(took < 4.5 * SLOW * STRETCH, "hostile servers: done by the deadline", "%.1f s" % took)
    for name, row in HOSTILE.items():
        tap.equal(facts.get(name, "connect"), row[1], "hostile server: " + name)
        if row[1] == "ok":
            state = (facts.fact(name, "grants") or ("missing",))[0]
            tap.check(state in ("failed", "missing"), "hostile server: %s: no privileges are known" % name, state)
    tap.check(facts.memory < 100 * SLOW, "hostile servers: memory is bounded", "%d MB" % facts.memory)
    print("# hostile servers: %d MB at most, %.1f s" % (facts.memory, took))
    tap.equal(facts.get("turns-away", "error_code"), "1040", "the code of an early error")
    for name, state in (("refused", "refused"), ("no-name", "no_name"), ("no-host", "no_name"), ("no-port", "refused")):
        tap.equal(facts.get(name, "connect"), state, "state: " + name)
    if good:
        tap.equal(facts.fact("good", "grants")[0], "ok", "a good server among hostile ones: grants")
        tap.check(len(facts.fact("good", "variables")[1]) > 300, "a good server among hostile ones: variables")
    for fake in fakes.values():
        fake.close()


def test_components():
    fakes = {"grpc": Fake(hostile.grpc), "http": Fake(hostile.http), "silent": Fake(hostile.silent), "closes": Fake(hostile.closes),
             "mysql": Fake(hostile.greets_only)}
    facts, _ = ask(["master %s 127.0.0.1 %d - - -" % (name, fake.port) for name, fake in fakes.items()] + ["master refused 127.0.0.1 1 - - -"],
                   connect=1000)
    want = {"grpc": "ok", "http": "not_grpc", "silent": "silent", "closes": "closed", "mysql": "not_grpc", "refused": "refused"}
    for name, state in want.items():
        tap.equal(facts.get(name, "connect"), state, "component of DM: " + name)
    for fake in fakes.values():
        fake.close()


def test_deadline(good):
    """100 sources, 10 of which hang."""
    fake = Fake(hostile.silent)
    lines = [line("s%d" % i, fake.port if i % 10 == 3 else good.port, "account,grants") for i in range(100)]
    facts, took = ask(lines, timeout=2500, connect=2000)
    tap.check(took < 3 * SLOW, "100 sources, 10 of which hang: done by the deadline", "%.2f s" % took)
    states = [facts.get("s%d" % i, "connect") for i in range(100)]
    tap.equal([states.count("ok"), states.count("silent")], [90, 10], "the other 90 are connected")
    tap.equal(sum((facts.fact("s%d" % i, "grants") or ("",))[0] == "ok" for i in range(100)), 90, "and have their facts")
    facts, took = ask(lines, timeout=20000, connect=600, jobs=5)
    states = [facts.get("s%d" % i, "connect") for i in range(100)]
    tap.equal([states.count("ok"), states.count("silent")], [90, 10], "the same with 5 connections at once")
    facts, took = ask(lines, timeout=60000, connect=50000, signal_after=1)
    states = [facts.get("s%d" % i, "connect") for i in range(100)]
    tap.check(took < 2 * SLOW, "a run that is cancelled ends at once", "%.2f s" % took)
    tap.equal([states.count("ok"), states.count("cancelled")], [90, 10], "and keeps what it has")
    fake.close()


ALL = "variables,account,grants,binlog_status,binlogs,replica,connections,schemas,tables,columns,indexes,foreign_keys,partitions"


def test_distance(good):
    """64 sources 50 ms away."""
    proxy = Delay(good.port, 0.05)
    ask([line("warm", proxy.port, ALL)])
    proxy.trips = proxy.slowest = 0
    _, one = ask([line("s", proxy.port, ALL)])
    proxy.slowest = 0
    _, many = ask([line("s%d" % i, proxy.port, ALL) for i in range(64)], timeout=20000, connect=10000)
    time.sleep(0.2)  # the last connection ends at the proxy a moment later
    tap.check(0 < proxy.trips <= 12, "64 sources: at most 12 round trips", proxy.trips)
    tap.check(many <= 1.2 * SLOW * proxy.slowest, "64 sources: at most 1.2 times the slowest of them", "%.2f s, %.2f s" % (many, proxy.slowest))
    print("# %d round trips; one source alone %.0f ms, 64 sources %.0f ms, the slowest of them %.0f ms" %
          (proxy.trips, one * 1000, many * 1000, proxy.slowest * 1000))
    facts, _ = ask([line("s%d" % i, proxy.port, ALL) for i in range(64)], timeout=20000, connect=10000)
    tap.equal([facts.get("s%d" % i, "connect") for i in range(64)].count("ok"), 64, "64 sources: all are asked")
    proxy.close()


def test_log(good):
    """What the general log says of the runs before, and what is left behind."""
    texts = [text for command, text in good.statements("dm") if command == "Query"]
    tap.check(len(texts) > 100, "the general log knows the runs", len(texts))
    bad = [s for text in texts for s in re.split(r";(?=SHOW|SELECT|SET)", text) if not re.match(r"SHOW |SELECT |SET SESSION ", s)]
    tap.equal(bad[:3], [], "nothing but SHOW, SELECT and settings of the session")
    commands = {command for command, _ in good.statements("dm")}
    tap.check(commands <= {"Connect", "Query", "Quit"}, "and no other command", commands)
    for _ in range(50):
        left = good.sql("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER NOT IN ('root', 'system user')").strip()
        if left == "0":
            break
        time.sleep(0.1)
    tap.equal(left, "0", "no connection is left")
    tap.check(PASSWORD not in open(good.general_log, errors="replace").read().replace("BY '" + PASSWORD, "").replace("password('" + PASSWORD, ""),
              "no password in the log of the server")


def test_answers(good):
    """Names that need quotes, numbers in their order, what is refused, and what is not kept."""
    good.sql(r"""CREATE DATABASE `a``b'c\`; CREATE TABLE `a``b'c\`.`t``'\` (id INT PRIMARY KEY); INSERT INTO `a``b'c\`.`t``'\` VALUES (1);
             CREATE DATABASE odd; CREATE TABLE odd.gone (id INT); CREATE VIEW odd.broken AS SELECT id FROM odd.gone; DROP TABLE odd.gone;
             CREATE TABLE odd.w (%s, PRIMARY KEY (c1)); CREATE ROLE r; GRANT SELECT ON *.* TO r;
             CREATE USER few@'%%' IDENTIFIED BY '%s' WITH MAX_QUERIES_PER_HOUR 5000; GRANT r TO few@'%%'; SET DEFAULT ROLE r FOR few@'%%';""" % (", ".join("c%d INT" % i for i in range(1, 13)), PASSWORD))
    facts, _ = ask([line("few", good.port, "variables,account,grants,account_limits,binlogs,schemas,columns,session", user="few"),
                    line("to", good.port, "tables,columns,filled").replace("source", "target", 1)])
    tap.check("r" in facts.fact("few", "account")[1][0].split('"'), "answers: the role in force", facts.fact("few", "account"))
    tap.check("MAX_QUERIES_PER_HOUR 5000" in facts.fact("few", "account_limits")[1][0] and "IDENTIFIED" not in facts.fact("few", "account_limits")[1][0],
              "answers: limits of the account, without its password", facts.fact("few", "account_limits"))
    tap.equal(facts.fact("few", "binlogs")[0], "denied", "answers: what is refused is called so")
    tap.check(not any('"mysql"' in row for row in facts.fact("few", "schemas")[1]), "answers: no system schemas", facts.fact("few", "schemas"))
    for name in ("few", "to"):
        rows = facts.fact(name, "columns")[1]
        tap.equal(len([r for r in rows if "a`b'c" in r]), 1, "answers: columns of a name with quotes: " + name)
        tap.equal(re.findall(r'"odd", "w", "(c\d+)"', "\n".join(rows)), ["c%d" % i for i in range(1, 13)], "answers: columns in order: " + name)
        tap.check(all('"YES", ~, ' in r for r in rows if '"c2"' in r), "answers: no default is none: " + name, rows)
    tap.check(facts.fact("to", "filled")[0] == "ok" and len([r for r in facts.fact("to", "filled")[1] if "a`b'c" in r]) == 1,
              "answers: rows beside a view that fails, and of a name with quotes", facts.fact("to", "filled"))


def mariadb(folder, name, *options):
    return servers.Server("mariadb", folder, name, ["--general-log", "--log-bin=bin", "--server-id=5", *options])


def test_tls(folder, plain):
    at = certificates.place("@TLS@", folder)
    ca, other = "ssl-ca=%s/ca.pem" % at, "ssl-ca=%s/other-ca.pem" % at
    db = mariadb(folder, "encrypted", "--ssl-ca=%s/ca.pem" % at, "--ssl-cert=%s/server.pem" % at, "--ssl-key=%s/server-key.pem" % at,
                 "--plugin-load-add=auth_ed25519", "--connect-timeout=100")  # under valgrind a handshake takes more than ten seconds
    elsewhere = mariadb(folder, "elsewhere", "--ssl-ca=%s/ca.pem" % at, "--ssl-cert=%s/elsewhere.pem" % at,
                        "--ssl-key=%s/elsewhere-key.pem" % at)
    pair = "ssl-cert=%s/client.pem ssl-key=%s/client-key.pem" % (at, at)

    def base64(name):
        field = "ssl-ca" if name.endswith("ca") else "ssl-key" if name.endswith("key") else "ssl-cert"
        return "%s-base64=%s" % (field, certificates.base64_of("%s/%s.pem" % (at, name)))

    hang = Fake(hostile.hangs_in_tls)
    silent = Fake(hostile.silent)
    try:
        for user, how in (("dm", ""), ("must", "REQUIRE SSL"), ("x509", "REQUIRE X509")):
            db.sql("CREATE USER %s@'%%' IDENTIFIED BY '%s' %s; GRANT SELECT ON *.* TO %s@'%%';" % (user, PASSWORD, how, user))
        elsewhere.sql("CREATE USER dm@'%%' IDENTIFIED BY '%s'" % PASSWORD)
        db.sql("CREATE USER ed@'%%' IDENTIFIED VIA ed25519 USING PASSWORD('%s')" % PASSWORD)
        os.mkfifo(at + "/pipe")
        floods = {"hello-requests": b"\x16\3\3\0\4\0\0\0\0", "warnings": components.WARNING, "cipher-changes": components.CHANGE_CIPHER,
                  "empty-records": components.EMPTY, "handshake": components.HANDSHAKE}
        fakes = {name: Fake(hostile.floods_tls(record)) for name, record in floods.items()}
        rows = [("plain", line("plain", db.port), "ok"),
                ("with-tls", line("with-tls", db.port, more=ca), "ok"),
                # OpenSSL has been started without its tables then.
                ("decrypted", line("decrypted", db.port, password=CIPHER, more=ca), "ok"),
                ("name", line("name", db.port, more=ca + " cn=other cn=upstream"), "ok"),
                ("wrong-name", line("wrong-name", db.port, more=ca + " cn=other"), "tls_name"),
                ("part-of-name", line("part-of-name", db.port, more=ca + " cn=up cn=stream"), "tls_name"),
                # Any certificate of the chain will do.
                ("authority-name", line("authority-name", db.port, more=ca + " cn=ca"), "ok"),
                ("wrong-authority", line("wrong-authority", db.port, more=other), "tls_failed"),
                ("no-file", line("no-file", db.port, more="ssl-ca=/nonexistent/ca.pem"), "tls_failed"),
                # From the text of the configuration, which goes before files.
                ("base64", line("base64", db.port, more=base64("ca") + " ssl-ca=/nonexistent"), "ok"),
                ("base64-other", line("base64-other", db.port, more=base64("other-ca")), "tls_failed"),
                ("base64-pair", line("base64-pair", db.port, user="x509", more=" ".join(map(base64, ("ca", "client", "client-key")))), "ok"),
                ("base64-key-of-another", line("base64-key-of-another", db.port, more=" ".join(map(base64, ("ca", "client", "server-key")))),
                 "tls_failed"),
                ("base64-locked", line("base64-locked", db.port, more=" ".join(map(base64, ("ca", "client", "locked-key")))), "tls_failed"),
                ("base64-none", line("base64-none", db.port, more="ssl-ca-base64=nothing!"), "tls_failed"),
                ("base64-empty", line("base64-empty", db.port, more="ssl-ca-base64=bm90aGluZw=="), "tls_failed"),
                ("base64-hangs", line("base64-hangs", hang.port, more=" ".join(map(base64, ("ca", "client", "client-key")))), "tls_failed"),
                ("locked", line("locked", db.port, more=ca + " ssl-cert=%s/client.pem ssl-key=%s/locked-key.pem" % (at, at)), "tls_failed"),
                ("pipe", line("pipe", db.port, more="ssl-ca=%s/pipe" % at), "tls_failed"),
                # What versions of DM make of it.
                ("host", line("host", db.port, host="localhost", more=ca + " dm=v6.1.2 " + pair), "ok"),
                ("alone-6.1.2", line("alone-6.1.2", db.port, host="localhost", more=other + " dm=v6.1.2"), "ok"),
                ("loopback-5.4", line("loopback-5.4", db.port, more=other + " dm=v5.4.3 " + pair), "ok"),
                ("name-6.5", line("name-6.5", db.port, more=ca + " dm=v6.5.12 cn=other"), "ok"),
                ("elsewhere-8.5", line("elsewhere-8.5", elsewhere.port, more=ca), "ok"),
                ("elsewhere-name-8.5", line("elsewhere-name-8.5", elsewhere.port, more=ca + " cn=127.0.0.1"), "tls_name"),
                ("elsewhere-2.0", line("elsewhere-2.0", elsewhere.port, more=ca + " dm=v2.0.7"), "tls_name"),
                ("absent", line("absent", plain.port, more=ca), "tls_absent" if no_tls(plain) else "tls_failed"),
                ("hangs", line("hangs", hang.port, more=ca), "tls_failed"),
                ("silent", line("silent", silent.port, more=ca), "silent"),
                ("refused", line("refused", 1, more=ca), "refused"),
                ("must", line("must", db.port, user="must"), "tls_required"),
                ("must-with-tls", line("must-with-tls", db.port, user="must", more=ca), "ok"),
                ("wrong-password", line("wrong-password", db.port, user="must", password="wrong"), "login"),
                ("x509", line("x509", db.port, user="x509"), "login"),
                ("ed", line("ed", db.port, user="ed"), "ok")]
        rows += [(name, line(name, fake.port, more=ca), "tls_failed") for name, fake in fakes.items()]
        behind = {"silent-behind": ({"answer": hostile.silent}, "silent"), "closes-behind": ({"answer": lambda c: None}, "tls_failed"),
                  "endless-tickets": ({"answer": hostile.silent, "tickets": 100000}, "silent"),
                  "nothing-behind": ({"answer": lambda c: hostile.endless_nothing(c)}, "closed")}
        for name, (how, state) in behind.items():
            fakes[name] = Fake(hostile.greets_then(components.tls(at, **how)))
            rows.append((name, line(name, fakes[name].port, more=ca), state))
        facts, took = ask([row[1] for row in rows], timeout=5000, connect=2000)
        for name, _, state in rows:
            tap.equal(facts.get(name, "connect"), state, "TLS: " + name)
        over, shown = on_terminal([row[1] for row in rows if row[0].endswith("locked")], 6 * SLOW * STRETCH)
        tap.check(over and b"phrase" not in shown, "TLS: nobody is asked for the passphrase of a key", shown)
        tap.check(took < 3 * SLOW * STRETCH, "TLS: a handshake that hangs costs its own time only", "%.2f s" % took)
        tap.equal([facts.get(n, "tls") for n in ("plain", "with-tls", "name")], ["false", "true", "true"], "TLS: who has it")
        tap.equal(facts.get("ed", "auth_plugin"), "client_ed25519", "ed25519 is told")
        logins = [text for command, text in db.statements("must") if command == "Connect" and "Access denied" in text]
        tap.check(len(logins) <= 3, "a wrong password is tried twice at most", logins)
    finally:
        for fake in (hang, silent, *fakes.values()):
            fake.close()
        db.stop()
        elsewhere.stop()


def no_tls(db):
    return "DISABLED" in db.sql("SHOW VARIABLES LIKE 'have_ssl'")


def test_many_tables(folder):
    n = int(os.environ.get("LIVE_TABLES", "2000"))
    db = mariadb(folder, "many", "--innodb-file-per-table=0", "--table-definition-cache=25000")
    try:
        db.sql("CREATE USER dm@'%%' IDENTIFIED BY '%s'; GRANT SELECT ON *.* TO dm@'%%'; SET GLOBAL general_log = 0;" % PASSWORD)
        db.sql("SET sql_log_bin = 0;" + "".join("CREATE DATABASE d%d;" % i for i in range(20)) +
               "".join("CREATE TABLE d%d.t%d (id INT PRIMARY KEY, a VARCHAR(20), b INT, KEY (b));" % (i % 20, i) for i in range(n)))
        db.sql("SET GLOBAL general_log = 1")
        facts, took = ask([line("s", db.port, ALL)], timeout=120000)
        print("# %d tables: %.2f s, %s statements" % (n, took, facts.get("s", "statements")))
        tap.equal([len(facts.fact("s", f)[1]) for f in ("tables", "columns", "indexes")], [n, 3 * n, 2 * n], "%d tables are all read" % n)
        tap.check(int(facts.get("s", "statements")) < 30, "%d tables: few statements" % n, facts.get("s", "statements"))
        rows = facts.fact("s", "columns")[1]
        tap.check(rows[0].startswith('["d0", "t0", "id", "1"') and rows[1].startswith('["d0", "t0", "a", "2"'), "columns are in order", rows[:3])
    finally:
        db.stop()


def main():
    folder = servers.folder()
    good = None
    try:
        if not servers.missing("mariadb"):
            good = mariadb(folder, "good", "--max-connections=300")
            good.sql("CREATE USER dm@'%%' IDENTIFIED BY '%s'; GRANT ALL ON *.* TO dm@'%%'; CREATE DATABASE shop;"
                     "CREATE TABLE shop.t (id INT PRIMARY KEY); CREATE VIEW shop.v AS SELECT 1; CREATE SEQUENCE shop.s" % PASSWORD)
        test_hostile(good)
        test_components()
        components.test_tls(folder)
        if good and VALGRIND:
            test_tls(folder, good)
        elif good:
            test_deadline(good)
            test_distance(good)
            test_answers(good)
            test_log(good)
            test_tls(folder, good)
            test_many_tables(folder)
        else:
            tap.check(True, "tests on MariaDB # SKIP " + servers.missing("mariadb"))
    finally:
        if good:
            good.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print("1..%d" % tap.n)
    return 1 if tap.failed else 0


sys.exit(main())
