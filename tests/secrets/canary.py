#!/usr/bin/env python3
"""canary.py: no secret ever leaves dmlint.

Puts a marked secret into every case file and into many broken ones, in every form a value can have, runs every reporter and
every command over them, and looks for the mark in all that comes out: standard output, standard error, files written, and
(where strace is there) every byte written to any descriptor. Then it plants leaks and demands that it finds them.

usage: canary.py [--keep] PROGRAM      prints TAP
"""
import argparse
import base64
import glob
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

MARK = "cAnArY7qZx"
HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"


def needles():
    """The mark as it stands, in parts, and in the forms that programs print."""
    raw = MARK.encode()
    found = {MARK[:6].encode(), MARK[-6:].encode(), raw.hex().encode(), raw.hex().upper().encode()}
    found.add(raw.decode().encode("utf-16-le"))
    found.add("".join("\\u%04x" % c for c in raw).encode())
    found.add("".join("%%%02X" % c for c in raw).encode())
    for shift in range(3):  # base64 at each alignment, without the characters that depend on the neighbours
        text = base64.b64encode(b"\0" * shift + raw)
        found.add(text[[0, 2, 3][shift]:-4])
    return found


NEEDLES = needles()


def leaks(data):
    return sorted(n for n in NEEDLES if n in data)


def ciphertexts(data):
    """Texts that dmctl could decrypt: up to 7.6 with a key that everybody has."""
    found = set()
    for m in re.finditer(rb"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{22,}={0,2}(?![A-Za-z0-9+/=])", data):
        token = m.group()
        if len(token) % 4 == 0 and base64.b64decode(token)[16:17] == b"@":
            found.add(token)
    return sorted(found)


# --- inputs -----------------------------------------------------------------------------------------------------------

# What may stand behind "password:" in YAML.
VALUES = [
    "{m}", '"{m}"', "'{m}'", '"{m}\\n"', "|\n    {m}\n", ">-\n    {m}\n    {m}\n", "{m} # {m}", "!!binary {b}", "!!str {m}",
    "[{m}]", "[a, {m}, {{b: {m}}}]", "{{a: {m}}}", "{{{m}: b}}", '"{m}', "'{m}", "*{m}", "&{m} x", "!{m} x", "!<{m}> x", "@{m}",
    "`{m}", "%{m}", '"\\q{m}"', "{m}: x", "{m}: {m}: {m}", "- {m}", "[{m}", "{{a: {m}", "{m}\n    {m}", "\t{m}", "?{m}",
    "${{{m}}}", "<{m}>", "{m}\\0", '"{m}\\0"', "0{m}", "{m} {m}", '"{m}" {m}', "'{m}' {m}", "!!int {m}", "!!null {m}",
    "!!float {m}", "!!timestamp {m}", "!!map {m}", "&a {m}\n  again: *a", "|{m}", ">{m}", "{m}\x01", "{m}\u2028{m}",
    "{{{{ {m} }}}}", "{m}\n{m}", "~{m}", "<<: {m}", "ENC({m})", "https://u:{m}@h/", '"https://u:{m}@h/',
]
# How the key itself may be written.
KEYS = ["password: ", "'password': ", '"password": ', "password : ", "password:", "Password: ", "PASSWORD: ", "pasword: ",
        "passwrd: ", "password= ", "? password\n  : ", "passwd: ", "&k password: ", "pass_word: ", "password; "]


