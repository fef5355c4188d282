/* tls_section.c: the "security" of target-database and of a source. Called by the rules 42xx. Sees whether a key is there, never what it
 * is. */
#include "tls_section.h"

static const char *const names[TLS_PARTS] = {"ssl-ca", "ssl-cert", "ssl-key"};

const char *tls_part_name(enum tls_part part)
{
	return names[part];
}

static const struct node *form_of(const struct lint *l, const struct node *security, enum tls_part part,
				  const char *form)
{
	return task_get(security, arena_fmt(l->arena, "%s%s", names[part], form).p);
}

static bool has_text(const struct node *n)
{
	return n && n->kind == NODE_SCALAR && schema_secret_text(n).n > 0 && !node_is_null(n);
}

static bool has_bytes(const struct node *n)
{
	return n && n->kind == NODE_SEQ && n->first;
}

bool tls_gives(const struct lint *l, const struct node *security, enum tls_part part)
{
	return has_text(form_of(l, security, part, "")) || has_text(form_of(l, security, part, "-base64")) ||
	       has_bytes(form_of(l, security, part, "-bytes"));
}

const struct node *tls_base64(const struct lint *l, const struct node *security, enum tls_part part)
{
	const struct node *n = form_of(l, security, part, "-base64");

	return has_text(n) && !has_bytes(form_of(l, security, part, "-bytes")) ? n : NULL;
}

void each_tls_section(struct lint *l, void (*each)(struct lint *l, const struct node *db, const struct node *security))
{
	static const char *const databases[] = {"target-database", "from"};

	for (size_t i = 0; i < ARRAY_LEN(databases) && dm_check_find("tls", l->dm); i++) {
		const struct node *db = task_get(l->root, databases[i]), *security = task_get(db, "security");

		if (security && security->kind == NODE_MAP)
			each(l, db, security);
	}
}
