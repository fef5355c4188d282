/* registry.c: the table of all rules, in the order of rules.def. */
#include <string.h>

#include "dmlint/rule.h"

#define RULE(id) extern const struct rule rule_##id;
#include "rules.def"
#undef RULE

#define RULE(id) &rule_##id,
const struct rule *const rules[] = {
#include "rules.def"
};
#undef RULE
const size_t n_rules = ARRAY_LEN(rules);

const struct rule *rule_find(struct str id_or_name)
{
	for (size_t i = 0; i < n_rules; i++) {
		if (str_eq_nocase(id_or_name, str_from(rules[i]->info.id)) || str_eq_c(id_or_name, rules[i]->info.name))
			return rules[i];
	}
	return NULL;
}

const struct rule *rule_nearest(struct str name)
{
	const struct rule *best = NULL;
	unsigned limit = (unsigned)(name.n / 4 < 8 ? name.n / 4 : 8), best_distance = limit + 1;

	for (size_t i = 0; i < n_rules; i++) {
		unsigned d = str_distance(name, str_from(rules[i]->info.name), limit);

		if (d < best_distance) {
			best = rules[i];
			best_distance = d;
		}
	}
	return best;
}

bool suppression_next_name(struct str *rest, struct str *ret)
{
	const char *comma = rest->n ? memchr(rest->p, ',', rest->n) : NULL;
	size_t n = comma ? (size_t)(comma - rest->p) : rest->n;

	if (rest->n == 0)
		return false;
	*ret = str_trim((struct str){rest->p, n});
	n += comma != NULL;
	*rest = (struct str){rest->p + n, rest->n - n};
	return true;
}
