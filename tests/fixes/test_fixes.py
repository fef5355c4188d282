#!/usr/bin/env python3
"""Fixes every conformance case and checks what came out, against an application of the edits written here a second time.

For each file: --fix writes exactly what the edits of the JSON output give, applied in order, round by round, bytes outside them
untouched; a second --fix changes nothing; a file without fixes keeps its bytes. Prints TAP.

usage: test_fixes.py [--quick] PROGRAM      --quick: one in five of the cases
"""

import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "conformance"))
from run_conformance import load_cases  # noqa: E402

ROUNDS = 8
BATCH = 500


def lint(program, paths, *options):
    """The JSON report of each path. Exit codes 0 and 1 are results, anything else is not."""
    reports = {}
    for i in range(0, len(paths), BATCH):
        run = subprocess.run([program, "--format", "json", "--dm-version", "8.5", *options, *paths[i:i + BATCH]],
                             capture_output=True, check=False)
        if run.returncode not in (0, 1):
            raise SystemExit(f"dmlint ended with {run.returncode}: {run.stderr.decode(errors='replace')}")
        for file in json.loads(run.stdout)["files"]:
            reports[file["path"]] = file
    return reports


def apply_edits(data, report):
    """The first safe fix of each finding; one that touches an edit already taken waits for the next round."""
    taken = []
    for diagnostic in report["diagnostics"]:
        fix = next((f for f in diagnostic.get("fixes", []) if f["safe"]), None)
        if not fix:
            continue
        edits = [(e["start"]["offset"], e["end"]["offset"], e["text"].encode()) for e in fix["edits"]]
        if any(lo <= t[1] and t[0] <= hi for lo, hi, _ in edits for t in taken):
            continue
        taken += edits
    for lo, hi, text in sorted(taken, reverse=True):
        data = data[:lo] + text + data[hi:]
    return data, len(taken)


def expect(program, files):
    """What each file must hold after --fix."""
    wanted = dict(files)
    changed = list(files)
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            paths = {str(pathlib.Path(folder) / name): name for name in changed}
            for path, name in paths.items():
                pathlib.Path(path).write_bytes(wanted[name])
            changed = []
            for path, report in lint(program, list(paths)).items():
                name = paths[path]
                after, n = apply_edits(wanted[name], report)
                if n and after != wanted[name]:
                    wanted[name] = after
                    changed.append(name)
            if not changed:
                break
    return wanted


def main():
    program, step = str(pathlib.Path(sys.argv[-1]).resolve()), 5 if "--quick" in sys.argv else 1
    # Positions in UTF-16 files count in the file's own bytes, and such files are not fixed.
    files = {f"{c.name}.yaml": c.content for c in load_cases()[::step] if not c.content.startswith((b"\xff\xfe", b"\xfe\xff"))}
    wanted = expect(program, files)
    with tempfile.TemporaryDirectory() as folder:
        paths = {str(pathlib.Path(folder) / name): name for name in files}
        for path, name in paths.items():
            pathlib.Path(path).write_bytes(files[name])
        lint(program, list(paths), "--fix")
        once = {name: pathlib.Path(path).read_bytes() for path, name in paths.items()}
        lint(program, list(paths), "--fix")
        twice = {name: pathlib.Path(path).read_bytes() for path, name in paths.items()}
    n_fixed = sum(wanted[name] != files[name] for name in files)
    tests = [
        ("only the edits change a file", [n for n in files if once[n] != wanted[n]]),
        ("a second --fix changes nothing", [n for n in files if twice[n] != once[n]]),
        (f"there is something to fix ({n_fixed} of {len(files)} files)", [] if n_fixed > 100 else ["too few"]),
    ]
    for i, (about, wrong) in enumerate(tests, 1):
        print(f"{'not ok' if wrong else 'ok'} {i} - {about}")
        for name in wrong[:10]:
            print(f"# {name}")
    print(f"1..{len(tests)}")
    return any(wrong for _, wrong in tests)


if __name__ == "__main__":
    sys.exit(main())
