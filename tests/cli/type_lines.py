#!/usr/bin/env python3
"""Types command lines into an interactive shell on a terminal, each ended by TAB and Enter, and prints what the program got.

usage: type_lines.py SHELL ARG... <LINES   The shell reads its setup by itself: there, dmlint must be a function that prints
its arguments as ARGS<...>, and the prompt must be "ready> ".
"""
import os
import pty
import re
import select
import sys

LIMIT = 10  # seconds


def read_until(fd, pattern, quiet=0):
    """What the terminal shows up to a match of pattern, followed by so many seconds of silence."""
    text = ""
    while True:
        done = re.search(pattern, text)
        if not select.select([fd], [], [], quiet if done else LIMIT)[0]:
            return text
        try:
            text += os.read(fd, 65536).decode("utf-8", "replace")
        except OSError:
            return text


def main():
    lines = sys.stdin.read().splitlines()
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="dumb", COLUMNS="400")
        os.execvp(sys.argv[1], sys.argv[1:])
    read_until(fd, "ready> ", 0.1)
    for line in lines:
        os.write(fd, line.encode() + b"\t")
        read_until(fd, ".", 0.03)
        os.write(fd, b"\n")
        found = re.search(r"ARGS<(.*?)>", read_until(fd, r"ARGS<.*>[^$]*ready> "))
        print(found.group(1) if found else "nothing was run")
    os.close(fd)
    os.waitpid(pid, 0)


main()
