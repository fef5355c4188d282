# gen_facts.awk: schemas/facts.tsv -> FACT(...) lines, included by src/facts. Run by the Makefile.
BEGIN {
	FS = "\t"
	print "/* Made from schemas/facts.tsv by src/facts/gen_facts.awk. */"
}
/^#/ { next }
NF != 3 {
	printf "%s:%d: %d columns, 3 wanted\n", FILENAME, FNR, NF >"/dev/stderr"
	failed = 1
	exit 1
}
{ printf "FACT(%s, \"%s\", \"%s\")\n", toupper($1), $1, $2 }
END { exit failed }
