# gen_support.awk: schemas/tidb-support.tsv -> SUPPORT("kind", "name", since, is_default) lines, included by src/rules. Run by the Makefile.
BEGIN {
	FS = "\t"
	printf "/* Made from schemas/tidb-support.tsv by src/rules/gen_support.awk. */\n"
}

# TiDB's A.B.C as server_vendor gives versions.
function number(s, part) {
	if (s == "*")
		return 0
	if (s == "never")
		return "UINT32_MAX"
	if (split(s, part, ".") != 3) {
		printf "%s:%d: \"%s\" is no version\n", FILENAME, FNR, s >"/dev/stderr"
		failed = 1
		exit 1
	}
	return part[1] * 1000000 + part[2] * 1000 + part[3]
}

/^#/ || NF == 0 { next }
{ printf "SUPPORT(\"%s\", \"%s\", %s, %d)\n", $1, $2, number($3), $4 == "default" }
END { exit failed }
