#!/usr/bin/env python3
"""Compares the doc module with yaml.v2 on the inputs of the YAML test suite.

usage: yaml_suite.py YAML_TREE

YAML_TREE is the program made from yaml_tree.c. The recorded verdicts and trees are other people's data and are read
in place: from $DMLINT_SHARED, or from ../shared beside the repository. Without them nothing is tested, and said so.
"""
import base64
import json
import os
import subprocess
import sys
import tempfile


def find_suite():
    here = os.path.dirname(os.path.abspath(__file__))
    shared = os.environ.get("DMLINT_SHARED") or os.path.join(here, "..", "..", "..", "shared")
    path = os.path.join(shared, "conformance", "yaml-suite.jsonl")
    return path if os.path.exists(path) else None


def normal(tree):
    """Floats and binaries by value, the pairs of a map without their order."""
    if "float" in tree:
        return ("float", float(tree["float"]))
    if "binary" in tree or "bytes" in tree:
        return ("bytes", base64.b64decode("".join((tree.get("binary") or tree.get("bytes")).split())))
    if "map" in tree:
        return ("map", sorted(repr((normal(k), normal(v))) for k, v in tree["map"]))
    if "seq" in tree:
        return ("seq", [normal(item) for item in tree["seq"]])
    return tuple(sorted(tree.items()))


def go_text(tree):
    """How Go prints the value with %v."""
    if "map" in tree:
        pairs = sorted((("null" not in k), go_text(k), go_text(v)) for k, v in tree["map"])
        return "map[%s]" % " ".join("%s:%s" % (k, v) for _, k, v in pairs)
    if "seq" in tree:
        return "[%s]" % " ".join(go_text(item) for item in tree["seq"])
    if "null" in tree:
        return "<nil>"
    return str(next(iter(tree.values())))


def as_recorded(want, got, root=True):
    """Two things the recording lost: maps inside lists are there as Go prints them, and a document that is a list of
    nothing but maps is there as the pairs made of their entries "key" and "value"."""
    if "other" in want and "map" in got:
        return {"other": "map[interface {}]interface {} " + go_text(got)}
    if "seq" in want and "seq" in got and len(want["seq"]) == len(got["seq"]):
        return {"seq": [as_recorded(w, g, False) for w, g in zip(want["seq"], got["seq"])]}
    if root and "map" in want and "seq" in got:
        pairs = []
        for item in got["seq"]:
            if "map" not in item and "null" not in item:
                return got
            entries = {k.get("str"): v for k, v in item.get("map", [])}
            pairs.append([entries.get(name, {"null": True}) for name in ("key", "value")])
        return {"map": pairs}
    return got


def main():
    program = sys.argv[1]
    suite = find_suite()
    if suite is None:
        print("ok 1 - yaml-test-suite # skip the recorded suite is not beside the project: set DMLINT_SHARED")
        print("1..1")
        return 0
    with open(suite, encoding="utf-8") as f:
        cases = [json.loads(line) for line in f]
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, case in enumerate(cases):
            names.append(os.path.join(folder, "%03d.yaml" % number))
            with open(names[-1], "wb") as f:
                f.write(base64.b64decode(case["base64"]))
        run = subprocess.run([program] + names, stdout=subprocess.PIPE, check=False)
    answers = [json.loads(line) for line in run.stdout.decode("utf-8").splitlines()]
    failed = run.returncode != 0 or len(answers) != len(cases)
    for number, (case, answer) in enumerate(zip(cases, answers), 1):
        same = case["verdict"] == answer["verdict"]
        if same and case["verdict"] == "accept":
            same = normal(case["tree"]) == normal(as_recorded(case["tree"], answer["tree"]))
        print("%s %d - %s" % ("ok" if same else "not ok", number, case["id"]))
        if not same:
            failed = True
            print("# want %s %s" % (case["verdict"], json.dumps(case.get("tree"))))
            print("#  got %s" % json.dumps(answer))
    print("1..%d" % len(cases))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
