# gen_migrations.awk: schemas/migrations.tsv -> MIGRATION(...) lines, included by src/run. Run by the Makefile.

# "write KEY: VALUE" and its like: sets action, key and value.
function read_action(s, colon) {
	action = s
	key = value = ""
	if (!match(s, / /))
		return
	action = substr(s, 1, RSTART - 1)
	key = substr(s, RSTART + 1)
	colon = index(key, ": ")
	if (colon) {
		value = substr(key, colon + 2)
		key = substr(key, 1, colon - 1)
	} else if (action == "value") {
		value = key
		key = ""
	}
}

{
	columns(7)
	rule = sub(/^rule /, "", $1)
	dot = index($1, ".")
	if (!rule && !dot)
		fail("\"" $1 "\" is neither STRUCT.KEY nor a rule")
	if ($4 == "*")
		when = "ANY"
	else if ($4 == "absent" || $4 == "set")
		when = toupper($4)
	else if ($4 ~ /^=/)
		when = "IS"
	else if ($4 ~ /^\^/)
		when = "BEGINS"
	else
		fail("\"" $4 "\" is no condition")
	read_action($5)
	if (index(" remove rename write overwrite value number bracket fix tell ", " " action " ") == 0)
		fail("\"" action "\" is no action")
	printf "MIGRATION(%s, %s, %s, %s, %s, %s, %s, %s, %s, SEV_%s, %s)\n", rule ? "\"\"" : quote(substr($1, 1, dot - 1)),
		quote(rule ? $1 : substr($1, dot + 1)), range($2), range($3), when, quote(when == "IS" || when == "BEGINS" ? substr($4, 2) : ""),
		toupper(action), quote(key), quote(value), toupper($6), quote($7)
}
