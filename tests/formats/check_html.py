#!/usr/bin/env python3
"""Checks the html form: a strict parser takes it, everything in it can be reached, nothing in it runs or is fetched, it is built for
those who cannot see it, too, and holds the findings of the JSON of the same run.

usage: check_html.py HTML JSON [HTML JSON]...
"""

import collections
import json
import pathlib
import re
import sys

import html5lib

MAX_BOXES = 4 * 24  # src/report/html.h
NS = "{http://www.w3.org/2000/svg}"
# What lies on what.
PAIRS = [(a, "page") for a in ("text", "dim", "link", "error", "warning", "note")]
PAIRS += [("page", a) for a in ("error", "warning", "note")] + [("text", "card"), ("dim", "card"), ("text", "mark")]


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(style):
    """WCAG 2, level AA, in both sets of colours."""
    problems = []
    sets = re.findall(r":root \{([^}]*)\}", style)
    if len(sets) != 2 or "prefers-color-scheme: dark" not in style:
        return ["no light and dark set of colours"]
    for text in sets:
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", text))
        for a, b in PAIRS:
            hi, lo = sorted((luminance(colours[a]), luminance(colours[b])), reverse=True)
            if (hi + 0.05) / (lo + 0.05) < 4.5:
                problems.append(f"{a} on {b} is hard to read in{text}")
    return problems


def inert(page):
    problems = []
    for e in page.iter():
        name = e.tag.removeprefix(NS) if isinstance(e.tag, str) else ""
        if name in ("script", "iframe", "object", "embed", "form", "img", "image", "link", "base", "use", "foreignObject"):
            problems.append(f"<{name}>")
        for key, value in e.attrib.items():
            if key.startswith("on") or key in ("style", "src", "srcset") or (key == "href" and not value.startswith("#")):
                problems.append(f"{name} {key}={value}")
    return problems


def reachable(page):
    ids = collections.Counter(e.get("id") for e in page.iter() if e.get("id"))
    problems = [f"id {i} stands twice" for i, n in ids.items() if n > 1]
    for e in page.iter():
        for target in [e.get("href", "#")[1:], *e.get("aria-labelledby", "").split()]:
            if target and target not in ids:
                problems.append(f"nothing has the id {target}")
    return problems


def accessible(page):
    problems = [] if page.get("lang") == "en" else ["no language"]
    levels = [int(e.tag[1]) for e in page.iter() if isinstance(e.tag, str) and re.fullmatch("h[1-6]", e.tag)]
    if levels.count(1) != 1 or any(b > a + 1 for a, b in zip(levels, levels[1:])):
        problems.append(f"headings leave out a level: {levels}")
    if len(list(page.iter("main"))) != 1 or not page.findtext("head/title"):
        problems.append("no main part, or no title")
    problems += ["a head cell without scope" for e in page.iter("th") if e.get("scope") not in ("row", "col")]
    for table in page.iter("table"):
        columns = len(table.findall("thead/tr/th"))
        if any(len(row) != columns for row in table.findall("tbody/tr")):
            problems.append("a row with more or fewer cells than the head")
    problems += ["a drawing without a name" for e in page.iter(NS + "svg") if not e.get("aria-labelledby")]
    # A keyboard must be able to scroll what can be scrolled.
    for e in page.iter():
        if e.get("class") == "scroll" and e.get("tabindex") != "0":
            problems.append("something that only a mouse can scroll")
    return problems


def text_of(e):
    return "".join(e.itertext())


def findings(page, files):
    problems = []
    sections = [e for e in page.iter("section") if e.get("class") == "file"]
    if [text_of(s.find("h2")) for s in sections if "not read:" not in text_of(s)] != [f["path"] for f in files]:
        problems.append("other files than in the JSON")
    for section, file in zip((s for s in sections if "not read:" not in text_of(s)), files):
        items = section.findall("ol/li")
        if [i.get("class") for i in items] != [d["severity"] for d in file["diagnostics"]]:
            problems.append(f"other findings in {file['path']}")
        for item, d in zip(items, file["diagnostics"]):
            if f"{d['start']['line']}:{d['start']['column']}" not in text_of(item) or d["id"] not in text_of(item):
                problems.append(f"{d['id']} in {file['path']} stands elsewhere")
        checks = [t for t in section.findall("div") if t.get("aria-labelledby", "").endswith("-checks")]
        rows = [[text_of(cell) for cell in row] for t in checks for row in t.findall("table/tbody/tr")]
        if rows != [[c["server"], c["check"], c["state"].replace("_", " "), c["reason"]] for c in file.get("checks", [])]:
            problems.append(f"other checks of servers in {file['path']}")
        svgs = list(section.iter(NS + "svg"))
        if (file["kind"] == "task") != (len(svgs) == 1):
            problems.append(f"{len(svgs)} drawings in {file['path']}")
        for svg in svgs:
            marked = list(svg.iter(NS + "a"))
            if len(list(svg.iter(NS + "title"))) > MAX_BOXES + 1:
                problems.append(f"too many boxes in {file['path']}")
            if any(a.find(NS + "g/" + NS + "g") is None for a in marked):
                problems.append("a link without a badge")
    counted = sum(int(e.text) for e in page.iter("td") if e.get("class") == "count")
    if counted != 2 * sum(len(f["diagnostics"]) for f in files):
        problems.append("the tables of files and rules count other numbers")
    return problems


def check(html, report):
    text = pathlib.Path(html).read_text(encoding="utf-8")
    files = json.loads(pathlib.Path(report).read_text(encoding="utf-8"))["files"]
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        page = parser.parse(text)
    except html5lib.html5parser.ParseError as error:
        return [f"is no HTML: {error}"]
    return contrast(page.findtext("head/style")) + inert(page) + reachable(page) + accessible(page) + findings(page, files)


def main():
    failed = False
    for html, report in zip(sys.argv[1::2], sys.argv[2::2]):
        for problem in check(html, report):
            print(f"{html}: {problem}")
            failed = True
    sys.exit(failed)


main()
