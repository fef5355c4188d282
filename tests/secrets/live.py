#!/usr/bin/env python3
"""live.py: no password leaves dmlint while it asks servers.

Lets hostile servers ask for the password in every way that the protocol has, and looks for it in what they got and in all that dmlint
shows or writes; asks a MariaDB of Debian, where there is one, and looks at its general log, at what strace sees written, at the line of
progress, and at the memory of the process. Then plants leaks and demands that it finds them. Prints TAP.

usage: live.py PROGRAM"""
import os
import pty
import re
import resource
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "live"))
import canary
import certificates
import hostile
import servers
from canary import MARK, ciphertexts, leaks
from hostile import Fake, greeting, packet

CALL = b"12345678901234567890\0"  # what the server wants hashed together with the password
OTHER = "Bz/BGOMLt0WT16WfWWkhbkCw4utVocc0idx6"  # the mark as dmctl encrypts it
COMMON = ["--dm-version", "7.5", "--source", "source.yaml"]  # the last DM that decrypts without a key of its own
NATIVE = b"mysql_native_password"
REFUSED = b"\xff\x15\x04#28000Access denied for user 'dm'@'127.0.0.1' (using password: YES) "


class Thief:
    """A server that keeps what it gets. steps: what it says after its greeting, each when it has heard something."""

    def __init__(self, *steps, plugin=NATIVE, tls=False):
        self.steps, self.plugin, self.tls, self.got = steps, plugin, tls, b""
        self.fake = Fake(self.serve)
        self.port = self.fake.port

    def serve(self, c):
        c.settimeout(3)
        c.sendall(greeting(plugin=self.plugin, tls=self.tls))
        for step in self.steps:
            heard = c.recv(65536)
            self.got += heard
            if not heard:
                break
            number = (heard[3] + 1) % 256
            c.sendall(packet(number, step(heard) if callable(step) else step))
        try:
            self.got += c.recv(65536)
        finally:
            c.close()


def switch(plugin):
    return b"\xfe" + plugin + b"\0" + CALL


def public_key(folder, *how):
    subprocess.run(["openssl", "genpkey", *how, "-out", folder + "/k.pem"], check=True, stderr=subprocess.DEVNULL)
    return subprocess.run(["openssl", "pkey", "-in", folder + "/k.pem", "-pubout"], check=True, stdout=subprocess.PIPE).stdout


