#!/usr/bin/env python3
"""Validates the other forms of the output and compares them with the JSON of the same run: no finding lost, none added.

usage: check_formats.py FOLDER GITLAB-SCHEMA [SARIF-SCHEMA]
FOLDER holds out.json, out.sarif, out.gitlab, out.junit, out.checkstyle and out.github.
"""

import collections
import json
import pathlib
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

import jsonschema
import junitparser


def read(folder, name):
    return (folder / f"out.{name}").read_text(encoding="utf-8")


def by_schema(schema, instance):
    schema = json.loads(pathlib.Path(schema).read_text(encoding="utf-8-sig"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    return ["/".join(map(str, e.path)) + ": " + e.message for e in validator.iter_errors(instance)]


def same(name, wanted, got):
    """Both as multisets."""
    wanted, got = collections.Counter(wanted), collections.Counter(got)
    return [f"{name} lacks {x}" for x in wanted - got] + [f"{name} has more: {x}" for x in got - wanted]


def sarif(text, findings, schema):
    output = json.loads(text)
    problems = by_schema(schema, output) if schema else []
    run = output["runs"][0]
    got, suppressed = [], 0
    for r in run["results"]:
        if run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] != r["ruleId"]:
            problems.append(f"the index of {r['ruleId']} is another rule's")
        physical = r["locations"][0]["physicalLocation"]
        path = urllib.parse.unquote(physical["artifactLocation"]["uri"].removeprefix("file://"))
        region = physical["region"]
        start, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
        if r["suppressions"]:
            if [s["kind"] for s in r["suppressions"]] != ["inSource"]:
                problems.append(f"a suppression of {r['ruleId']} of another kind")
            suppressed += 1
            continue
        got.append((path, r["ruleId"], r["level"], start, end, r["partialFingerprints"]["dmlint/v1"], len(r.get("fixes", []))))
    wanted = [
        (f["path"], d["id"], d["severity"], *((d[at]["line"], d[at]["column"]) for at in ("start", "end")), d["fingerprint"],
         sum(bool(fix["edits"]) for fix in d["fixes"]))
        for f, d in findings
    ]
    if not suppressed:
        problems.append("sarif: no suppressed finding among the cases")
    return problems + same("sarif", wanted, got)


def gitlab(text, findings, schema):
    output = json.loads(text)
    problems = by_schema(schema, output)
    prints = [x["fingerprint"] for x in output]
    problems += [f"gitlab: {p} stands twice" for p, n in collections.Counter(prints).items() if n > 1]
    got = [(x["location"]["path"], x["check_name"], x["location"]["lines"]["begin"]) for x in output]
    return problems + same("gitlab", [(f["path"], d["rule"], d["start"]["line"]) for f, d in findings], got)


def junit(path, files, findings):
    """With the default --fail-on."""
    xml = junitparser.JUnitXml.fromfile(str(path))
    written = (xml.tests, xml.failures, xml.errors)
    xml.update_statistics()
    problems = [] if written == (xml.tests, xml.failures, xml.errors) else ["junit: the counts are wrong"]
    errors = sum(d["severity"] == "error" for _, d in findings)
    if xml.failures != errors:
        problems.append(f"junit: {xml.failures} failures for {errors} errors")
    problems += same("junit", [f["path"] for f in files], [suite.name for suite in xml])
    got = [(case.classname, case.name.split(" ")[0]) for suite in xml for case in suite if case.name != "nothing found"]
    return problems + same("junit", [(f["path"], d["rule"]) for f, d in findings], got)


def checkstyle(text, findings):
    names = {"error": "error", "warning": "warning", "note": "info"}
    wanted = [
        (f["path"], f"dmlint.{d['rule']}", names[d["severity"]], d["start"]["line"], d["start"]["column"]) for f, d in findings
    ]
    got = [
        (f.get("name"), e.get("source"), e.get("severity"), int(e.get("line")), int(e.get("column")))
        for f in ElementTree.fromstring(text)
        for e in f
    ]
    return same("checkstyle", wanted, got)


def github(text, findings):
    problems, got = [], []
    names = {"error": "error", "warning": "warning", "notice": "note"}
    for line in text.splitlines()[:-1]:
        m = re.fullmatch(r"::(error|warning|notice) file=([^,:]+),line=(\d+),[^:]*title=(\S+) [^:]*::.+", line)
        if m:
            path = urllib.parse.unquote(m[2])
            got.append((path, m[4], names[m[1]], int(m[3])))
        elif not re.match(r"::notice file=[^,:]+,title=DM version::", line):
            problems.append(f"github: no annotation: {line}")
    return problems + same("github", [(f["path"], d["rule"], d["severity"], d["start"]["line"]) for f, d in findings], got)


def main():
    folder = pathlib.Path(sys.argv[1])
    files = json.loads(read(folder, "json"))["files"]
    findings = [(f, d) for f in files for d in f["diagnostics"]]
    problems = sarif(read(folder, "sarif"), findings, sys.argv[3] if len(sys.argv) > 3 else None)
    problems += gitlab(read(folder, "gitlab"), findings, sys.argv[2])
    problems += junit(folder / "out.junit", files, findings)
    problems += checkstyle(read(folder, "checkstyle"), findings)
    problems += github(read(folder, "github"), findings)
    if not findings:
        problems.append("nothing to compare")
    print("\n".join(problems))
    sys.exit(bool(problems))


main()
