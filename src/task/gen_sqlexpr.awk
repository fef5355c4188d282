# gen_sqlexpr.awk: schemas/sql-keywords.tsv -> SQL_KEYWORD(...) lines and schemas/sql-names.tsv -> SQL_NAME(...) lines, included by
# src/task. Run by the Makefile.
FILENAME ~ /sql-keywords/ {
	columns(5)
	printf "SQL_KEYWORD(%s, %s, %s, %s, %s)\n", $1, quote($2), quote($3), $4, $5
}

FILENAME ~ /sql-names/ {
	columns(4)
	printf "SQL_NAME(%s, %s, %s, %s)\n", quote($1), quote($2), quote($3), quote($4)
}
