#!/usr/bin/env python3
"""sbom.py: prints the software bill of materials of a built dmlint as SPDX 2.3 in JSON.

The libraries and their versions are what the program says with --version --verbose; licences come from libraries.tsv.
The date is SOURCE_DATE_EPOCH. usage: sbom.py PROGRAM
"""
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

UNKNOWN = "NOASSERTION"


def licences():
    table = pathlib.Path(__file__).with_name("libraries.tsv").read_text(encoding="utf-8")
    return dict((row.split("\t")[0], row.split("\t")[1:]) for row in table.splitlines() if not row.startswith("#"))


def package(name, version, licence, home, **more):
    return {
        "SPDXID": f"SPDXRef-{name}",
        "name": name,
        "versionInfo": version,
        "homepage": home,
        "downloadLocation": UNKNOWN,
        "filesAnalyzed": False,
        "licenseConcluded": licence,
        "licenseDeclared": licence,
        "copyrightText": UNKNOWN,
        **more,
    }


def main():
    program = pathlib.Path(sys.argv[1])
    digest = hashlib.sha256(program.read_bytes()).hexdigest()
    said = subprocess.run([program, "--version", "--verbose"], check=True, capture_output=True, text=True).stdout
    version = said.split()[1]
    static = re.search(r"^build +static", said, re.M)
    known = licences()
    packages = [
        package("dmlint", version, "Apache-2.0", UNKNOWN, primaryPackagePurpose="APPLICATION",
                checksums=[{"algorithm": "SHA256", "checksumValue": digest}])
    ]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-dmlint")]
    for name, number in re.findall(r"^(\S+) .*; built with (?:\D* )?([0-9][0-9.]*)", said, re.M):
        licence, home = known[name]
        packages.append(package(name, number, licence, home, primaryPackagePurpose="LIBRARY"))
        relations.append(("SPDXRef-dmlint", "STATIC_LINK" if static else "DYNAMIC_LINK", f"SPDXRef-{name}"))
    created = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"dmlint-{version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/dmlint-{version}-{digest}",
        "creationInfo": {
            "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": [f"Tool: dmlint-sbom-{version}"],
        },
        "packages": packages,
        "relationships": [
            {"spdxElementId": a, "relationshipType": kind, "relatedSpdxElement": b} for a, kind, b in relations
        ],
    }
    json.dump(document, sys.stdout, indent=2)
    print()


main()
