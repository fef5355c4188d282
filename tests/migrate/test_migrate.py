#!/usr/bin/env python3
"""Tests `dmlint migrate`: cases with their expected results, and every recorded case that DM 1.0 takes.

cases/NAME.yaml is the task before, NAME.after.yaml what it must become (absent: it must stay as it is), NAME.out all that is said.
Its first line may be "# test: OPTIONS". UPDATE=1 writes the expectations anew.

Of the recorded cases: DM 8.5 takes what is written; only lines change that something is told about; a second migration changes
nothing; the rest cannot be migrated for a reason that is named here. Prints TAP.

usage: test_migrate.py [--quick] PROGRAM      --quick: one in five of the recorded cases
"""

import collections
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "conformance"))
from run_conformance import load_cases, owner_lines, run_batch  # noqa: E402

# Why a task that DM 1.0 takes cannot become one for DM 8.5: what dmlint says, and how many of the cases it is.
IMPOSSIBLE = {
    "a percent sign is not followed by two hexadecimal digits": 1,  # "dir" is a URL from 6.0 on; %25 would be another folder
    "is UTF-16 and cannot be rewritten": 2,
}


def migrate(program, *arguments, folder=None):
    return subprocess.run([program, "migrate", *arguments], cwd=folder, capture_output=True, check=False, text=True)


def golden(program, case, folder):
    """What is wrong with one case, as lines."""
    first = case.read_text().splitlines()[0]
    options = first.removeprefix("# test: ").split() if first.startswith("# test: ") else []
    file = folder / case.name
    file.write_bytes(case.read_bytes())
    shown = migrate(program, *options, "--diff", case.name, folder=folder)
    unchanged = file.read_bytes() == case.read_bytes()
    done = migrate(program, *options, case.name, folder=folder)
    again = file.read_bytes()
    migrate(program, *options, case.name, folder=folder)
    after_file, out_file = case.with_suffix(".after.yaml"), case.with_suffix(".out")
    said = f"{done.stdout}{done.stderr}exit code {done.returncode}\n"
    if os.environ.get("UPDATE"):
        out_file.write_text(said)
        if again != case.read_bytes():
            after_file.write_bytes(again)
        elif after_file.exists():
            after_file.unlink()
    wanted = after_file.read_bytes() if after_file.exists() else case.read_bytes()
    wrong = [] if unchanged else ["--diff has written the file"]
    if file.read_bytes() != again:
        wrong.append("a second migration changes it again")
    for name, want, got in (("result", wanted.decode(), again.decode()), ("output", out_file.read_text(), said)):
        wrong += difflib.unified_diff(want.splitlines(), got.splitlines(), f"{name} wanted", name, lineterm="")
    told = [line for line in shown.stdout.split("\n--- ")[0].splitlines() if re.match(r"[^:]+:\d+:\d+: ", line)]
    if told != [line for line in done.stdout.splitlines() if re.match(r"[^:]+:\d+:\d+: ", line)]:
        wrong.append("--diff tells something else")
    if after_file.exists() and shown.returncode != 2 and "@@" in shown.stdout and "******" not in shown.stdout:
        file.write_bytes(case.read_bytes())
        subprocess.run(["patch", "-s", case.name], cwd=folder, input=shown.stdout, text=True, check=False)
        wrong += [] if file.read_bytes() == again else ["the diff is no patch from the one to the other"]
    return wrong


def changed_lines(before, after):
    """Lines of before (from 1) that are not in after."""
    matcher = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    lines = set()
    for tag, lo, hi, _, _ in matcher.get_opcodes():
        if tag == "insert":
            lines.add(lo)
        elif tag != "equal":
            lines.update(range(lo + 1, hi + 1))
    return lines


