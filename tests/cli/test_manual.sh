#!/bin/bash
# The man pages: whole, and good mdoc.
. "$(dirname "$0")/lib.sh"

run manual
check "manual ends with 0" is_code 0
check "manual alone is dmlint(1)" has "$out" ".Dt DMLINT 1"
cp .out dmlint.1
run manual dmlint-rules
check "manual dmlint-rules is another page" has "$out" ".Dt DMLINT-RULES 7"
cp .out dmlint-rules.7
run manual dmlint.yaml
check "manual dmlint.yaml is a third one" has "$out" ".Dt DMLINT.YAML 5"
cp .out dmlint.yaml.5
run manual dmlint
check "manual dmlint is dmlint(1)" cmp -s .out dmlint.1
run manual task
check "manual of something else ends with 2" is_code 2
run manual dmlint dmlint-rules
check "manual takes one page" is_code 2

if ! command -v mandoc >.out; then
	check "mandoc has nothing to say # SKIP it is not installed" true
	finish
	exit
fi
for page in dmlint.1 dmlint.yaml.5 dmlint-rules.7; do
	# The pages refer to one another, and need not be installed.
	mandoc -Tlint "$page" | grep -v 'referenced manual not found: Xr dmlint' >.out
	check "mandoc has nothing to say about $page" test ! -s .out
	mandoc -Tascii -O width=200 "$page" | sed 's/.\x08//g' >"$page.text"
done

# The page as one line, so that it does not matter where lines are broken; the same for the texts looked for.
flat() { tr -s ' \n' '  '; }
page=$(flat <dmlint.1.text)
run help
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z]\{1,\}\) .*/\1/p' .out)
check "help lists the commands" test "$(wc -w <<<"$commands")" -ge 12
for command in $commands; do
	run help "$command"
	check "dmlint(1) has the command $command" has "$page" "dmlint $([ $command = lint ] && echo '[lint]' || echo $command) "
	check "and what it does" has "$page" "$(sed '1,/^$/d' .out | sed '/^$/,$d' | flat | sed 's/ $//')"
	missing=
	for option in $(sed -n 's/^  *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' .out); do
		[[ $page == *" $option"* ]] || missing+=" $option"
	done
	check "dmlint(1) has its options" is_empty "$missing"
done

page=$(flat <dmlint-rules.7.text)
run rules --format json
missing=$(python3 - "$page" .out <<'END'
import json, sys
for rule in json.load(open(sys.argv[2])):
    for key in "id", "name", "summary", "why", "remedy", "versions", "dm_errors":
        if " ".join(rule[key].split()) not in sys.argv[1].replace(".  ", ". "):
            print(rule["id"], key)
END
)
check "dmlint-rules(7) has every text of every rule" is_empty "$missing"
page=$(flat <dmlint.yaml.5.text)
run schema config
missing=$(python3 - "$page" .out <<'END'
import json, sys
def texts(node):
    if "description" in node:
        yield node["description"]
    for name, below in node.get("properties", {}).items():
        yield name
        yield from texts(below)
    for key in "items", "additionalProperties":
        if isinstance(node.get(key), dict):
            yield from texts(node[key])
schema = json.load(open(sys.argv[2]))
del schema["description"]
page = sys.argv[1].replace(".  ", ". ")
print("\n".join(t for t in texts(schema) if " ".join(t.split()) not in page))
END
)
check "dmlint.yaml(5) has every key and its text" is_empty "$missing"
finish
