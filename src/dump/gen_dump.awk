# gen_dump.awk: schemas/dump-flags.tsv -> DUMP_FLAG(...) lines and schemas/system-schemas.tsv -> SYSTEM_SCHEMA(...) lines, included
# by src/dump. Run by the Makefile, behind src/base/gen_tables.awk.
BEGIN {
	FS = "\t"
	flags = ARGV[1] ~ /dump-flags/
	printf "/* Made from %s by src/dump/gen_dump.awk. */\n", ARGV[1]
}

/^#/ { next }

flags {
	if (NF != 10)
		fail(NF " columns, 10 wanted")
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
	printf "DUMP_FLAG(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)\n", toupper($1), quote($2), $3 == "" ? "0" : "'" $3 "'",
		toupper(type), quote(choices), range($5), toupper($6), quote($7), quote($8), quote($9),
		severity == "SEV_ERROR" ? "true" : "false", quote(trap)
	next
}

{
	if (NF != 3)
		fail(NF " columns, 3 wanted")
	printf "SYSTEM_SCHEMA(%s, %s, %s)\n", quote($1), range($2), $3 == "yes" ? "true" : "false"
}
