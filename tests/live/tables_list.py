#!/usr/bin/env python3
"""tables_list.py: the list that DM 1.0 hands to mydumper, measured on a real server: dmlint tables --live and rule DML6304 count the same
bytes as the names on the server have, at the limit and beyond it, and the --regex that --fix writes selects the same tables.
Prints TAP. usage: tables_list.py PROGRAM"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import servers

PASSWORD = "dm-Pass-1"
TASK = """name: shop
task-mode: full
target-database: {host: 127.0.0.1, port: %d, user: root, password: ""}
mysql-instances:
  - source-id: mysql-01
    black-white-list: shop
    mydumper-config-name: global
black-white-list:
  shop: {do-dbs: ["shop*"], ignore-tables: [{db-name: "shop*", tbl-name: "~_bak$"}]}
mydumpers:
  global: {extra-args: "--no-locks"}
"""
n = failed = 0


def check(what, ok, detail=""):
    global n, failed
    n += 1
    failed += not ok
    print("%s %d - %s" % ("ok" if ok else "not ok", n, what))
    if not ok:
        print("# " + str(detail)[:2000].replace("\n", "\n# "))
    sys.stdout.flush()


def main():
    program = os.path.realpath(sys.argv[1])
    folder = tempfile.mkdtemp(prefix="dml-", dir="/tmp")
    server = None
    try:
        server = servers.Server("mariadb", folder, "s")
        # 1,023 names of 128 bytes with their commas; the last table brings the list to its length.
        schema = "shop_" + "s" * 58
        server.sql("CREATE DATABASE %s; CREATE DATABASE other; CREATE USER dm IDENTIFIED BY '%s'; GRANT SELECT ON *.* TO dm;" %
                   (schema, PASSWORD))
        create = "CREATE TABLE %s.%s (id INT PRIMARY KEY) ENGINE=MyISAM;"
        tables = ["t_%061d" % i for i in range(1023)]
        server.sql("".join(create % (schema, t) for t in tables + ["t_1_bak"]) + create % ("other", "t"))
        os.chdir(folder)
        with open("task.yaml", "w") as f:
            f.write(TASK % server.port)
        with open("source.yaml", "w") as f:
            f.write("source-id: mysql-01\nfrom: {host: 127.0.0.1, port: %d, user: dm, password: %s}\n" % (server.port, PASSWORD))

        def dmlint(*args):
            done = subprocess.run([program, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
            check("%s shows no password" % args[0], PASSWORD not in done.stdout + done.stderr)
            return done

        for last, wanted in ((131071 - 1023 * 128 - 64, 131071), (131072 - 1023 * 128 - 64, 131072)):
            name = "u" * last
            server.sql(create % (schema, name))
            names = server.sql("SET group_concat_max_len = 1000000; SELECT GROUP_CONCAT(CONCAT(table_schema, '.', table_name)) FROM "
                               "information_schema.tables WHERE table_schema = '%s' AND table_name <> 't_1_bak'" % schema)
            check("the server's names are %d bytes" % wanted, len(names.rstrip("\n")) == wanted, len(names))
            listed = json.loads(dmlint("tables", "--dm-version", "1.0", "--live", "--source", "source.yaml", "--format", "json",
                                       "task.yaml").stdout)["sources"][0]
            check("dmlint tables --live counts them", listed["tables_list"]["bytes"] == wanted, listed["tables_list"])
            check("and says whether they fit", listed["tables_list"]["fits"] == (wanted < 131072))
            done = dmlint("lint", "--dm-version", "1.0", "--live", "--source", "source.yaml", "--format", "short", "task.yaml")
            text = [line for line in done.stdout.split("\n") if "DML6304" in line]
            check("the rule counts them, too", len(text) == 1 and "%d,%03d" % divmod(wanted, 1000) in text[0], done.stdout)
            check("as %s" % ("a warning" if wanted < 131072 else "an error"),
                  (": warning: " if wanted < 131072 else ": error: ") in "".join(text), text)
            if wanted < 131072:
                server.sql("DROP TABLE %s.%s" % (schema, name))
        done = dmlint("lint", "--dm-version", "1.0", "--live", "--fix", "--source", "source.yaml", "--format", "short", "task.yaml")
        written = re.search(r"--regex '([^']*)'", open("task.yaml").read())
        check("--fix writes a --regex", written is not None, done.stdout)
        check("and the rule is silent then", "DML6304" not in done.stdout, done.stdout)
        regex = re.compile(written.group(1).replace("\\\\", "\\") if written else "$.", re.I | re.M)
        wrong = [t for t in tables if not regex.search(schema + "." + t)] + [t for t in ("other.t",) if regex.search(t)]
        check("it selects what the list selects", not wrong, wrong[:3])
    finally:
        if server:
            server.stop()
        os.chdir("/")
        shutil.rmtree(folder, ignore_errors=True)
    print("1..%d" % n)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