def yaml_variants():
    """Tasks and sources with the secret in each form, at the right place and at wrong ones, whole and damaged."""
    task = ("name: orders\ntask-mode: all\ntarget-database:\n  host: 10.0.0.5\n  port: 4000\n  user: root\n  {s}\n"
            "mysql-instances:\n  - source-id: mysql-01\n")
    source = "source-id: mysql-01\nfrom:\n  host: 10.0.0.9\n  port: 3306\n  user: dm\n  {s}\n"
    flow = "name: a\ntask-mode: all\ntarget-database: {{host: h, port: 4000, user: u, {s}}}\nmysql-instances: [{{source-id: s}}]\n"
    top = "name: a\ntask-mode: all\n{s}\nmysql-instances: [{{source-id: s, {s}}}]\n"
    merged = ("name: a\ntask-mode: all\nx-db: &db\n  user: u\n  {s}\ntarget-database:\n  <<: *db\n  host: h\n"
              "mysql-instances: [{{source-id: s}}]\n")
    fill = lambda v: v.format(m=MARK, b=base64.b64encode(MARK.encode()).decode())
    n = 0
    for value in VALUES:
        for key in (KEYS if value in (VALUES[0], VALUES[1], VALUES[4], VALUES[13]) else KEYS[:1]):
            for frame in (task, source, flow, top, merged):
                text = frame.replace("{s}", "\0").replace("{{", "{").replace("}}", "}").replace("\0", key + fill(value))
                yield "v%04d" % n, text.encode()
                n += 1
    whole = task.replace("{s}", 'password: "%s"' % MARK)
    damages = [
        lambda t: t[:t.index(MARK) + len(MARK)], lambda t: "\t" + t, lambda t: t.replace("host:", "host"),
        lambda t: t.replace("port: 4000", 'port: "4000'), lambda t: t.replace("user: root", "user: [root"),
        lambda t: t.replace("  password", "password"), lambda t: t.replace("  password", "   password"),
        lambda t: t.replace("\n", "\r\n"), lambda t: t.replace("\n", "\r"), lambda t: t + t, lambda t: t.replace("target-", "tarrget-"),
        lambda t: "%YAML 1.2\n---\n" + t, lambda t: "- " + t.replace("\n", "\n  "), lambda t: t.replace("target-database:", "target-database: |"),
        lambda t: "# " + t.replace("\n", "\n# "), lambda t: t.replace("mysql-instances:", "mysql-instances: *nowhere"),
    ]
    for i, damage in enumerate(damages):
        yield "d%02d" % i, damage(whole).encode()
    yield "utf16", whole.encode("utf-16")
    yield "latin1", whole.replace("10.0.0.5", "h\xf6st").encode("latin-1")
    yield "nul", whole.replace("root", "r\0t").encode()
    for i, extra in enumerate([
            "  security: {ssl-key-base64: %s}\n", "  security:\n    ssl-key-base64: |\n      %s\n      %s\n",
            "  security: {ssl-key-bytes: [%s]}\n", "  security: {ssl-key-base64: [%s, {%s: 1}]}\n"]):
        yield "tls%d" % i, whole.replace("mysql-instances", extra.replace("%s", MARK) + "mysql-instances").encode()
    for i, field in enumerate(["ssl-key-base64", "ssl-cert-base64", "ssl-ca-base64", "ssl-crt-base64"]):
        # The key may stand in the place of the certificate, and DM's version may not know such fields.
        for j, pem in enumerate(["-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n", "-----BEGIN EC PRIVATE KEY-----\n%s"]):
            text = pem % MARK
            encoded = base64.b64encode(text.encode()).decode()
            for k, value in enumerate([encoded, "|\n        %s\n        %s" % (encoded[:64], encoded[64:]), '"%s"' % text.replace("\n", "\\n")]):
                yield "pem%d%d%d" % (i, j, k), whole.replace("mysql-instances", "  security:\n    ssl-ca: x\n    %s: %s\nmysql-instances" %
                                                             (field, value)).encode()
    for i, comment in enumerate(["password: %s", "was password=%s before", "see https://u:%s@h/"]):
        comment = "  # dmlint: ignore[password-plaintext, secret-readable-by-all] " + comment.replace("%s", MARK)
        yield "ignore%d" % i, whole.replace('"\n', '"' + comment + "\n").encode()
    for i, url in enumerate(["s3://b/p?access-key=a&secret-access-key=%s", "s3://b/p?secret-access-key=%s&access-key=x",
                             "https://user:%s@host/path", "s3://b/%%zz?secret-access-key=%s"]):
        yield "url%d" % i, (whole + "loaders:\n  global: {dir: '%s'}\n" % (url.replace("%s", MARK).replace("%%", "%"))).encode()


