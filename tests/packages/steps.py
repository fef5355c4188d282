#!/usr/bin/env python3
"""steps.py: takes a template of continuous integration apart, for test_ci.sh.

usage: steps.py github FILE NAME [INPUT=VALUE...]   the shell script of a step, with its variables in front
       steps.py gitlab FILE script|reports [VARIABLE=VALUE...]   the script of the job, or the files that it reports
       steps.py jenkins FILE script|reports
"""
import re
import shlex
import sys

import yaml


def exports(variables):
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())


def github(text, name, given):
    action = yaml.safe_load(text)
    inputs = {key: value["default"] for key, value in action["inputs"].items()} | given

    def fill(value):
        return re.sub(r"\$\{\{ *inputs\.([a-z-]+) *\}\}", lambda m: inputs[m[1]], value)

    (step,) = (s for s in action["runs"]["steps"] if s["name"] == name)
    if "uses" in step:
        return "\n".join([step["uses"]] + [f"{key}: {fill(value)}" for key, value in step["with"].items()])
    return exports({key: fill(value) for key, value in step.get("env", {}).items()}) + step["run"]


def gitlab(text, what, given):
    job = yaml.safe_load(text)["dmlint"]
    if what == "reports":
        return "\n".join(job["artifacts"]["reports"].values())
    return exports(job["variables"] | given) + "\n".join(job["script"])


def jenkins(text, what, given):
    if what == "reports":
        return "\n".join(re.findall(r"junit testResults: '(.*)'", text))
    defaults = dict(re.findall(r"name: '(\w+)', defaultValue: '([^']*)'", text))
    return exports(defaults | given) + "\n".join(re.findall(r"^ *sh '(.*)'$", text, re.M))


def main():
    kind, path, what = sys.argv[1:4]
    with open(path, encoding="utf-8") as file:
        print({"github": github, "gitlab": gitlab, "jenkins": jenkins}[kind](
            file.read(), what, dict(pair.split("=", 1) for pair in sys.argv[4:])))


main()
