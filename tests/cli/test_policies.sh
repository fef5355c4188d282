#!/bin/bash
# test_policies.sh: policies of .dmlint.yaml: their findings, how they are suppressed and switched off, and their examples.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
unset XDG_CONFIG_HOME
export HOME=$work/home
mkdir .git
cat >.dmlint.yaml <<'END'
policies:
  - name: no-safe-mode
    field: syncers.*.safe-mode
    enum: [false]
    link: https://wiki.example.com/dm
    examples:
      good:
        - "syncers: {global: {safe-mode: false}}"
        - |
          syncers:
            global: {batch: 100}
      bad:
        - "syncers: {global: {safe-mode: true}}"
  - name: ports
    field: from.port
    kind: source
    maximum: 3310
    severity: warning
    examples:
      bad: ["from: {port: 4000}"]
END
{ cat "$here/good.yaml"; printf 'syncers:\n  global: {safe-mode: true}\n'; } | sed 's/    block-allow-list: orders/&\n    syncer-config-name: global/' >task.yaml
cat >source.yaml <<'END'
source-id: mysql-01
from: {host: 10.0.0.1, port: 4000, user: dm, password: ""}
END

run --format short task.yaml source.yaml
check "a violation is an error" is_code 1
check "it has the name of the policy, and the value" has "$out" 'task.yaml:16:23: error: policy "no-safe-mode": "syncers.global.safe-mode" must be false, it is true [policy DML9101]'
check "of the severity of the policy" has "$out" 'source.yaml:2:30: warning: policy "ports": "from.port" must be at most 3310, it is 4000 [policy DML9101]'
run --format json task.yaml
check "DM's verdict is its own" has "$out" '"dm_verdict": "accept"'
check "the link is the help" has "$out" '"help": "see https://wiki.example.com/dm"'
run --rule policy=note task.yaml source.yaml
check "the rule has a severity for all of them" has "$out" "2 notes in 2 files"
run --config /dev/null task.yaml
check "other settings, other policies" is_code 0
sed -i 's/safe-mode: true}/& # dmlint: ignore[no-safe-mode] the first load/' task.yaml
run task.yaml
check "suppressed by the name of the policy" has "$out" "1 suppressed"
check "which is known then" lacks "$out" "DML9001"
sed -i 's/\[no-safe-mode\]/[no-save-mode]/' task.yaml
run task.yaml
check "a name that nobody knows is told" has "$out" 'names "no-save-mode", which is no rule'
run --config /dev/null task.yaml
check "so is a policy that does not hold" has "$out" 'which is no rule'

# The examples.
run policies --test
check "examples as expected" is_code 0
check "are counted" equals "$out" "4 of 4 examples as expected"
sed -i 's/enum: \[false\]/enum: [true]/' .dmlint.yaml
run policies --test
check "a policy that contradicts its examples fails" is_code 1
check "a good one that breaks it" has "$out" '.dmlint.yaml:8: policy "no-safe-mode": this good example breaks it: policy "no-safe-mode": "syncers.global.safe-mode" must be true, it is false'
check "a bad one that keeps to it" has "$out" '.dmlint.yaml:13: policy "no-safe-mode": this bad example keeps to it'
check "the rest is counted" has "$out" "2 of 4 examples as expected"
sed -i 's/"from: {port: 4000}"/"from: {port: "/' .dmlint.yaml
run policies --test
check "an example that is no YAML fails" has "$out" 'policy "ports": this bad example cannot be read: '
check "and so does the test" is_code 1
run policies
check "the list of policies" has "$out" 'warning  ports                from.port: at most 3310'
check "each on a line" count "$out" '^' 2
run --print-config task.yaml
check "--print-config names them" has "$out" '  - {name: ports} # .dmlint.yaml:14'

printf 'policies: [{name: p, field: nmae, required: true}]\n' >.dmlint.yaml
run policies --test
check "a broken configuration is trouble" is_code 2
check "with its place" has "$out" ".dmlint.yaml:1:29: error: no configuration of DM has the field"
echo 'policies: [{name: p, field: name, required: true}]' >.dmlint.yaml
run policies --test
check "policies without examples are told" equals "$out" "0 of 0 examples as expected; policies without an example: 1"
rm .dmlint.yaml
run policies --test
check "no configuration is trouble" is_code 2
run policies task.yaml
check "operands are trouble" is_code 2

# A pattern that backtracks without end, and text that is nothing but trouble for a terminal.
printf 'policies: [{name: p, field: name, pattern: "^((a|a)*)*$", message: "x\\x1b[1m"}]\n' >.dmlint.yaml
sed "s/^name: .*/name: $(printf 'a%.0s' $(seq 4000))b/" "$here/good.yaml" >long.yaml
run --format short long.yaml
check "a pattern never hangs" has "$out" 'policy "p": '
check "and messages never reach the terminal as they are" lacks "$out" $'\x1b'
finish
