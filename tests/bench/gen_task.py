#!/usr/bin/env python3
"""Writes a right task for DM 8.5 of a chosen size to standard output.

usage: gen_task.py [tables=N] [routes=N] [filters=N] [instances=N] [wrong=N] [undefined=N] [oneline=N] [flow=1]
       wrong: so many unknown keys; undefined: references to routes that are not there; oneline: more instances, each
       with an unknown key, all on one line; flow: the list of tables on one line
"""

import sys

WANTED = {"tables": 10, "routes": 4, "filters": 2, "instances": 2, "wrong": 0, "undefined": 0, "oneline": 0, "flow": 0}


def tables(n, flow):
    rows = [f"orders_{i:06}" for i in range(n)]
    if flow:
        yield "    do-tables: [" + ", ".join(f"{{db-name: shop_01, tbl-name: {r}}}" for r in rows) + "]"
        return
    yield "    do-tables:"
    for row in rows:
        yield "      - db-name: shop_01"
        yield f"        tbl-name: {row}"


def task(tables_n, routes, filters, instances, wrong, undefined, oneline, flow):
    yield "name: bench"
    yield "task-mode: all"
    yield from (f"unknown-{i}: 1" for i in range(wrong))
    yield "target-database: {host: 10.0.0.9, port: 4000, user: dm}"
    if oneline:
        yield "mysql-instances: [" + ", ".join(f"{{source-id: s-{i:06}, nothing: 1}}" for i in range(oneline)) + "]"
        return
    yield "mysql-instances:"
    for i in range(instances):
        yield f"  - source-id: mysql-{i:06}"
        yield "    block-allow-list: shop"
        # Each route and filter is used once, so that none is unused and the file grows with their number.
        for key, name, n in (("route-rules", "route", routes), ("filter-rules", "filter", filters)):
            mine = [f"{name}-{k:06}" for k in range(i, n, instances)]
            if key == "route-rules" and i == 0:
                mine += [f"missing-{k:06}" for k in range(undefined)]
            if mine:
                yield f"    {key}: [" + ", ".join(mine) + "]"
    yield "routes:" if routes else "# no routes"
    for i in range(routes):
        yield f"  route-{i:06}:"
        yield f"    schema-pattern: shop_{i:06}"
        yield "    table-pattern: orders_*"
        yield f"    target-schema: shop_{i:06}"
        yield "    target-table: orders"
    yield "filters:" if filters else "# no filters"
    for i in range(filters):
        yield f"  filter-{i:06}:"
        yield f"    schema-pattern: shop_{i:06}"
        yield "    events: [truncate table, drop table]"
        yield "    action: Ignore"
    yield "block-allow-list:"
    yield "  shop:"
    yield '    do-dbs: ["shop_*"]'
    yield from tables(tables_n, flow)


def main():
    given = dict(WANTED)
    for word in sys.argv[1:]:
        name, value = word.split("=")
        if name not in given:
            sys.exit(__doc__)
        given[name] = int(value)
    given["tables_n"] = given.pop("tables")
    sys.stdout.writelines(line + "\n" for line in task(**given))


main()