def other_variants():
    for i, value in enumerate(['"{m}"', "'{m}'", "{m}", '"{m}', "'{m}", '"""\n{m}\n"""', '"\\q{m}"', "[\"{m}\"]", "{{a = \"{m}\"}}", "{m} {m}",
                               "1{m}", "2024-{m}", '"{m}" # {m}', '"{m}" {m}', "{m}_1", "-{m}", ""]):
        for key in ("password", "Password", '"password"', "pasword", "passwrod"):
            text = 'source-id = "s"\n[from]\nhost = "h"\n%s = %s\nport = 3306\n' % (key, value.format(m=MARK))
            yield "w%02d%s.toml" % (i, re.sub(r"\W", "q", key)), text.encode()
    for i, value in enumerate(["{m}", '"{m}"', "'{m}'", '"{m}', "'{m}", "{m}#{m}", '"a{m}"b', "{m}\\", "a\\ {m}", "{{{{ {m} }}}}", "{m}={m}"]):
        for name in ("mysql_password", "mysql_pasword", "ansible_password", "grafana_admin_password", "MYSQL_PASSWORD"):
            text = "[dm_worker_servers]\nw source_id=s mysql_host=h %s=%s mysql_port=3306\n" % (name, value.format(m=MARK))
            yield "i%02d%s.ini" % (i, name), text.encode()
            text = "[dm_worker_servers]\nw source_id=s mysql_host=h\n[all:vars]\n%s = %s\n[broken\n" % (name, value.format(m=MARK))
            yield "j%02d%s.ini" % (i, name), text.encode()


def marked(text):
    """A case file with the mark in place of every password."""
    def put(m):
        return m.group(1) + b'"' + MARK.encode() + b'"'
    out, n = re.subn(rb'((?:password|ssl-key-base64|mysql_password)"?\s*[:=]\s*)(?:"[^"\n]*"|\'[^\'\n]*\'|[^\s,}#]+)', put, text)
    return out if n else re.sub(rb"(?m)^(\s*)(user: *\S+)\s*$", rb"\1\2\n\1password: " + MARK.encode(), text)


def write_inputs(folder):
    os.makedirs(folder)
    names = []

    def put(name, data):
        path = os.path.join(folder, name)
        with open(path, "wb") as f:
            f.write(data)
        names.append(path)
    for name, data in yaml_variants():
        put(name + ".yaml", data)
    for name, data in other_variants():
        put(name, data)
    cases = sorted(glob.glob(TESTS + "/cases/*/*.yaml") + glob.glob(TESTS + "/cases/*/sources/*") +
                   glob.glob(TESTS + "/conformance/data/bases/*.yaml") + glob.glob(TESTS + "/fuzz/corpus/*"))
    for i, path in enumerate(cases):
        if os.path.isfile(path):
            with open(path, "rb") as f:
                data = marked(f.read())
            ext = os.path.splitext(path)[1] or ".yaml"
            put("c%04d%s" % (i, ext if ext in (".yaml", ".toml", ".ini") else ".yaml"), data)
    return names


# What servers said that repeats a password, or holds its hash.
FACTS = """dmlint-facts: 1
servers:
  - role: source
    id: mysql-01
    host: 10.0.0.9
    port: 3306
    user: dm
    version: "5.7.29-log"
    facts:
      variables:
        version: "5.7.29-log"
        server_id: "11"
        log_bin: "OFF"
        binlog_format: "STATEMENT"
        report_password: "{m}"
        Report_PASSWORD: "{m}"
        wsrep_sst_auth: "u:{m}"
        authentication_ldap_simple_bind_root_pwd: "{m}"
      grants:
        rows:
          - ["GRANT USAGE ON *.* TO 'dm'@'%' IDENTIFIED BY PASSWORD '*{m}' REQUIRE SSL"]
          - ["GRANT USAGE ON *.* TO `dm`@`%` IDENTIFIED VIA ed25519 USING '{m}' OR unix_socket WITH GRANT OPTION"]
          - ["GRANT BOGUS ON *.* TO 'dm'@'%' IDENTIFIED BY '{m}"]
      tables: {{state: failed, error_code: 1064, error: "near 'x' IDENTIFIED BY '{m}' at line 1"}}
      binlogs: {{state: failed, error_code: 1105, error: "proxy: password={m} secret: {m}"}}
      replica: {{state: denied, error_code: 1227, error: "https://u:{m}@proxy/ says no"}}
  - role: target
    id: "10.0.0.5:4000"
    host: 10.0.0.5
    port: 4000
    user: root
    connect: login
    error_code: 1045
    error: "Access denied for user 'root' (using password: {m})"
"""
TASK = """name: orders
task-mode: all
target-database: {{host: 10.0.0.5, port: 4000, user: root, password: "{m}"}}
mysql-instances: [{{source-id: mysql-01, block-allow-list: a, route-rules: [r]}}]
block-allow-list: {{a: {{do-dbs: [shop]}}}}
routes: {{r: {{schema-pattern: shop, target-schema: s}}}}
"""
SOURCE = "source-id: mysql-01\nfrom: {{host: 10.0.0.9, port: 3306, user: dm, password: '{m}'}}\n"
# Settings with a secret where somebody may put it; each is read alone.
SETTINGS = [
    "password: {m}\n", "secret-key-file: key.hex\npassword: '{m}\n", "source: [{{password: {m}}}]\n", "format: {{password: {m}}}\n",
    "dm-version: '7.5'\n# password: {m}\nrules: {{password-plaintext: {{password: {m}}}}}\n", "rules: {{password: {m}}}\n",
    "secret-key: {m}\n", "overrides:\n  - files: ['*']\n    password: {m}\n", "from: {{password: {m}}}\ntarget-database: {{password: {m}}}\n",
    "policies:\n  - {{name: own, field: target-database.password, pattern: '^$', severity: error}}\n",
    "policies:\n  - {{name: own, field: target-database.password, enum: [''], severity: error}}\n",
    "policies:\n  - {{name: own, field: target-database.password, required: true, min-length: 99}}\n",
    "policies:\n  - {{name: own, field: target-database, forbidden: true}}\n",
    "policies:\n  - {{name: own, field: from.password, kind: source, pattern: '^x$', message: 'not so'}}\n",
    "policies:\n  - name: own\n    field: target-database.password\n    enum: ['']\n    examples:\n"
    "      good: [\"target-database: {{password: '{m}'}}\"]\n      bad: [\"target-database: {{password: ''}}\", \"target-database: {{password: '{m}\"]\n",
    "policies:\n  - {{name: own, field: 'target-database.*', maximum: 1}}\n",
]

