# gen_sqlexpr.awk: schemas/sql-keywords.tsv and schemas/sql-names.tsv as lines of macros for src/task/sqlexpr_lex.c and
# its header. Run by the Makefile, once for each file.
BEGIN { FS = "\t" }
/^#/ || NF == 0 { next }
NF == 5 { printf "SQL_KEYWORD(%s, \"%s\", \"%s\", %s, %s)\n", $1, $2, $3, $4, $5; next }
NF == 4 { printf "SQL_NAME(\"%s\", \"%s\", \"%s\", \"%s\")\n", $1, $2, $3, $4; next }
{ printf "%s:%d: neither 4 nor 5 columns\n", FILENAME, FNR >"/dev/stderr"; exit 1 }
