/* tables.c: the tables made from schemas/errors.tsv and schemas/error-guides.txt, and how to find things in them. Called by
 * scan.c and by the command line. */
#include "dmlint/explain.h"

const struct dm_error dm_errors[] = {
#define DM_ERROR(code_, class_, scope_, level_, from_, to_, name_, meaning_, handling_) \
	{.code = code_,                                                                 \
	 .class_name = class_,                                                          \
	 .scope = scope_,                                                               \
	 .level = level_,                                                               \
	 .range = {from_, to_},                                                         \
	 .name = name_,                                                                 \
	 .meaning = meaning_,                                                           \
	 .handling = handling_},
#include "errors.def"
#undef DM_ERROR
};
const size_t dm_n_errors = ARRAY_LEN(dm_errors);

const struct error_guide error_guides[] = {
#define ERROR_GUIDE(key_, title_, codes_, numbers_, texts_, means_, cases_, check_, steps_, recipe_) \
	{.key = key_,                                                                                \
	 .title = title_,                                                                            \
	 .codes = codes_,                                                                            \
	 .numbers = numbers_,                                                                        \
	 .texts = texts_,                                                                            \
	 .means = means_,                                                                            \
	 .cases = cases_,                                                                            \
	 .check = check_,                                                                            \
	 .steps = steps_,                                                                            \
	 .recipe = recipe_},
#include "error_guides.def"
#undef ERROR_GUIDE
};
const size_t n_error_guides = ARRAY_LEN(error_guides);

const struct dm_error *dm_error_find(long code)
{
	size_t lo = 0, hi = dm_n_errors;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (dm_errors[mid].code < code)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < dm_n_errors && dm_errors[lo].code == code ? &dm_errors[lo] : NULL;
}

bool error_list_next(const char **list, struct str *ret)
{
	const char *p = *list;
	size_t n = 0;

	if (!*p)
		return false;
	while (p[n] && p[n] != '\n')
		n++;
	*ret = (struct str){.p = p, .n = n};
	*list = p + n + (p[n] == '\n');
	return true;
}

static bool holds(const char *list, long number)
{
	struct str item;

	while (error_list_next(&list, &item)) {
		long value = 0;

		for (size_t i = 0; i < item.n; i++)
			value = value * 10 + (item.p[i] - '0');
		if (value == number)
			return true;
	}
	return false;
}

const struct error_guide *error_guide_find(struct str key)
{
	for (size_t i = 0; i < n_error_guides; i++) {
		if (str_eq_c(key, error_guides[i].key))
			return &error_guides[i];
	}
	return NULL;
}

const struct error_guide *error_guide_of_code(long code)
{
	for (size_t i = 0; i < n_error_guides; i++) {
		if (holds(error_guides[i].codes, code))
			return &error_guides[i];
	}
	return NULL;
}

const struct error_guide *error_guide_of_number(long number)
{
	for (size_t i = 0; i < n_error_guides; i++) {
		if (holds(error_guides[i].numbers, number))
			return &error_guides[i];
	}
	return NULL;
}
