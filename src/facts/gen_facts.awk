# gen_facts.awk: schemas/facts.tsv -> FACT(...) lines, included by src/facts. Run by the Makefile.
{
	columns(3)
	added = gsub(/\?/, "", $2)
	printf "FACT(%s, %s, %s, %d)\n", toupper($1), quote($1), quote($2), added
}
