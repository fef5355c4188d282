#!/usr/bin/env python3
"""Compares the published JSON Schemas, as check-jsonschema applies them, with what DM said.

Only what a schema can know is compared: a case that DM accepts must be valid; one that DM rejects for an unknown key or a wrong
type must be invalid. Cases about the forms of scalars are left out: editors read YAML 1.2, DM reads YAML 1.1. Prints TAP.

usage: run_schemas.py [--failures]    (with the Python that has check-jsonschema)
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import run_conformance

ROOT = run_conformance.HERE.parent.parent
STRUCTURAL = {
    "base", "case", "delete", "extra", "extra-inst", "extra-top", "from", "instances", "item-list", "item-map", "meta", "misspell",
    "reference", "section", "target", "unused", "value-list", "value-map", "wrong-level",
}  # fmt: skip


# What a schema for editors refuses although DM's loader takes it, or cannot know.
STRICTER = {
    "t01669": "an event that does not exist",
    "t07310": "a size without sense",
    "t07335": "a size without sense",
    "t07345": "a size without sense",
    "t07347": "a size without sense",
    "s00715": "a flavor that DM does not know once it runs",
    "s00530": "a source without address",
    "s00211": "a source without address",
    "s00691": "a source without address",
    "t07294": "merge keys, which YAML 1.2 does not have",
    **{case: "an entry without patterns, which DM checks once it is used" for case in (
        "t02584", "t05399", "t05403", "t05404", "t05417", "t05423", "t05434", "t05435", "t05438", "t05440",
        "t05578", "t05581", "t05585",
    )},
}  # fmt: skip


def invalid_files(version, kind, folder):
    """Names of the files that are not valid."""
    schema = ROOT / "schemas" / "json" / f"{kind}-v{version}.json"
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", schema, "-o", "json"]
    files = sorted(folder.glob("*.yaml"))
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    if len(report.get("checked", files)) == 0:
        sys.exit(done.stdout + done.stderr)
    problems = report.get("errors", []) + report.get("parse_errors", [])
    return {pathlib.Path(p["filename"]).stem for p in problems}


def compare(version, kind, cases, scratch):
    folder = scratch / f"{kind}-{version}"
    folder.mkdir()
    wanted = {}
    for case in cases:
        dm = case.verdicts.get(version)
        structural = case.about.split(":")[0] in STRUCTURAL
        if case.kind != kind or dm is None or not structural:
            continue
        if dm[0] == "accept" or (dm[0] == "reject" and dm[2] in ("unknown-field", "wrong-type")):
            wanted[case.name] = (dm[0] == "accept", case)
            (folder / f"{case.name}.yaml").write_bytes(case.content)
    if not wanted:
        return 0, []
    invalid = invalid_files(version, kind, folder)
    wrong = [
        (case, valid)
        for name, (valid, case) in wanted.items()
        if valid == (name in invalid) and not (valid and name in STRICTER)
    ]
    return len(wanted), wrong


def main():
    cases = run_conformance.load_cases()
    failed, number = 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        for kind in ("task", "source"):
            for version in run_conformance.VERSIONS:
                total, wrong = compare(version, kind, cases, pathlib.Path(scratch))
                if total == 0:
                    continue
                number += 1
                failed += bool(wrong)
                ok = "not ok" if wrong else "ok"
                print(f"{ok} {number} - schema of a {kind} for {version}: {total - len(wrong)} of {total} as DM")
                for case, valid in wrong if "--failures" in sys.argv else wrong[:10]:
                    print(f"# {case.name} ({case.about}): DM {'accepts' if valid else 'rejects'} it, the schema does not")
    print(f"1..{number}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
