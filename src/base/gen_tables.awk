# gen_tables.awk: what the awk scripts that make tables of schemas/*.tsv share: texts as C writes them, spans of DM versions. Read by
# awk before each of them.
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

END { exit failed }
