# gen_privileges.awk: schemas/privileges.tsv -> PRIVILEGE(...) lines, included by src/facts. Run by the Makefile.
BEGIN {
	FS = "\t"
	printf "/* Made from %s by src/facts/gen_privileges.awk. */\n", ARGV[1]
}

function fail(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what >"/dev/stderr"
	failed = 1
	exit 1
}

/^#/ { next }

{
	if (NF != 5)
		fail(NF " columns, 5 wanted")
	if ($2 !~ /^(server|database|table|column|routine)$/)
		fail("\"" $2 "\" is no level")
	if ($5 !~ /^(yes|no)$/)
		fail("yes or no wanted")
	printf "PRIVILEGE(\"%s\", %s, \"%s\", \"%s\", %s)\n", $1, toupper($2), $3, $4, $5 == "yes" ? "true" : "false"
}

END { exit failed }
