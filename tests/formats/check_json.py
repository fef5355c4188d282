#!/usr/bin/env python3
"""Validates outputs of dmlint --format json against the published schema, and what a schema cannot say.

usage: check_json.py SCHEMA OUTPUT...
"""

import json
import pathlib
import sys

import jsonschema


def closed(schema):
    """The schema with nothing allowed that it does not name."""
    if isinstance(schema, list):
        return [closed(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if schema.get("type") == "object":
        result["additionalProperties"] = False
    return result


def places(node):
    """Every pair of start and end."""
    if isinstance(node, list):
        for item in node:
            yield from places(item)
    elif isinstance(node, dict):
        if "start" in node and "end" in node:
            yield node["start"], node["end"]
        for item in node.values():
            yield from places(item)


def check(validator, path):
    output = json.loads(pathlib.Path(path).read_text(encoding="utf-8").rpartition("}")[0] + "}")
    problems = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(output)]
    for start, end in places(output):
        if (start["line"], start["column"]) > (end["line"], end["column"]) or start["offset"] > end["offset"]:
            problems.append(f"{start} is behind {end}")
    seen = set()
    for f in output["files"]:
        order = [(d["start"]["offset"], d["id"]) for d in f["diagnostics"]]
        if order != sorted(order):
            problems.append(f"{f['path']}: not sorted")
        for d in f["diagnostics"]:
            if (f["path"], d["fingerprint"]) in seen:
                problems.append(f"{f['path']}: the fingerprint {d['fingerprint']} stands twice")
            seen.add((f["path"], d["fingerprint"]))
        if (f["dm_verdict"] == "reject") != any(d["dm_rejects"] for d in f["diagnostics"]):
            problems.append(f"{f['path']}: the verdict and dm_rejects of the findings do not agree")
    found = [d["severity"] for f in output["files"] for d in f["diagnostics"]]
    for severity in ("error", "warning", "note"):
        if found.count(severity) != output["summary"][severity + "s"]:
            problems.append(f"the summary counts {severity}s wrongly")
    return problems


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(closed(schema))
    failed = False
    for path in sys.argv[2:]:
        for problem in check(validator, path):
            print(f"{path}: {problem}")
            failed = True
    sys.exit(failed)


main()