def untold(content, after, told):
    """Changed lines that belong to no key about which something is told, and do not lose their last member with it."""
    wrong = []
    around = {owner for line in told for owner in owner_lines(content, line)}
    lines = content.splitlines()
    for line in changed_lines(content, after):
        if lines[line - 1].lstrip().startswith(b": ") and line - 1 in told:
            continue  # the value of an explicit "? key"
        if not told & ({line} | owner_lines(content, line)) and line not in around:
            wrong.append(line)
    return wrong


def lines_by_file(output):
    """Of each file: the lines that something is told about, the last word on the whole of it, and all that is said."""
    told, last, said = collections.defaultdict(set), {}, collections.defaultdict(list)
    for line in output.splitlines():
        for name in re.findall(r"[\w.-]+\.yaml", line):
            said[name].append(line)
        match = re.match(r"(.+?\.yaml):(\d+):\d+: ", line)
        if match:
            told[match[1]].add(int(match[2]))
        elif ".yaml: " in line:
            last[line.split(": ")[0]] = line
    return told, last, said


def recorded(program, folder, step):
    """The tests over every step-th recorded case: (what, lines about failures)."""
    cases = [c for c in load_cases() if c.kind == "task" and c.verdicts.get("1.0", [""])[0] == "accept"][::step]
    names = {f"{c.name}.yaml": c.content for c in cases}
    for name, content in names.items():
        (folder / name).write_bytes(content)
    first = migrate(program, "--from", "1.0", *names, folder=folder)
    after = {name: (folder / name).read_bytes() for name in names}
    second = [migrate(program, *options, *names, folder=folder) for options in (["--from", "1.0"], [])]
    again = {name: (folder / name).read_bytes() for name in names}
    told, last, said = lines_by_file(first.stdout + first.stderr)
    reports = run_batch(program, "8.5", "task", [str(folder / name) for name in names])
    accepted = {pathlib.Path(r["path"]).name for r in reports if r["dm_verdict"] == "accept"}
    reasons = collections.Counter()
    unexplained = []
    for name in names:
        why = [reason for reason in IMPOSSIBLE if any(reason in line for line in said[name])]
        reasons.update(why)
        if name not in accepted and not why:
            unexplained.append(name)
    written = [name for name in names if last.get(name, "").endswith(" written") and "not written" not in last[name]]
    stray = [f"{name}: {lines}" for name in written if (lines := untold(names[name], after[name], told[name]))]
    kept = [n for n in names if n not in written and after[n] != names[n]]
    as_many = dict(reasons) == IMPOSSIBLE if step == 1 else reasons <= collections.Counter(IMPOSSIBLE)
    return [
        (f"DM 8.5 takes {len(accepted)} of {len(names)} tasks of DM 1.0, the rest cannot be migrated", unexplained),
        ("as many cannot be migrated for these reasons", [] if as_many else [str(dict(reasons))]),
        ("what is written is what DM 8.5 takes", [n for n in written if n not in accepted]),
        (f"something is rewritten in {len(written)} of them", [] if len(written) > 0.8 * len(names) else ["too few"]),
        ("what is not rewritten stays as it is", kept),
        ("only lines change that something is told about", stray),
        ("a second migration changes nothing", [n for n in names if again[n] != after[n]]),
        ("nor does it fail", [s.stderr[:200] for s in second if s.stderr.count("\n") != first.stderr.count("\n")]),
    ]


def main():
    program, step = str(pathlib.Path(sys.argv[-1]).resolve()), 5 if "--quick" in sys.argv else 1
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        files = [f for f in sorted((HERE / "cases").glob("*.yaml")) if not f.name.endswith(".after.yaml")]
        tests = [(file.stem, golden(program, file, folder)) for file in files]
        tests += recorded(program, folder, step)
    for i, (about, wrong) in enumerate(tests, 1):
        print(f"{'not ok' if wrong else 'ok'} {i} - {about}")
        for line in wrong[:30]:
            print(f"# {line}")
    print(f"1..{len(tests)}")
    return any(wrong for _, wrong in tests)


if __name__ == "__main__":
    sys.exit(main())
