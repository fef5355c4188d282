#!/usr/bin/env python3
"""wheel.py: packs a static dmlint as a Python wheel, which pip puts into bin/ as it is: no Python starts with it.

Nothing beyond the standard library is needed, and the same program gives the same bytes: the date of every member is
SOURCE_DATE_EPOCH. usage: wheel.py PROGRAM FOLDER; prints the name of the wheel.
"""
import base64
import hashlib
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUMMARY = "Checks task and source configurations of TiDB Data Migration"


def tags():
    """A static program needs a kernel and nothing else: it runs beside glibc of any age, and beside musl."""
    machine = platform.machine()
    return [f"manylinux2014_{machine}", f"manylinux_2_17_{machine}", f"musllinux_1_1_{machine}"]


def add(archive, record, name, content, mode):
    info = zipfile.ZipInfo(name, time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6])
    info.create_system = 3
    info.external_attr = (0o100000 | mode) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content, compresslevel=9)
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    record.append(f"{name},sha256={digest},{len(content)}\n")


def main():
    program, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    if "INTERP" in subprocess.run(["readelf", "-lW", program], check=True, capture_output=True, text=True).stdout:
        sys.exit(f"{program} is not static: the wheel would not run everywhere")
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    with tempfile.TemporaryDirectory() as scratch:
        stripped = pathlib.Path(scratch, "dmlint")
        subprocess.run(["strip", "-o", stripped, program], check=True)
        content = stripped.read_bytes()
    info = f"dmlint-{version}.dist-info"
    metadata = (
        f"Metadata-Version: 2.1\nName: dmlint\nVersion: {version}\nSummary: {SUMMARY}\nLicense: Apache-2.0\n"
        f"Requires-Python: >=3.7\n"
    )
    wheel = "Wheel-Version: 1.0\nGenerator: dmlint\nRoot-Is-Purelib: false\n"
    wheel += "".join(f"Tag: py3-none-{tag}\n" for tag in tags())
    path = folder / f"dmlint-{version}-py3-none-{'.'.join(tags())}.whl"
    record = []
    with zipfile.ZipFile(path, "w") as archive:
        add(archive, record, f"dmlint-{version}.data/scripts/dmlint", content, 0o755)
        add(archive, record, f"{info}/LICENSE", (ROOT / "LICENSE").read_bytes(), 0o644)
        add(archive, record, f"{info}/METADATA", metadata.encode(), 0o644)
        add(archive, record, f"{info}/WHEEL", wheel.encode(), 0o644)
        add(archive, [], f"{info}/RECORD", "".join(record + [f"{info}/RECORD,,\n"]).encode(), 0o644)
    print(path)


main()
