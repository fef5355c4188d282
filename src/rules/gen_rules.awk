# gen_rules.awk: what the live rules know, as lines of macros included by src/rules: schemas/source-versions.tsv -> SOURCE_VERSION(...),
# target-versions.tsv -> TARGET_VERSION(...), auth-plugins.tsv -> AUTH_PLUGIN(...), tidb-support.tsv -> SUPPORT(...). Run by the Makefile.
FILENAME ~ /auth-plugins/ {
	columns(3)
	printf "AUTH_PLUGIN(%s, %s, %s)\n", quote($1), truth($2, "yes"), quote($3)
}

FILENAME ~ /source-versions/ {
	columns(4)
	dm = range($2)
	ends($3)
	printf "SOURCE_VERSION(VENDOR_%s, %s, %s, %s, VERSION_%s)\n", toupper($1), dm, from == "" ? "0" : server(from),
		to == "" ? "UINT32_MAX" : server(to), toupper($4)
}

FILENAME ~ /target-versions/ {
	columns(4)
	printf "TARGET_VERSION(%s, %s, %s, %s)\n", quote($1), range($2), server($3), quote($4)
}

FILENAME ~ /tidb-support/ {
	since = $3 == "*" ? "0" : $3 == "never" ? "UINT32_MAX" : server($3)
	printf "SUPPORT(%s, %s, %s, %s)\n", quote($1), quote($2), since, $4 == "" ? "NULL" : quote($4)
}
