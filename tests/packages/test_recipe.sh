#!/bin/bash
# The recipe of README.md and src/rules/README.md: a rule is added to a copy of the sources in three steps, and nothing else is touched.
. "$(dirname "$0")/../cli/lib.sh"
root=$here/../..
copy=$work/copy
mkdir "$copy"
(cd "$root" && tar -c --exclude=./build --exclude=./.git .) | tar -x -C "$copy"
cd "$copy" || exit 2
# try COMMAND...: like run, for any command.
try() {
	env -u MAKEFLAGS UPDATE= "$@" >"$work/.out" 2>"$work/.err" </dev/null
	code=$?
	out=$(cat "$work/.out")
}

# One file.
cat >src/rules/dml6999_task_named_test.c <<'END'
/* A task that nobody will know again:
 *
 *     name: test
 */
#include "internal.h"

static void check(struct lint *l)
{
	const struct node *name = task_get(l->root, "name");

	if (l->kind == CONFIG_TASK && str_eq_c(value_str(name, STR_LIT("")), "test"))
		report(l, name->span, "\"name\" is \"test\", which says nothing about the task");
}

const struct rule rule_dml6999 = {
	.info = {.id = "DML6999",
		 .name = "task-named-test",
		 .severity = SEV_WARNING,
		 .summary = "a task that is called test",
		 .why = "Nobody knows later what it was for.",
		 .remedy = "Name it after what it replicates.",
		 .versions = "all",
		 .dm_errors = ""},
	.check = check,
};
END
# One row.
sed -i '0,/^RULE(dml7/s//RULE(dml6999)\n&/' src/rules/rules.def
# One folder.
mkdir tests/cases/DML6999
sed 's/^name: .*/name: test/' tests/cli/good.yaml >tests/cases/DML6999/bad-test.yaml
cp tests/cli/good.yaml tests/cases/DML6999/good-orders.yaml

try make -j2 CFLAGS=-O0 DEVELOPER=1 test UPDATE=1 SUITES=golden
check "it builds, and the expectation is written" is_code 0
check "which is the finding" equals "$(head -n 1 tests/cases/DML6999/bad-test.out)" \
	'bad-test.yaml:1:7: warning: "name" is "test", which says nothing about the task [task-named-test DML6999]'
try make CFLAGS=-O0 DEVELOPER=1 test SUITES=golden
check "the golden tests pass, those of the new rule among them" is_code 0
check "and the new cases are among them" grep -q 'ok [0-9]* - DML6999/bad-test' build/test-log/golden.tap
try make CFLAGS=-O0 DEVELOPER=1 docs
check "the table of README.md is written" is_code 0
check "and has the rule" grep -q '^| DML6999 | task-named-test | warning |' README.md
try ci/check-registry.sh
check "nothing was forgotten" is_code 0
dmlint=$copy/build/dmlint
run explain DML6999
check "explain has its texts" has "$out" "Name it after what it replicates."
check "and its example" has "$out" "bad-test.yaml:1:7: warning"
finish
