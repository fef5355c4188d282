# gen_privileges.awk: schemas/privileges.tsv -> PRIVILEGE(...) lines, included by src/facts. Run by the Makefile.
{
	columns(5)
	if ($2 !~ /^(server|database|table|column|routine)$/)
		fail("\"" $2 "\" is no level")
	if ($5 !~ /^(yes|no)$/)
		fail("yes or no wanted")
	printf "PRIVILEGE(%s, %s, %s, %s, %s)\n", quote($1), toupper($2), quote($3), quote($4), truth($5, "yes")
}
