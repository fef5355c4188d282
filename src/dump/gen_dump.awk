# gen_dump.awk: schemas/dump-flags.tsv -> DUMP_FLAG(...) lines and schemas/system-schemas.tsv -> SYSTEM_SCHEMA(...) lines, included
# by src/dump. Run by the Makefile.
FILENAME ~ /dump-flags/ {
	columns(10)
	choices = ""
	type = $4
	if (sub(/^choice /, "", type)) {
		choices = type
		type = "choice"
	}
	trap = $10
	severity = "SEV_OFF"
	if (sub(/^error: /, "", trap))
		severity = "SEV_ERROR"
	else if (sub(/^warning: /, "", trap))
		severity = "SEV_WARNING"
	else if (trap != "")
		fail("a trap begins with \"error: \" or \"warning: \"")
	printf "DUMP_FLAG(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)\n", toupper($1), quote($2), letter($3),
		toupper(type), quote(choices), range($5), toupper($6), quote($7), quote($8), quote($9),
		truth(severity, "SEV_ERROR"), quote(trap)
}

FILENAME ~ /system-schemas/ {
	columns(3)
	printf "SYSTEM_SCHEMA(%s, %s, %s)\n", quote($1), range($2), truth($3, "yes")
}
