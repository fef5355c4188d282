# gen_tables.awk: what the awk scripts that make tables of schemas/ share: the first line, comments, texts as C writes them, versions
# and spans of them. The Makefile puts it before each of them.
BEGIN {
	FS = "\t"
	printf "/* Made from %s. */\n", ARGV[1]
}

/^#/ || /^$/ { next }

function fail(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what >"/dev/stderr"
	failed = 1
	exit 1
}

function columns(n) {
	if (NF != n)
		fail(NF " columns, " n " wanted")
}

function quote(s) {
	gsub(/\\/, "&&", s) # the same in every awk
	gsub(/"/, "\\\"", s)
	gsub(/\n/, "\\n", s)
	return "\"" s "\""
}

function letter(s) { return s == "" ? "0" : "'" s "'" }

function truth(s, yes) { return s == yes ? "true" : "false" }

# A.B or A.B.C of DM as a number; last: the first version behind all that it stands for.
function number(s, last, part, n) {
	n = split(s, part, ".")
	if (s !~ /^[0-9]+\.[0-9]+(\.[0-9]+)?$/)
		fail("\"" s "\" is no version")
	if (n == 3)
		return part[1] * 10000 + part[2] * 100 + part[3] + last
	return part[1] * 10000 + (part[2] + last) * 100
}

# A.B.C of a server, as server_vendor() gives it.
function server(s, part) {
	if (s !~ /^[0-9]+\.[0-9]+\.[0-9]+$/)
		fail("\"" s "\" is no version of a server")
	split(s, part, ".")
	return part[1] * 1000000 + part[2] * 1000 + part[3]
}

# "FROM..TO" into from and to.
function ends(s, at) {
	at = index(s, "..")
	if (!at)
		fail("\"" s "\" is no span of versions")
	from = substr(s, 1, at - 1)
	to = substr(s, at + 2)
}

function range(s) {
	if (s == "*")
		return "0, UINT32_MAX"
	ends(s)
	return (from == "" ? "0" : number(from, 0)) ", " (to == "" ? "UINT32_MAX" : number(to, 1))
}
