# gen_options.awk: schemas/options.tsv -> OPTION(...) lines, included by src/cli. Run by the Makefile.
BEGIN {
	FS = "\t"
	print "/* Made from schemas/options.tsv by src/cli/gen_options.awk. */"
}
/^#/ { next }
NF != 5 {
	printf "%s:%d: %d columns, 5 wanted\n", FILENAME, FNR, NF > "/dev/stderr"
	failed = 1
	exit 1
}
{
	id = toupper($1)
	gsub(/-/, "_", id)
	help = $5
	gsub(/\\/, "\\\\", help)
	gsub(/"/, "\\\"", help)
	printf "OPTION(%s, \"%s\", %s, %s, \"%s\", \"%s\")\n", id, $1, $2 == "" ? "0" : "'" $2 "'",
		$3 == "" ? "NULL" : "\"" $3 "\"", $4, help
}
END { exit failed }
