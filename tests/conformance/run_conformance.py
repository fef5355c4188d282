#!/usr/bin/env python3
"""Compares dmlint with what DM itself said, for every recorded case and DM version.

Three figures: the verdict (accept or reject) must be DM's, the code must be the one DM reports first, and a case made by one
change must be reported at that change, at its owner (the lines of the keys around it, for a key at the top the start of the
file), or, where the change tore a reference from its definition, at the name on the other end. The cases are in data/; the
configurations of real projects are read from --corpus where that folder is there.

usage: run_conformance.py [--quick] [--tap] [--failures] [--alarms] [--corpus DIR] PROGRAM
"""

import argparse
import base64
import collections
import concurrent.futures
import functools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
VERSIONS = ["1.0", "2.0", "5.4", "6.5", "7.5", "8.5"]
FILES = ["cases.jsonl", "own-cases.jsonl"]
THRESHOLDS = {"verdict": 100.0, "code": 99.0, "place": 98.0, "corpus verdict": 100.0}
BATCH = 400


def read_lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


class Case:
    """One file, the verdict of each version, and where it was changed."""

    def __init__(self, name, kind, content, verdicts, line=None, base=None, about="", span=(0, 0), text=b""):
        self.name, self.kind, self.content, self.verdicts = name, kind, content, dict(verdicts)
        self.line, self.base, self.about, self.span, self.text = line, base, about, span, text


def load_cases():
    bases = {p.stem: p.read_bytes() for p in sorted((HERE / "data" / "bases").glob("*.yaml"))}
    cases = []
    rows = (row for name in FILES for row in read_lines(HERE / "data" / name))
    for row in rows:
        text = base64.b64decode(row["base64"]) if "base64" in row else row.get("text", "").encode()
        base = bases[f"{row['kind']}-{row['base']}"] if "base" in row else None
        lo, hi = row.get("at", (0, 0))
        content = text if base is None else base[:lo] + text + base[hi:] if "at" in row else base
        about = f"{row['class']}: {row['about']}"
        cases.append(Case(row["id"], row["kind"], content, row["dm"], row.get("line"), base, about, (lo, hi), text))
    return cases


def load_corpus(folder):
    cases = []
    for row in read_lines(folder / "verdicts.jsonl"):
        name = row["file"].replace("/", "-").removesuffix(".yaml")
        cases.append(Case(name, row["kind"], (folder / row["file"]).read_bytes(), row["dm"], about=row["file"]))
    return cases


def thin_out(cases):
    """One version a case, in turn; bases keep all, the places of the other cases are judged by them."""
    for i, case in enumerate(c for c in cases if c.line or not c.base):
        kept = sorted(case.verdicts)[i % len(case.verdicts)]
        case.verdicts = {kept: case.verdicts[kept]}


def run_batch(program, version, kind, paths):
    """The report of each file of one call."""
    command = [program, "--format", "json", "--dm-version", version, "--kind", kind, *paths]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode in (0, 1):
        return json.loads(done.stdout)["files"]
    if len(paths) == 1:
        why = done.stderr.decode(errors="replace")[:300]
        return [{"dm_verdict": f"none, dmlint ended with {done.returncode}: {why}", "dm_code": None, "diagnostics": []}]
    half = len(paths) // 2
    return [*run_batch(program, version, kind, paths[:half]), *run_batch(program, version, kind, paths[half:])]


def run_all(program, cases, folder):
    """{(case name, version): report}; the files are written to folder."""
    for case in cases:
        (folder / f"{case.name}.yaml").write_bytes(case.content)
    jobs = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for version in VERSIONS:
            for kind in ("task", "source"):
                names = [c.name for c in cases if c.kind == kind and version in c.verdicts]
                for i in range(0, len(names), BATCH):
                    paths = [str(folder / f"{n}.yaml") for n in names[i : i + BATCH]]
                    jobs.append((version, names[i : i + BATCH], pool.submit(run_batch, program, version, kind, paths)))
        reports = {}
        for version, names, job in jobs:
            reports.update(zip(((n, version) for n in names), job.result(), strict=True))
    return reports


def indent(line):
    """Columns before the content, "- " included: the items of a list belong to the key above at the same column."""
    return len(line) - len(line.lstrip(b" -"))


@functools.lru_cache(maxsize=8)
def split_lines(content):
    return re.split(rb"\r\n|\r|\n", content)


@functools.lru_cache(maxsize=4096)
def owner_lines(content, line):
    """The lines (from 1) of the keys around a line: upwards, each less indented than the one before."""
    lines = split_lines(content)
    found = set()
    if line > len(lines):
        return found
    column = indent(lines[line - 1]) if lines[line - 1].strip() else 10**6
    for i in range(line - 2, -1, -1):
        text = lines[i]
        if not text.strip() or text.lstrip().startswith(b"#"):
            continue
        if indent(text) < column:
            found.add(i + 1)
            column = indent(text)
        elif text.lstrip().startswith(b"- ") and len(text) - len(text.lstrip()) < column:
            found.add(i + 1)
            column = len(text) - len(text.lstrip())
    return found


def allowed_lines(case):
    last = case.line + len(re.findall(rb"\r\n|\r|\n", case.text))
    mutated = set(range(case.line, last + 1))
    changed_line = case.base.splitlines()[case.line - 1 : case.line]
    if not changed_line or indent(changed_line[0]) == 0:
        mutated |= {1}
    return mutated | owner_lines(case.content, case.line) | owner_lines(case.base, case.line)