# --- runs -------------------------------------------------------------------------------------------------------------

def list_formats(program):
    err = subprocess.run([program, "--format", "?", "x"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL).stderr.decode()
    return re.search(r"is not one of (.*)", err).group(1).split(", ")


class Canary:
    def __init__(self, program, folder, names=None):
        self.program, self.folder = program, folder
        self.names = names or write_inputs(folder + "/in")
        self.list = folder + "/list"
        with open(self.list, "w") as f:
            f.write("\n".join(self.names) + "\n")
        with open(folder + "/key.hex", "w") as f:
            f.write(KEY + "\n")
        self.key = folder + "/key.hex"
        self.formats = list_formats(program)
        self.n_runs = self.n_bytes = 0

    def run(self, args, stdin=None, files=()):
        """Everything the run gave away."""
        p = subprocess.run([self.program] + args, input=stdin, stdin=subprocess.DEVNULL if stdin is None else None,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder)
        data = p.stdout + p.stderr
        for path in files:
            if os.path.exists(path):
                with open(path, "rb") as f:
                    data += f.read()
                os.unlink(path)
        if p.returncode < 0:
            data += b"\n%s: died" % MARK.encode()  # a crash is a failure here, too
        self.n_runs += 1
        self.n_bytes += len(data)
        return data

    def option_sets(self):
        yield []
        for v in ("1.0", "v1.0.3", "2.0", "5.4", "6.5", "7.5", "8.5"):
            yield ["--dm-version", v]
        yield ["--dm-version", "8.5", "--secret-key-file", self.key]
        for o in (["--compat"], ["--color", "always"], ["--max-findings", "1"], ["--quiet"], ["--kind", "task"], ["--kind", "source"],
                  ["--fail-on", "note"]):
            yield o

    def lint_runs(self):
        """Every file in every format at every verbosity; all formats in one run."""
        outputs = ["%s/out.%s" % (self.folder, f) for f in self.formats]
        for options in self.option_sets():
            args = ["--files-from", self.list] + options
            for f, path in zip(self.formats, outputs):
                args += ["--format", "%s=%s" % (f, path)]
            yield "lint " + " ".join(options), self.run(args, files=outputs)

    def every_format(self, args):
        outputs = ["%s/out.%s" % (self.folder, f) for f in self.formats]
        for f, path in zip(self.formats, outputs):
            args = args + ["--format", "%s=%s" % (f, path)]
        return self.run(args, files=outputs)

    def write_pair(self):
        """One task and its source in a folder of their own, with a record of their servers."""
        folder = self.folder + "/pair"
        os.makedirs(folder, exist_ok=True)
        for name, text in (("task.yaml", TASK), ("source.yaml", SOURCE), ("facts.yaml", FACTS)):
            with open(os.path.join(folder, name), "w") as f:
                f.write(text.format(m=MARK))
        return folder

    def record_runs(self):
        """Records of servers, settings, policies, baselines."""
        folder = self.write_pair()
        task, facts, settings = folder + "/task.yaml", folder + "/facts.yaml", folder + "/.dmlint.yaml"
        args = ["--dm-version", "7.5", "--source", folder + "/source.yaml"]
        data = self.every_format(args + ["--facts", facts, task])
        yield "--facts", data
        yield "--facts, damaged", b"".join(self.damaged_records(folder, args + [task]))
        yield "tables --facts", self.run(["tables", *args, "--facts", facts, task]) + \
            self.run(["tables", *args, "--format", "json", "--facts", facts, task])
        data = b""
        for text in SETTINGS:
            with open(settings, "w") as f:
                f.write(text.format(m=MARK))
            data += self.every_format(args + [task]) + self.run(["--print-config", task]) + self.run(["--kind", "config", settings])
            data += self.run(["policies", "--config", settings]) + self.run(["policies", "--test", "--config", settings])
        os.unlink(settings)
        yield "settings and policies", data
        yield "baselines", self.baseline_runs(folder, args)

    def damaged_records(self, folder, args):
        path = folder + "/damaged.yaml"
        whole = FACTS.format(m=MARK)
        for damage in (whole.replace("rows:", "rows"), whole.replace("role: target", "role: [target"), whole.replace("error:", "eror:"),
                       whole.replace("report_password: ", "report_password: {a: ").replace("wsrep", "}wsrep"), whole[:whole.index("REQUIRE")],
                       whole.replace("servers:", "password: %s\nservers:" % MARK)):
            with open(path, "w") as f:
                f.write(damage)
            yield self.run(args + ["--facts", path])

    def baseline_runs(self, folder, args):
        path = folder + "/baseline.json"
        self.run(args + ["--write-baseline", path, "--files-from", self.list])
        with open(path, "rb") as f:
            written = f.read()
        data = written + self.run(args + ["--baseline", path, self.names[0]])
        for old, new in ((b'"', b'"password=%s ' % MARK.encode()), (b"]", b""), (b":", b"=")):
            with open(path, "wb") as f:
                f.write(written.replace(old, new))
            data += self.run(args + ["--baseline", path, self.names[0]])
        return data

    def other_runs(self):
        yield "--diff", self.run(["--dm-version", "7.5", "--diff", "--files-from", self.list])
        yield "--diff=unsafe", self.run(["--dm-version", "7.5", "--diff=unsafe", "--files-from", self.list])
        yield "migrate --diff", self.run(["migrate", "--diff", *self.names])
        copy = self.folder + "/copy"
        shutil.copytree(self.folder + "/in", copy)
        yield "--fix=unsafe", self.run(["--dm-version", "7.5", "--fix=unsafe", copy])
        shutil.rmtree(copy)
        sources = [n for n in self.names if n.endswith((".toml", ".ini"))]
        args = ["--dm-version", "1.0", self.names[0]]
        for s in sources:
            args += ["--source", s]
        yield "--source", self.run(args)
        data = b""
        for name in self.names[::23]:
            with open(name, "rb") as f:
                data += self.run(["--stdin-filename", os.path.basename(name), "-"], stdin=f.read())
        yield "standard input", data
        data = b""
        for name in self.names[::29]:
            data += self.run(["tables", name])
        yield "tables", data
        log = ('[ERROR] [subtask.go:1] ["fail"] [error="[code=20010:class=config:scope=downstream:level=high], Message: can not decrypt '
               'password %s, RawCause: [code=11050:class=functional] can not decode password %s from base64 format"]\n'
               "ERROR 1045 (28000): Access denied for user 'root'@'10.0.0.1' (using password: YES) password=%s\n" % (MARK, MARK, MARK))
        yield "explain", self.run(["explain", "-"], stdin=log.encode()) + self.run(["explain", log])
        for options in ([], ["--secret-key-file", self.key], ["--dm-version", "8.5"]):
            yield "encrypt " + " ".join(options), self.run(["encrypt"] + options, stdin=MARK.encode())
        yield "encrypt, two lines", self.run(["encrypt"], stdin=b"%s\n%s\n" % ((MARK.encode(),) * 2))
        yield "encrypt, as an argument", self.run(["encrypt", MARK])
        with open(self.folder + "/bad.hex", "w") as f:
            f.write(MARK + KEY)
        yield "a wrong key file", self.run(["encrypt", "--secret-key-file", self.folder + "/bad.hex"], stdin=b"x") + \
            self.run(["--secret-key-file", self.folder + "/bad.hex", self.names[0]])

    def traced_runs(self):
        """What strace sees written, to whatever descriptor."""
        for options in (["--dm-version", "7.5", "--format", "text"], ["--dm-version", "v1.0.3", "--format", "json"], ["--compat", "--format", "short"]):
            yield "strace " + " ".join(options), self.trace(["--files-from", self.list] + options, None)
        yield "strace encrypt", self.trace(["encrypt"], MARK.encode())

    def trace(self, args, stdin):
        log = self.folder + "/strace"
        subprocess.run(["strace", "-f", "-qq", "-xx", "-s", "100000000", "-e", "trace=write,writev,pwrite64,sendto,sendmsg,sendmmsg",
                        "-o", log, self.program] + args, input=stdin, stdin=subprocess.DEVNULL if stdin is None else None,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder)
        with open(log, "rb") as f:
            data = f.read()
        os.unlink(log)
        self.n_runs += 1
        # -xx prints every byte as \xNN: back to bytes, so that the same marks are looked for.
        return bytes.fromhex(re.sub(rb"\\x", b"", b"".join(re.findall(rb'"((?:\\x[0-9a-f]{2})*)"', data))).decode())


# --- the process itself -----------------------------------------------------------------------------------------------

def waiting_encrypt(program):
    """A dmlint encrypt that has read half a password."""
    p = subprocess.Popen([program, "encrypt"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE)))
    p.stdin.write(MARK.encode())
    p.stdin.flush()
    time.sleep(0.3)
    return p


