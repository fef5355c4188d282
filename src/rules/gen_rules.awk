# gen_rules.awk: schemas/source-versions.tsv -> SOURCE_VERSION(...) lines, schemas/target-versions.tsv -> TARGET_VERSION(...) lines,
# schemas/auth-plugins.tsv -> AUTH_PLUGIN(...) lines, included by src/rules. Run by the Makefile.
BEGIN {
	FS = "\t"
	plugins = ARGV[1] ~ /auth-plugins/
	targets = ARGV[1] ~ /target-versions/
	printf "/* Made from %s by src/rules/gen_rules.awk. */\n", ARGV[1]
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
function server(s, otherwise, part) {
	if (s == "")
		return otherwise
	if (s !~ /^[0-9]+\.[0-9]+\.[0-9]+$/)
		fail("\"" s "\" is no version of a server")
	split(s, part, ".")
	return part[1] * 1000000 + part[2] * 1000 + part[3]
}

function ends(s, at) {
	at = index(s, "..")
	if (!at)
		fail("\"" s "\" is no span of versions")
	from = substr(s, 1, at - 1)
	to = substr(s, at + 2)
}

/^#/ { next }

plugins {
	if (NF != 3)
		fail(NF " columns, 3 wanted")
	printf "AUTH_PLUGIN(%s, %s, %s)\n", quote($1), $2 == "yes" ? "true" : "false", quote($3)
	next
}

{
	if (NF != 4)
		fail(NF " columns, 4 wanted")
	dm = "0, UINT32_MAX"
	if ($2 != "*") {
		ends($2)
		dm = (from == "" ? "0" : number(from, 0)) ", " (to == "" ? "UINT32_MAX" : number(to, 1))
	}
	if (targets) {
		printf "TARGET_VERSION(%s, %s, %s, %s)\n", quote($1), dm, server($3, "0"), quote($4)
		next
	}
	ends($3)
	printf "SOURCE_VERSION(VENDOR_%s, %s, %s, %s, VERSION_%s)\n", toupper($1), dm, server(from, "0"), server(to, "UINT32_MAX"),
		toupper($4)
}

END { exit failed }
