#!/usr/bin/env python3
"""The published JSON Schemas in an editor: yaml-language-server over its standard input and output.

The server has the settings that README.md shows for VS Code, with the schemas of this repository in their places. It opens each file of this
folder (a config-* as the .dmlint.yaml of a folder) and must complain
about exactly the lines that end in "# bad: TEXT", and its message must hold TEXT; a file without such lines must be silent. Then hints:
what a key means, which values it takes. Each schema must be draft-07 and carry what SchemaStore wants. Prints TAP.

usage: run.py      (skipped where node or build/npm is not there: ci/install-test-deps.sh puts it there)
"""

import json
import pathlib
import re
import selectors
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SCHEMAS = ROOT / "schemas/json"
SERVER = ROOT / "build/npm/node_modules/yaml-language-server/bin/yaml-language-server"
SECONDS = 60  # for an answer of the server, on a machine that does other things, too

results = []


def check(what, ok, why=""):
    results.append(ok)
    print(f"{'ok' if ok else 'not ok'} {len(results)} - {what}")
    if not ok:
        print("# " + str(why).replace("\n", "\n# "))


class Server:
    """One yaml-language-server, and what it has said of each file."""

    def __init__(self, settings):
        self.process = subprocess.Popen(["node", str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.settings = settings
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self.buffer = b""
        self.number = 0
        self.diagnostics = {}
        capabilities = {"workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}}}
        self.ask("initialize", {"processId": None, "rootUri": ROOT.as_uri(), "capabilities": capabilities})
        self.send({"method": "initialized", "params": {}})
        self.send({"method": "workspace/didChangeConfiguration", "params": {"settings": {"yaml": settings}}})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def receive(self):
        """The next message; what the server asks is answered, what it says of files is kept."""
        end = time.monotonic() + SECONDS
        while not (match := re.match(rb"(?s).*?Content-Length: (\d+)\r\n(?:[^\r\n]+\r\n)*\r\n", self.buffer)) or len(
            self.buffer
        ) < match.end() + int(match[1]):
            if not self.selector.select(max(0, end - time.monotonic())):
                sys.exit("yaml-language-server does not answer")
            data = self.process.stdout.read1(65536)
            if not data:
                sys.exit("yaml-language-server has ended")
            self.buffer += data
        stop = match.end() + int(match[1])
        message = json.loads(self.buffer[match.end() : stop])
        self.buffer = self.buffer[stop:]
        if message.get("method") == "workspace/configuration":
            answer = [self.settings if item.get("section") == "yaml" else None for item in message["params"]["items"]]
            self.send({"id": message["id"], "result": answer})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            self.send({"id": message["id"], "result": None})
        return message

    def ask(self, method, params):
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            message = self.receive()
            if message.get("id") == self.number and "method" not in message:
                return message.get("result")

    def open(self, name, text):
        """What the server says of a text, as pairs of line (from 1) and message."""
        uri = (HERE / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        while uri not in self.diagnostics:
            self.receive()
        return [(d["range"]["start"]["line"] + 1, d["message"]) for d in self.diagnostics[uri]]

    def hint(self, method, name, line, column):
        where = {"textDocument": {"uri": (HERE / name).as_uri()}, "position": {"line": line - 1, "character": column}}
        return json.dumps(self.ask("textDocument/" + method, where))

    def close(self):
        self.ask("shutdown", None)
        self.send({"method": "exit"})
        self.process.wait(SECONDS)


def file_is_judged(server, name, text):
    want = {n: m[1] for n, line in enumerate(text.splitlines(), 1) if (m := re.search(r"# bad: (.*)$", line))}
    said = server.open(name, text)
    wrong = [f"line {n}: {message}" for n, message in said if want.get(n, "\0") not in message]
    wrong += [f"line {n}: nothing said of {text}" for n, text in want.items() if n not in {line for line, _ in said}]
    check(f"{name}: {len(want)} bad lines", not wrong, "\n".join(wrong))


def schema_is_publishable(path):
    schema = json.loads(path.read_text())
    wanted = {"$schema": "http://json-schema.org/draft-07/schema#"}
    ok = all(schema.get(key) == value for key, value in wanted.items()) and schema.get("title") and schema.get("description")
    own = schema.get("$id", "")
    check(f"{path.name} has what SchemaStore wants", ok and re.fullmatch(r"https://json\.schemastore\.org/[a-z0-9.-]+\.json", own), own)
    return own


def main():
    published = sorted(path for path in SCHEMAS.glob("*.json") if not path.name.startswith("output"))
    ids = [schema_is_publishable(path) for path in published]
    check("no two schemas have one $id", len(ids) == len(set(ids)), ids)
    if not shutil.which("node") or not SERVER.exists():
        print(f"ok {len(results) + 1} - the schemas in an editor # SKIP yaml-language-server is not installed")
        print(f"1..{len(results) + 1}")
        return
    newest = {"task.json": "task-v8.5.json", "source.json": "source-v8.5.json", "config.json": "config-v1.json"}
    shown = json.loads("{%s}" % re.search(r'(?s)```json\n("yaml\.schemas".*?)```', (ROOT / "README.md").read_text())[1])["yaml.schemas"]
    schemas = {str(SCHEMAS / newest[pathlib.PurePath(path).name]): patterns for path, patterns in shown.items()}
    server = Server({"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}, "schemas": schemas})
    for path in sorted(HERE.glob("*.yaml")):
        file_is_judged(server, re.sub(r"^(config-.*)\.yaml$", r"\1/.dmlint.yaml", path.name), path.read_text())
    # The first line of a file may name the schema. Every version takes these files without shard-mode, and none takes the last line.
    for path in published:
        kind = path.name.split("-")[0]
        if kind != "config":
            text = f"# yaml-language-server: $schema=../../schemas/json/{path.name}\n" + (HERE / f"{kind}-right.yaml").read_text()
            text = text.replace("shard-mode: pessimistic\n", "") + "no-such-key: 1 # bad: Property no-such-key is not allowed\n"
            file_is_judged(server, f"modeline-{path.stem.replace(kind, kind[0])}.yaml", text)  # a name that no pattern meets
    task = (HERE / "task-right.yaml").read_text().splitlines()
    mode = next(n for n, line in enumerate(task, 1) if line.startswith("shard-mode:"))
    check("a key is explained", "pessimistic" in server.hint("hover", "task-right.yaml", mode, 2))
    values = server.hint("completion", "task-right.yaml", mode, len("shard-mode: "))
    check("values are offered", all(f'"label": "{value}"' in values for value in ("pessimistic", "optimistic")), values[:500])
    server.close()
    print(f"1..{len(results)}")


main()
sys.exit(not all(results))
