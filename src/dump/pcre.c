/* pcre.c: regular expressions as mydumper reads them. The only file of this module that knows PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "internal.h"

/* A schema and a table of 64 characters of four bytes, and the dot. */
#define MAX_SUBJECT 516

struct dump_pcre {
	pcre2_code *code;
	pcre2_match_data *data; /* as large as mydumper's, so that too many groups are no match here, too */
	pcre2_match_context *context;
};

/* A name against which a pattern goes on for longer than this is no match; mydumper would hang for minutes. */
#define MATCH_LIMIT 200000

static void fill_info(struct dump_pcre_info *ret, const pcre2_code *code)
{
	uint32_t groups = 0;

	pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
	pcre2_pattern_info(code, PCRE2_INFO_SIZE, &ret->code);
	ret->n_groups = groups;
}

static struct dump_pcre *wrap(struct arena *a, pcre2_code *code)
{
	struct dump_pcre *re = ARENA_NEW(a, struct dump_pcre);

	re->code = code;
	re->data = pcre2_match_data_create(DUMP_PCRE_MAX_GROUPS + 1, NULL);
	re->context = pcre2_match_context_create(NULL);
	if (!re->data || !re->context) {
		dump_pcre_free(re);
		return NULL;
	}
	pcre2_set_match_limit(re->context, MATCH_LIMIT);
	return re;
}

struct dump_pcre *dump_pcre_compile(struct arena *a, struct str re, struct dump_pcre_info *ret)
{
	unsigned char text[256] = "";
	PCRE2_SIZE at = 0;
	int error = 0;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)(re.p ? re.p : ""), re.n,
					 PCRE2_CASELESS | PCRE2_MULTILINE | PCRE2_NEVER_UTF, &error, &at, NULL);
	struct dump_pcre *made;

	*ret = (struct dump_pcre_info){.at = at};
	if (!code) {
		pcre2_get_error_message(error, text, sizeof(text));
		ret->error = arena_str(a, str_from((const char *)text));
		return NULL;
	}
	fill_info(ret, code);
	if (ret->code > DUMP_PCRE_MAX_CODE) {
		ret->error = STR_LIT("regular expression is too large");
		pcre2_code_free(code);
		return NULL;
	}
	made = wrap(a, code);
	if (!made)
		ret->error = STR_LIT("no memory");
	return made;
}

bool dump_pcre_match(struct dump_pcre *re, struct str schema, struct str table)
{
	unsigned char subject[MAX_SUBJECT];
	size_t n = schema.n + 1 + table.n;

	if (n > sizeof(subject))
		return false;
	memcpy(subject, schema.p, schema.n);
	subject[schema.n] = '.';
	if (table.n)
		memcpy(subject + schema.n + 1, table.p, table.n);
	return pcre2_match(re->code, subject, n, 0, 0, re->data, re->context) > 0;
}

void dump_pcre_free(struct dump_pcre *re)
{
	if (!re)
		return;
	pcre2_code_free(re->code);
	pcre2_match_data_free(re->data);
	pcre2_match_context_free(re->context);
	*re = (struct dump_pcre){0};
}