def thieves(folder):
    ec = public_key(folder, "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    rsa = public_key(folder, "-algorithm", "RSA")  # k.pem is its private half from here on
    sha256, caching, clear = b"sha256_password", b"caching_sha2_password", b"mysql_clear_password"
    ok = hostile.OK
    return {
        "says what it got in its error": Thief(lambda heard: REFUSED + heard),
        "asks for clear text": Thief(switch(clear), REFUSED),
        "asks for clear text in the greeting": Thief(REFUSED, plugin=clear),
        "asks for clear text twice": Thief(switch(clear), switch(clear), REFUSED, plugin=clear),
        "asks by dialog": Thief(switch(b"dialog"), b"\2Password: ", REFUSED),
        "asks for the hash of MySQL 3": Thief(b"\xfe", REFUSED),
        "asks for mysql_old_password": Thief(switch(b"mysql_old_password"), REFUSED),
        "asks for a part of an allowed name": Thief(switch(b"password"), REFUSED),
        "asks for no name": Thief(switch(b""), REFUSED),
        "sha256_password, empty key": Thief(switch(sha256), b"", REFUSED),
        "sha256_password, no key": Thief(switch(sha256), b"\1" + b"no key" * 40, REFUSED),
        "sha256_password, a key that does not encrypt": Thief(switch(sha256), ec, REFUSED),
        "sha256_password in the greeting": Thief(b"", REFUSED, plugin=sha256),
        "sha256_password, offers TLS": Thief(switch(sha256), b"", REFUSED, tls=True),
        "sha256_password, a key of its own": Thief(switch(sha256), rsa, REFUSED),
        "caching_sha2_password, empty key": Thief(switch(caching), b"\1\4", b"", REFUSED),
        "caching_sha2_password, no key": Thief(switch(caching), b"\4", b"\1no key", REFUSED),
        "caching_sha2_password, a key that does not encrypt": Thief(switch(caching), b"\4", ec, REFUSED),
        "caching_sha2_password, a key of its own": Thief(switch(caching), b"\4", rsa, REFUSED),
        "caching_sha2_password, and clear text then": Thief(switch(caching), b"\4", switch(clear), REFUSED),
        "wants a file": Thief(ok, b"\xfb" + os.path.join(folder, "task.yaml").encode(), b"\xff\x15\x04#28000no"),
    }


# --- runs -------------------------------------------------------------------------------------------------------------

class Asker:
    """Files of a task and a source at ports, and what dmlint gives away when it asks there."""

    def __init__(self, program, folder, formats):
        self.program, self.folder, self.formats = program, folder, formats
        self.n_runs = self.n_bytes = 0

    def write(self, source_port, target_port, password=MARK, security=""):
        for name, text in (
                ("task.yaml", "name: orders\ntask-mode: all\ntarget-database: {host: 127.0.0.1, port: %d, user: dm, password: \"%s\"%s}\n"
                              "mysql-instances:\n  - source-id: mysql-01\n" % (target_port, password, security)),
                ("source.yaml", "source-id: mysql-01\nfrom: {host: 127.0.0.1, port: %d, user: dm, password: \"%s\"%s}\n" %
                                (source_port, password, security))):
            with open(os.path.join(self.folder, name), "w") as f:
                f.write(text)

    def collect(self, output, files):
        for path in files:
            if os.path.exists(path):
                with open(path, "rb") as f:
                    output += f.read()
                os.unlink(path)
        self.n_runs += 1
        self.n_bytes += len(output)
        return output

    def run(self, args, files=()):
        done = subprocess.run([self.program, *args, *COMMON, "--timeout", "5"], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode < 0:
            return b"%s: died" % MARK.encode()
        return self.collect(done.stdout + done.stderr, files)

    def lint(self, *more):
        outputs = ["%s/out.%s" % (self.folder, f) for f in self.formats]
        args = ["--live", *more, "task.yaml"]
        for f, path in zip(self.formats, outputs):
            args += ["--format", "%s=%s" % (f, path)]
        return self.run(args, outputs)

    def facts(self):
        return self.run(["facts", "--save", "saved.yaml", "task.yaml"], [self.folder + "/saved.yaml"])

    def on_terminal(self):
        """What is seen where standard error is a terminal, the line of progress among it."""
        master, terminal = pty.openpty()
        p = subprocess.Popen([self.program, "--live", "--timeout", "2", *COMMON, "task.yaml"], cwd=self.folder,
                             stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal)
        os.close(terminal)
        seen = b""
        while True:
            try:
                data = os.read(master, 65536)
            except OSError:
                break
            if not data:
                break
            seen += data
        os.close(master)
        p.wait()
        return self.collect(seen, ())

    def everything(self):
        yield "lint --live", self.lint()
        yield "facts --save", self.facts()
        yield "tables --live", self.run(["tables", "--live", "task.yaml"]) + self.run(["tables", "--live", "--format", "json", "task.yaml"])


def shown(data):
    """The secrets in it. MariaDB's server_uid is random, and one in some hundred of them looks like a ciphertext."""
    return leaks(data) or ciphertexts(re.sub(rb'"server_uid", "[A-Za-z0-9+/=]*"', b"", data))


def test_thieves(tap, asker):
    all_of_them = thieves(asker.folder)
    for name, thief in all_of_them.items():
        asker.write(thief.port, thief.port)
        if name.startswith("says") or name.startswith("wants"):
            output = b"".join(data for _, data in asker.everything())
        else:
            output = asker.facts()
        thief.fake.close()
        tap.check("a server that %s: it gets a login" % name, b"dmlint" in thief.got and b"dm\0" in thief.got, thief.got)
        tap.check("and no password", not leaks(thief.got) and b"target-database" not in thief.got, thief.got)
        tap.check("and nothing shows one", not shown(output), output[-2000:])
        if name.endswith("a key of its own"):
            # As DM, and only by that key: it is whom the configuration names, and without ssl-ca nothing proves that.
            tap.check("what comes is encrypted", re.search(rb"\x00\x01\x00[\x05\x07]", thief.got) is not None and len(thief.got) > 256)
        if name.startswith("wants"):
            tap.check("which it has asked for", b"SELECT" in thief.got or b"SHOW" in thief.got, thief.got)


# --- a process that waits ---------------------------------------------------------------------------------------------

def waiting(asker, serve, security="", before=""):
    """dmlint facts before a server that lets it wait in serve, for both servers. before: what the password has in front of the mark."""
    password = OTHER if not before else subprocess.run(
        [asker.program, "encrypt", "--dm-version", "7.5"], input=(before + MARK).encode(), stdout=subprocess.PIPE, check=True).stdout.decode().strip()
    reached = threading.Semaphore(0)
    fake = Fake(lambda c: serve(c, reached.release))
    asker.write(fake.port, fake.port, password, security)
    p = subprocess.Popen([asker.program, "facts", "--save", "/dev/null", *COMMON, "--timeout", "20", "task.yaml"],
                         cwd=asker.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE)))
    there = all(reached.acquire(timeout=5) for _ in range(2))
    time.sleep(0.1)
    return p, fake, there


