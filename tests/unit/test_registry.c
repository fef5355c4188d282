/* test_registry.c: what holds for every row of the rule table, and that rules are found by name and id. */
#include "dmlint/rule.h"

#include <ctype.h>
#include <string.h>

#include "unit.h"

static bool is_id(const char *s)
{
	return strlen(s) == 7 && strncmp(s, "DML", 3) == 0 && strspn(s + 3, "0123456789") == 4;
}

static bool is_name(const char *s)
{
	return islower((unsigned char)*s) && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(s) &&
	       s[strlen(s) - 1] != '-';
}

/* Codes of five digits, one blank between two. */
static bool are_codes(const char *s)
{
	for (; *s; s += s[5] ? 6 : 5) {
		if (strspn(s, "0123456789") != 5 || (s[5] && (s[5] != ' ' || !s[6])))
			return false;
	}
	return true;
}

/* A message or summary: begins with a lower-case letter or a name, ends without a full stop. */
static bool is_phrase(const char *s)
{
	return *s && s[strlen(s) - 1] != '.' && strchr(s, '\n') == NULL;
}

static bool is_text(const char *s)
{
	return *s && s[strlen(s) - 1] == '.' && strchr(s, '\n') == NULL;
}

static void test_row(struct unit *u, const struct rule *r)
{
	const struct rule_info *i = &r->info;
	bool ok = i->id && i->name && i->summary && i->why && i->remedy && i->versions && i->dm_errors && r->check;

	CHECK(u, ok);
	if (!ok)
		return;
	ok = is_id(i->id) && is_name(i->name) && is_phrase(i->summary) && is_text(i->why) && is_text(i->remedy) &&
	     *i->versions && are_codes(i->dm_errors) && i->severity != SEV_OFF;
	CHECK(u, ok);
	if (!ok)
		printf("# row of %s %s\n", i->id, i->name);
	CHECK(u, rule_find(str_from(i->id)) == r);
	CHECK(u, rule_find(str_from(i->name)) == r);
}

int main(void)
{
	struct unit u = {0};

	for (size_t i = 0; i < n_rules; i++) {
		test_row(&u, rules[i]);
		CHECK(&u, i == 0 || strcmp(rules[i - 1]->info.id, rules[i]->info.id) < 0);
	}
	CHECK(&u, rule_find(STR_LIT("")) == NULL);
	CHECK(&u, rule_find(STR_LIT("DML")) == NULL);
	CHECK(&u, rule_find(STR_LIT("no-such-rule")) == NULL);
	return unit_done(&u);
}