def read_proc(pid, name):
    """Empty where only root may read: that is what the process asks the system for."""
    try:
        with open("/proc/%d/%s" % (pid, name), "rb") as f:
            return f.read()
    except PermissionError:
        return b""


def unlocked_memory_holds_mark(pid):
    """Looks through all memory of the process, where the system lets us."""
    maps = read_proc(pid, "smaps").decode()
    try:
        mem = open("/proc/%d/mem" % pid, "rb", 0)
    except PermissionError:
        return False
    for m in re.finditer(r"(?m)^([0-9a-f]+)-([0-9a-f]+) (r\S+) .*\n((?:[A-Z]\w+:.*\n)*)", maps):
        lo, hi = int(m.group(1), 16), int(m.group(2), 16)
        locked = re.search(r"Locked: +([0-9]+)", m.group(4))
        if locked and int(locked.group(1)) > 0:
            continue
        try:
            mem.seek(lo)
            if MARK.encode() in mem.read(hi - lo):
                return True
        except (OSError, ValueError, OverflowError):
            continue
    return False


def process_checks(program):
    p = waiting_encrypt(program)
    try:
        yield "the command line holds no secret", MARK.encode() not in read_proc(p.pid, "cmdline") + read_proc(p.pid, "environ")
        yield "no core file is allowed", re.search(rb"Max core file size +0 +0", read_proc(p.pid, "limits")) is not None
        locked = int(re.search(rb"VmLck:\s+([0-9]+)", read_proc(p.pid, "status")).group(1))
        yield "what is typed lies in locked memory", locked >= 64
        yield "and nowhere else", not unlocked_memory_holds_mark(p.pid)
        p.send_signal(signal.SIGSEGV)
        status = os.waitpid(p.pid, 0)[1]
        yield "a crash leaves no core", not os.WCOREDUMP(status)
        p.returncode = -signal.SIGSEGV
    finally:
        if p.poll() is None:
            p.kill()
        for stream in (p.stdin, p.stdout, p.stderr):
            try:
                stream.close()
            except OSError:
                pass
    log = tempfile.NamedTemporaryFile()
    if shutil.which("strace"):
        subprocess.run(["strace", "-o", log.name, "-e", "trace=prctl,prlimit64,openat", program, TESTS + "/cases/DML4001/bad-accepted.yaml"],
                       stdout=subprocess.DEVNULL)
        seen = log.read().decode()
        guard = seen.find("PR_SET_DUMPABLE, SUID_DUMP_DISABLE")
        # For others than root the guard keeps strace from reading the name of the file.
        yield "no debugger from before the first file is read", 0 <= guard < seen.find("O_NOCTTY")


