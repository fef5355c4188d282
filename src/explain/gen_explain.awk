# gen_explain.awk: schemas/errors.tsv -> DM_ERROR(...) lines, schemas/error-guides.txt -> ERROR_GUIDE(...) lines, or
# schemas/checkpoint.tsv -> CHECKPOINT_COLUMN(...) lines, included by src/explain. Run by the Makefile.
BEGIN { guides = ARGV[1] ~ /guides/ }

# Numbers separated by blanks become one a line; a number may stand only once in the file.
function numbers(key, s, n, part, i) {
	n = split(s, part, " ")
	for (i = 1; i <= n; i++) {
		if (part[i] !~ /^[0-9]+$/)
			fail("\"" part[i] "\" is no number")
		once(key, part[i])
		add(key, part[i])
	}
}

function once(key, s) {
	if ((key, s) in seen)
		fail(key " " s " stands here a second time")
	seen[key, s] = 1
}

function add(key, s) { list[key] = list[key] (list[key] == "" ? "" : "\n") s }

function finish() {
	if (name == "")
		return
	if (list["means"] == "" || list["step"] == "")
		fail("the guide " name " lacks \"means\" or \"do\"")
	of_page(list["case"] != "" && list["check"] ~ /DML[0-9][0-9][0-9][0-9]/)
	printf "ERROR_GUIDE(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)\n", quote(name), quote(title), quote(list["code"]), quote(list["number"]),
		quote(list["text"]), quote(list["means"]), quote(list["case"]), quote(list["check"]), quote(list["step"]),
		"RECIPE_" toupper(list["recipe"] == "" ? "none" : list["recipe"])
	delete list
}

# Strikes what the guide is about from the list of what must have one, unless it lacks what such a guide needs.
function of_page(complete, key, part, n, i) {
	for (key in list) {
		n = complete ? split(list[key], part, "\n") : 0
		for (i = 1; i <= n; i++)
			delete page[key " " part[i]]
	}
}

guides && /^page / && name == "" {
	n = split($0, part, " ")
	if (part[2] == "text")
		page[substr($0, 6)] = 1
	else for (i = 3; i <= n; i++)
		page[part[2] " " part[i]] = 1
	next
}

guides && /^= / {
	finish()
	name = substr($0, 3)
	title = name
	sub(/ .*/, "", name)
	sub(/^[^ ]* /, "", title)
	once("guide", name)
	next
}

guides {
	key = $0
	sub(/ .*/, "", key)
	value = substr($0, length(key) + 2)
	if (name == "" || value == "")
		fail("a line without guide or text")
	if (key == "code" || key == "number")
		numbers(key, value)
	else if (key == "text") {
		once(key, value)
		add(key, value)
	} else if (key == "do" || key == "run")
		add("step", key " " value)
	else if (key == "means" || key == "case" || key == "check" || key == "recipe")
		add(key, value)
	else
		fail("\"" key "\" is no key")
	next
}

FILENAME ~ /checkpoint/ {
	if (NF != 4 || $4 !~ /^(all|global)$/)
		fail("4 columns wanted, the last \"all\" or \"global\"")
	printf "CHECKPOINT_COLUMN(%s, %s, %s, %s)\n", quote($1), range($2), quote($3), truth($4, "global")
}

FILENAME ~ /errors\.tsv/ {
	columns(8)
	if ($1 + 0 < before)
		fail("rows are sorted by code")
	before = $1 + 0
	printf "DM_ERROR(%d, %s, %s, %s, %s, %s, %s, %s)\n", $1, quote($2), quote($3), quote($4), range($5), quote($6), quote($7), quote($8)
}

END {
	if (guides && !failed) {
		finish()
		for (row in page)
			fail("no guide with cases and rules for " row)
	}
}
