# gen_options.awk: schemas/options.tsv -> OPTION(...) lines, included by src/cli. Run by the Makefile.
{
	columns(5)
	id = toupper($1)
	gsub(/-/, "_", id)
	printf "OPTION(%s, %s, %s, %s, %s, %s)\n", id, quote($1), letter($2), $3 == "" ? "NULL" : quote($3), quote($4), quote($5)
}
