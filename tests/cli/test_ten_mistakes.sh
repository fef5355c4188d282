#!/bin/bash
# Ten mistakes in one file give ten findings in one run: DM itself would stop at the first.
. "$(dirname "$0")/lib.sh"
cp "$here/ten-mistakes.yaml" task.yaml
run --dm-version 8.5 --format short task.yaml
check "the file is rejected" is_code 1
for mistake in '2:12: error: .*DM 20020' '3:13: error: .*DM 20033' '5:20: error: .*DM 20007' '6:25: error: .*DM 20001' \
	'9:9: error: .*DM 20003' '10:3: error: .*DM 20003' '14:19: error: .*DM 20023' '16:16: error: .*DM 20014' \
	'24:22: error: .*DM 20044' '29:3: error: .*DM 20038'; do
	check "found: ${mistake%%:*}" count "$out" "^task.yaml:$mistake" 1
done
check "and no other error" count "$out" ': error: ' 10
finish
