/* flags.c: the flags of mydumper and dumpling, and how one dumper spells what the other does. Called by args.c and by rules. */
#include <string.h>

#include "dmlint/dump.h"

const struct dump_flag dump_flags[] = {
#define DUMP_FLAG(dumper_, name_, letter_, type_, choices_, from_, to_, sets_, instead_, field_, when_, error_, trap_) \
	{.dumper = DUMPER_##dumper_,                                                                                   \
	 .name = name_,                                                                                                \
	 .letter = letter_,                                                                                            \
	 .type = DUMP_##type_,                                                                                         \
	 .choices = choices_,                                                                                          \
	 .range = {from_, to_},                                                                                        \
	 .sets = DUMP_SETS_##sets_,                                                                                    \
	 .instead = instead_,                                                                                          \
	 .field = field_,                                                                                              \
	 .when = when_,                                                                                                \
	 .trap_is_error = error_,                                                                                      \
	 .trap = trap_},
#include "dump_flags.def"
#undef DUMP_FLAG
};
const size_t dump_n_flags = ARRAY_LEN(dump_flags);

enum dumper dump_dumper(uint32_t dm)
{
	return dm_check_find("dump-mydumper", dm) ? DUMPER_MYDUMPER : DUMPER_DUMPLING;
}

const char *dumper_name(enum dumper d)
{
	return d == DUMPER_MYDUMPER ? "mydumper" : "dumpling";
}

const struct dump_flag *dump_flag_find(enum dumper d, struct str name, uint32_t dm)
{
	for (size_t i = 0; i < dump_n_flags; i++) {
		const struct dump_flag *f = &dump_flags[i];

		if (f->dumper == d && str_eq_c(name, f->name) && ranges_hold(&f->range, 1, dm))
			return f;
	}
	return NULL;
}

const struct dump_flag *dump_flag_by_letter(enum dumper d, char letter, uint32_t dm)
{
	for (size_t i = 0; i < dump_n_flags; i++) {
		const struct dump_flag *f = &dump_flags[i];

		if (f->dumper == d && f->letter == letter && ranges_hold(&f->range, 1, dm))
			return f;
	}
	return NULL;
}

bool dump_flag_takes_value(const struct dump_flag *f)
{
	return f->type != DUMP_SWITCH && f->type != DUMP_BOOL;
}

/* "none: --no-locks, lock: --lock-all-tables": the spelling for this value, or the absent string. */
static struct str spelling_for(struct str rows, struct str value)
{
	while (rows.n) {
		const char *comma = memchr(rows.p, ',', rows.n);
		struct str row = {rows.p, comma ? (size_t)(comma - rows.p) : rows.n};
		const char *colon = memchr(row.p, ':', row.n);
		struct str key = str_trim((struct str){row.p, colon ? (size_t)(colon - row.p) : 0});

		if (colon && str_eq(key, value))
			return str_trim((struct str){colon + 1, row.n - (size_t)(colon + 1 - row.p)});
		rows.p += row.n + (comma != NULL);
		rows.n -= row.n + (comma != NULL);
	}
	return (struct str){NULL, 0};
}

const char *dump_flag_instead(const struct dump_flag *f, struct str value, struct arena *a, bool *ret_with_value)
{
	struct str rows = str_from(f->instead), one;

	*ret_with_value = false;
	if (rows.n == 0)
		return NULL;
	if (str_eq_c(rows, "-"))
		return "";
	if (memchr(rows.p, ':', rows.n)) {
		one = spelling_for(rows, value);
		return one.n ? arena_str(a, one).p : NULL;
	}
	*ret_with_value = dump_flag_takes_value(f) && !memchr(rows.p, ' ', rows.n);
	return f->instead;
}