def hangs_at_login(c, reached):
    c.sendall(greeting())
    c.recv(4096)
    reached()
    hostile.silent(c)


def hangs_in_answer(c, reached):
    c.sendall(greeting())
    heard = c.recv(4096)
    c.sendall(packet(heard[3] + 1, hostile.OK))
    c.recv(65536)
    reached()
    hostile.silent(c)


def refuses_one(early):
    """The first login is refused, and the other server lets wait. early: the refusal is there before the login is sent."""
    first = threading.Lock()

    def serve(c, reached):
        if not first.acquire(blocking=False):
            hangs_in_answer(c, reached)
            return
        c.sendall(greeting() + early * packet(1, REFUSED))
        heard = c.recv(4096)
        if not early:
            c.sendall(packet(heard[3] + 1, REFUSED))
        reached()
        hostile.silent(c)
    return serve


def forgets(pid):
    """Is there a moment at which no unlocked memory holds the mark? The process may be slow to read what it was answered."""
    end = time.monotonic() + 3
    while canary.unlocked_memory_holds_mark(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def test_process(tap, asker):
    p, fake, there = waiting(asker, hangs_in_answer)
    try:
        tap.check("two servers are asked", there)
        given = canary.read_proc(p.pid, "cmdline") + canary.read_proc(p.pid, "environ")
        tap.check("the command line and the environment hold no password", not leaks(given), given)
        tap.check("libmariadb is loaded", b"libmariadb" in canary.read_proc(p.pid, "maps") or os.geteuid() != 0)
        tap.check("and no core file is allowed", b"Max core file size        0                    0" in canary.read_proc(p.pid, "limits"))
        tap.check("after the login nothing in unlocked memory is the password", forgets(p.pid))
        p.send_signal(signal.SIGSEGV)
        tap.check("a crash leaves no core", not os.WCOREDUMP(os.waitpid(p.pid, 0)[1]))
        p.returncode = -signal.SIGSEGV
    finally:
        if p.returncode is None:
            p.kill()
            p.wait()
        fake.close()
    if os.geteuid():
        tap.check("during the login memory holds it # SKIP only root may look into a process that forbids it", True)
        return
    for early in (False, True):
        # So long that the mark is not written over when the memory is freed.
        p, fake, there = waiting(asker, refuses_one(early), before=32 * "x")
        tap.check("two servers are asked, and one refuses" + early * " before it is asked", there)
        tap.check("after that nothing in unlocked memory is the password", forgets(p.pid))
        p.kill()
        p.wait()
        fake.close()
    p, fake, there = waiting(asker, hangs_at_login)
    tap.check("during the login libmariadb has it, which shows that the search of memory finds it",
              there and canary.unlocked_memory_holds_mark(p.pid))
    p.kill()
    p.wait()
    fake.close()


# --- a real server ----------------------------------------------------------------------------------------------------

def traced(asker, *args):
    """(bytes written to anything, calls of prctl)"""
    log = asker.folder + "/strace"
    subprocess.run(["strace", "-f", "-qq", "-xx", "-s", "10000000", "-o", log, "-e",
                    "trace=write,writev,pwrite64,sendto,sendmsg,sendmmsg,prctl", asker.program, *args, *COMMON],
                   cwd=asker.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(log, "rb") as f:
        data = f.read()
    os.unlink(log)
    asker.n_runs += 1
    written = bytes.fromhex(re.sub(rb"\\x", b"", b"".join(re.findall(rb'"((?:\\x[0-9a-f]{2})*)"', data))).decode())
    return written, re.findall(rb"PR_SET_DUMPABLE, (\w+)", data)


def test_mariadb(tap, asker):
    if servers.missing("mariadb"):
        tap.check("MariaDB # SKIP " + servers.missing("mariadb"), True)
        return
    log = asker.folder + "/general"
    server = servers.Server("mariadb", asker.folder, "s", ["--general-log", "--general-log-file=" + log, "--log-bin=bin", "--server-id=5"])
    try:
        server.sql("SET sql_log_bin = 0; SET GLOBAL general_log = OFF; CREATE USER dm@'%%' IDENTIFIED BY '%s'; GRANT ALL ON *.* TO dm@'%%';"
                   "CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY); SET GLOBAL general_log = ON;" % MARK)
        for what, password in (("as plain text", MARK), ("as ciphertext", OTHER)):
            asker.write(server.port, server.port, password)
            for name, output in asker.everything():
                tap.check("MariaDB, password %s: %s" % (what, name), output and not shown(output), output[-2000:])
        saved = asker.facts()
        tap.check("the record has answers", b"log_bin" in saved and b"GRANT ALL" in saved, saved[:2000])
        tap.check("and no hash of the password", b"IDENTIFIED" not in saved and b"PASSWORD '" not in saved)
        if shutil.which("strace"):
            for args in (("facts", "--save", "/dev/null", "task.yaml"), ("--live", "--format", "html", "task.yaml")):
                written, dumpable = traced(asker, *args)
                tap.check("strace " + args[0], b"SELECT" in written and not leaks(written), canary.context(written, leaks(written) or [b""]))
                tap.check("and nothing switches core files on again", dumpable and set(dumpable) == {b"SUID_DUMP_DISABLE"}, dumpable)
        else:
            tap.check("strace # SKIP it is not installed", True)
        slow = hostile.Delay(server.port, 0.15)
        asker.write(slow.port, slow.port)
        seen = asker.on_terminal()
        slow.close()
        tap.check("a terminal shows progress", b"servers have answered" in seen, seen[:2000])
        tap.check("and no password", not shown(seen), seen[-2000:])
        with open(log, "rb") as f:
            logged = f.read()
        tap.check("the general log has no password", b"dm@" in logged and not shown(logged), logged[-2000:])
    finally:
        server.stop()


# --- a key in the configuration ---------------------------------------------------------------------------------------

def key_in_text(folder):
    """A section "security" with all in base64; the key with marks in front, where OpenSSL does not look for a key. There are many, so that
    the end of a buffer's life, which writes over its first bytes, does not hide them."""
    at = certificates.place("@TLS@", folder)
    with open(at + "/marked-key.pem", "w") as f:
        f.write(20 * (MARK + "\n") + open(at + "/client-key.pem").read())
    names = {"ca": "ca", "cert": "client", "key": "marked-key"}
    return at, ", security: {%s}" % ", ".join("ssl-%s-base64: %s" % (k, certificates.base64_of("%s/%s.pem" % (at, n))) for k, n in names.items())


def behind_tls(at, answer):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(at + "/server.pem", at + "/server-key.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(at + "/ca.pem")

    def serve(c, reached):
        c.sendall(greeting(tls=True))
        asked = b""
        while len(asked) < 36:  # nothing of what follows it: that is for TLS
            asked += c.recv(36 - len(asked))
        with context.wrap_socket(c, server_side=True) as wrapped:
            answer(wrapped, wrapped.recv(4096), reached)
            hostile.silent(wrapped)
    return serve


def takes_login(c, heard, reached):
    c.sendall(packet(heard[3] + 1, hostile.OK))
    c.recv(65536)
    reached()


def refuses_first(c, heard, reached, first=threading.Lock()):
    if first.acquire(blocking=False):
        c.sendall(packet(heard[3] + 1, REFUSED))
        reached()
    else:
        takes_login(c, heard, reached)


def test_key(tap, asker):
    at, security = key_in_text(asker.folder)
    p, fake, there = waiting(asker, behind_tls(at, takes_login), security)
    try:
        tap.check("two servers are asked over TLS with a key from the configuration", there)
        tap.check("after the login nothing in unlocked memory is the key", not canary.unlocked_memory_holds_mark(p.pid))
        tap.check("and no file holds it", b"memfd" not in canary.read_proc(p.pid, "maps"))
    finally:
        p.kill()
        p.wait()
        fake.close()
    if os.geteuid() == 0:
        p, fake, there = waiting(asker, behind_tls(at, refuses_first), security.replace("marked-key", "client-key"), before=32 * "x")
        tap.check("two servers are asked over TLS, and one refuses", there)
        tap.check("after that nothing in unlocked memory is the password", forgets(p.pid))
        p.kill()
        p.wait()
        fake.close()
    if servers.missing("mariadb"):
        tap.check("MariaDB with TLS # SKIP " + servers.missing("mariadb"), True)
        return
    server = servers.Server("mariadb", asker.folder, "x", ["--ssl-ca=%s/ca.pem" % at, "--ssl-cert=%s/server.pem" % at,
                                                           "--ssl-key=%s/server-key.pem" % at])
    try:
        server.sql("CREATE USER dm@'%%' IDENTIFIED BY '%s' REQUIRE X509; GRANT ALL ON *.* TO dm@'%%'" % MARK)
        for what, section in (("with the right key", security), ("with a key of another certificate", security.replace(
                certificates.base64_of(at + "/client.pem"), certificates.base64_of(at + "/server.pem")))):
            asker.write(server.port, server.port, OTHER, section)
            for name, output in asker.everything():
                tap.check("MariaDB, %s: %s" % (what, name), output and not shown(output.replace(OTHER.encode(), b"")), output[-2000:])
            tap.check("MariaDB, %s: the account lets it in, or not" % what, (b"tls: true" in asker.facts()) == (what == "with the right key"))
        if shutil.which("strace"):
            asker.write(server.port, server.port, OTHER, security)
            written, _ = traced(asker, "facts", "--save", "/dev/null", "task.yaml")
            tap.check("strace: the key is written to nothing", b"dmlint" in written and not leaks(written),
                      canary.context(written, leaks(written) or [b""]))
    finally:
        server.stop()


# --- planted leaks ----------------------------------------------------------------------------------------------------

PLANTS = {
    "in a record": 'for a; do [ "$last" = --save ] && [ -f "$a" ] && echo {mark} >>"$a"; last=$a; done',
    "in a record, as a ciphertext": 'for a; do [ "$last" = --save ] && [ -f "$a" ] && echo {other} >>"$a"; last=$a; done',
    "in the line of progress": '[ ! -t 2 ] || printf "\\r1 of 2 servers have answered, waiting for dm:%s@db\\r" {mark} >&2',
    "in tables --live": 'case " $* " in *" tables "*) echo {mark};; esac',
    "to a server": 'exec 3<>/dev/tcp/127.0.0.1/{port}; printf %s {mark} >&3',
}


def test_plants(tap, asker, folder):
    for how, script in PLANTS.items():
        thief = Thief(REFUSED)
        path = folder + "/planted"
        with open(path, "w") as f:
            f.write('#!/bin/bash\n"%s" "$@"\ncode=$?\nlast=\n%s\nexit $code\n' %
                    (asker.program, script.format(mark=MARK, other=OTHER, port=thief.port)))
        os.chmod(path, 0o755)
        planted = Asker(path, asker.folder, asker.formats)
        planted.write(thief.port, thief.port)
        seen = any(shown(data) for _, data in planted.everything()) or shown(planted.on_terminal())
        time.sleep(0.1)
        thief.fake.close()
        tap.check("a planted leak is found: " + how, bool(leaks(thief.got)) if how == "to a server" else seen)


def main():
    program = os.path.realpath(sys.argv[1])
    folder = tempfile.mkdtemp(prefix="dml-", dir="/tmp")
    tap = canary.Tap()
    try:
        asker = Asker(program, folder, canary.list_formats(program))
        test_thieves(tap, asker)
        test_process(tap, asker)
        test_mariadb(tap, asker)
        test_key(tap, asker)
        print("# %d formats, %d runs, %d bytes searched" % (len(asker.formats), asker.n_runs, asker.n_bytes))
        test_plants(tap, asker, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("1..%d" % tap.n)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
