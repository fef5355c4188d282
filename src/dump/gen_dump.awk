# gen_dump.awk: schemas/dump-flags.tsv -> DUMP_FLAG(...) lines and schemas/system-schemas.tsv -> SYSTEM_SCHEMA(...) lines, included
# by src/dump. Run by the Makefile.
BEGIN {
	FS = "\t"
	flags = ARGV[1] ~ /dump-flags/
	printf "/* Made from %s by src/dump/gen_dump.awk. */\n", ARGV[1]
}

function fail(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what >"/dev/stderr"
	failed = 1
	exit 1
}

function quote(s) {
	gsub(/\\/, "\\\\", s)
	gsub(/"/, "\\\"", s)
	return "\"" s "\""
}

# A.B or A.B.C as a number; last: the first version behind all that it stands for.
function number(s, last, part, n) {
	n = split(s, part, ".")
	if (s !~ /^[0-9]+\.[0-9]+(\.[0-9]+)?$/)
		fail("\"" s "\" is no version")
	if (n == 3)
		return part[1] * 10000 + part[2] * 100 + part[3] + last
	return part[1] * 10000 + (part[2] + last) * 100
}

function range(s, at, from, to) {
	if (s == "*")
		return "0, UINT32_MAX"
	at = index(s, "..")
	if (!at)
		fail("\"" s "\" is no span of versions")
	from = substr(s, 1, at - 1)
	to = substr(s, at + 2)
	return (from == "" ? "0" : number(from, 0)) ", " (to == "" ? "UINT32_MAX" : number(to, 1))
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

END { exit failed }