def other_ends(case, report):
    """The lines of findings that point at a name which the change took away, or put where it was not."""
    touched = case.base[case.span[0] : case.span[1]] + b"\n" + case.text
    lines = set()
    for d in report["diagnostics"]:
        name = case.content[d["start"]["offset"] : d["end"]["offset"]]
        if d["dm_rejects"] and name and re.search(rb"(?<![\w-])" + re.escape(name) + rb"(?![\w-])", touched):
            lines.add(d["start"]["line"])
    return lines


def found_lines(report):
    lines = set()
    for d in report["diagnostics"]:
        if d["dm_rejects"]:
            for place in [d, *d["related"]]:
                lines.update(range(place["start"]["line"], place["end"]["line"] + 1))
    return lines


class Figure:
    """How many comparisons hold, and which do not."""

    def __init__(self):
        self.total, self.failures = 0, []

    def add(self, ok, *failure):
        self.total += 1
        if not ok:
            self.failures.append(failure)

    def percent(self):
        return 100.0 * (self.total - len(self.failures)) / self.total if self.total else 0.0


def first_message(report):
    for d in report["diagnostics"]:
        if d["dm_rejects"]:
            return f"{d['start']['line']}: {d['message']} [{d['id']} {d['dm_code']}]"
    return report["dm_verdict"]


def compare(cases, reports, prefix=""):
    figures = collections.defaultdict(Figure)
    base_accepts = {(c.content, c.kind, v): d[0] == "accept" for c in cases for v, d in c.verdicts.items() if not c.span[1]}
    for case in cases:
        for version, dm in case.verdicts.items():
            report = reports[case.name, version]
            wanted = "accept" if dm[0] == "accept" else "reject"
            failure = (version, case, " ".join(str(x) for x in dm), first_message(report))
            figures[prefix + "verdict"].add(report["dm_verdict"] == wanted, *failure)
            if prefix:
                continue
            figures["code"].add(report["dm_code"] == dm[1], *failure[:3], f"{report['dm_code']}: {failure[3]}")
            changed = case.line and case.base and base_accepts.get((case.base, case.kind, version))
            if changed and wanted == "reject" and report["dm_verdict"] == "reject":
                allowed = allowed_lines(case)
                if dm[2] in ("unknown-reference", "unused-definition"):
                    allowed |= other_ends(case, report)
                lines = found_lines(report)
                ok = bool(allowed & lines)
                figures["place"].add(ok, *failure[:3], f"wanted {sorted(allowed)}, found {sorted(lines)}: {failure[3]}")
    return figures


def print_failures(figures, limit):
    for name, figure in figures.items():
        for version, case, dm, got in figure.failures[:limit]:
            print(f"# {name}: {case.name} in {version} ({case.about}): DM says {dm}; dmlint: {got}")
        if len(figure.failures) > limit:
            print(f"# {name}: {len(figure.failures) - limit} more")


def print_alarms(cases, reports):
    """What dmlint says about files that DM accepts: each must be worth the reader's time."""
    seen = collections.Counter()
    for case in cases:
        for version, dm in case.verdicts.items():
            if dm[0] != "accept":
                continue
            for d in reports[case.name, version]["diagnostics"]:
                seen[d["id"], d["rule"], d["severity"]] += 1
                print(f"# {case.name} in {version}: {d['severity']}: {d['start']['line']}: {d['message']} [{d['id']}]")
    for (rule_id, rule, severity), n in sorted(seen.items()):
        print(f"# accepted by DM: {n} times {severity} {rule_id} {rule}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--tap", action="store_true", help="print TAP")
    parser.add_argument("--quick", action="store_true", help="each case in one version only")
    parser.add_argument("--failures", action="store_true", help="list every disagreement, not only the first")
    parser.add_argument("--alarms", action="store_true", help="list the findings in corpus files that DM accepts")
    parser.add_argument("--corpus", type=pathlib.Path, default=HERE / "../../../shared/corpus")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        cases = load_cases()
        if options.quick:
            thin_out(cases)
        figures = compare(cases, run_all(program, cases, pathlib.Path(scratch)))
        has_corpus = (options.corpus / "verdicts.jsonl").is_file()
        if has_corpus:
            corpus = load_corpus(options.corpus)
            if options.quick:
                thin_out(corpus)
            reports = run_all(program, corpus, pathlib.Path(scratch))
            figures.update(compare(corpus, reports, "corpus "))
            if options.alarms:
                print_alarms(corpus, reports)
    for number, (name, wanted) in enumerate(THRESHOLDS.items(), 1):
        if name.startswith("corpus") and not has_corpus:
            print(f"ok {number} - {name} # skip {options.corpus} is not beside the project")
            continue
        figure = figures[name]
        ok = figure.percent() >= wanted and figure.total > 0
        failed += not ok
        agree = figure.total - len(figure.failures)
        figure_text = f"{name}: {agree} of {figure.total} as DM ({figure.percent():.2f} %, at least {wanted:.0f} %)"
        print(f"{'ok' if ok else 'not ok'} {number} - {figure_text}")
    if options.tap:
        print(f"1..{len(THRESHOLDS)}")
    if failed or options.failures:
        print_failures(figures, 10**9 if options.failures else 20)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