# --- planted leaks ----------------------------------------------------------------------------------------------------

# Each leaks in its own way when it is run like dmlint; the canary must see every one.
PLANTS = {
    "in a message": 'grep -h -m1 password {first}',
    "on standard error": 'grep -h -m1 password {first} >&2',
    "in one format only": 'for a; do case $a in json=*) grep -h -m1 password {first} >>"${{a#json=}}";; esac; done',
    "with one option only": 'case " $* " in *" --compat "*) grep -h -m1 password {first};; esac',
    "in base64": 'grep -h -m1 password {first} | base64 -w0',
    "in hexadecimal": 'grep -h -m1 password {first} | od -An -tx1 | tr -d " \\n"',
    "in a baseline": 'for a; do case $a in */baseline.json) echo {mark} >>"$a";; esac; done',
    "with a record of servers": 'for a; do case $a in */facts.yaml) grep -h password= "$a";; esac; done',
    "in the settings": 'case " $* " in *" --print-config "*) echo {mark};; esac',
    "only a part of it": 'grep -h -m1 password {first} | grep -o "{part}"',
    "as a ciphertext": 'printf %s {mark} | "{program}" encrypt',
    "to a descriptor that nobody reads": 'head -n 99 {first} >/dev/null',
}


def plant(folder, program, how, first):
    path = folder + "/planted"
    with open(path, "w") as f:
        f.write('#!/bin/bash\n"%s" "$@"\ncode=$?\n%s\nexit $code\n' % (program, 
                PLANTS[how].format(first=first, part=MARK[:6], mark=MARK, program=program)))
    os.chmod(path, 0o755)
    return path


class Tap:
    def __init__(self):
        self.n = self.failed = 0

    def check(self, what, ok, detail=""):
        self.n += 1
        self.failed += not ok
        print("%sok %d - %s" % ("" if ok else "not ", self.n, what))
        if not ok and detail:
            print("".join("# %s\n" % line for line in str(detail).splitlines()), end="")
        sys.stdout.flush()


def context(data, found):
    at = min(data.find(n) for n in found)
    return data[max(0, at - 200):at + 100].decode("utf-8", "replace")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", action="store_true", help="keep the folder with the inputs")
    parser.add_argument("program")
    args = parser.parse_args()
    program = os.path.abspath(args.program)
    folder = tempfile.mkdtemp(prefix="canary-")
    tap = Tap()
    try:
        canary = Canary(program, folder)
        runs = [canary.lint_runs(), canary.other_runs(), canary.record_runs()]
        strace = shutil.which("strace") is not None
        if strace:
            runs.append(canary.traced_runs())
        for group in runs:
            for what, data in group:
                found = leaks(data) or ([] if what.startswith("encrypt") or "strace encrypt" in what else ciphertexts(data))
                blind = what.startswith("strace ") and not data
                what += " (nothing can be read of the process, not even by strace)" if blind else ""
                tap.check(what.strip(), not found, context(data, found) if found else "")
        if not strace:
            tap.check("strace # SKIP it is not installed", True)
        print("# %d files, %d formats, %d runs, %d bytes searched" % (len(canary.names), len(canary.formats), canary.n_runs, canary.n_bytes))
        for what, ok in process_checks(program):
            tap.check(what, ok)
        for how in PLANTS:
            if "nobody reads" in how and not strace:
                continue
            # A few files are enough to show that a leak is seen.
            os.mkdir(folder + "/p")
            planted = Canary(plant(folder, program, how, canary.names[0]), folder + "/p", canary.names[:10])
            seen = any(leaks(d) or ciphertexts(d) for runs in (planted.lint_runs(), planted.record_runs()) for _, d in runs) or \
                (strace and any(leaks(d) for _, d in planted.traced_runs()))
            tap.check("a planted leak is found: " + how, seen)
            shutil.rmtree(folder + "/p")
    finally:
        if not args.keep:
            shutil.rmtree(folder)
        else:
            print("# " + folder)
    print("1..%d" % tap.n)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
