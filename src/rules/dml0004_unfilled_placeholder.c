/* A template placeholder that nobody has filled in:
 *
 *     target-database: {host: "${TIDB_HOST}", port: 4000}
 *
 * Runs before the rules that judge values: what they find at the same place is counted here. */
#include <string.h>

#include "internal.h"

static bool between(struct str s, const char *open, const char *close)
{
	const char *from = memmem(s.p, s.n, open, strlen(open));

	return from && memmem(from + strlen(open), s.n - (size_t)(from - s.p) - strlen(open), close, strlen(close));
}

/* Two characters in a row. By memchr: the whole file is searched, and memmem takes many times as long for so short a needle. */
static bool has_pair(struct str s, char first, char second)
{
	const char *end = s.p + s.n;

	for (const char *p = s.p; p + 1 < end; p++) {
		p = memchr(p, first, (size_t)(end - p) - 1);
		if (!p)
			return false;
		if (p[1] == second)
			return true;
	}
	return false;
}

static bool is_placeholder(struct str s)
{
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\''))
		s = (struct str){s.p + 1, s.n - 2};
	if (s.n < 4 || s.n > 256)
		return false;
	if (s.p[0] == '<' && s.p[s.n - 1] == '>')
		return memchr(s.p + 1, '<', s.n - 1) == NULL;
	return between(s, "${", "}") || between(s, "{{", "}}");
}

static size_t visit(struct lint *l, bool report_them)
{
	size_t n = 0;

	for (const struct node *k = l->root; k; k = node_next(k, l->root)) {
		struct str s = {l->doc->text->bytes.p + k->span.lo, k->span.hi - k->span.lo};

		if (k->kind != NODE_SCALAR || k->aliased || k->style == STYLE_LITERAL || k->style == STYLE_FOLDED ||
		    !is_placeholder(s))
			continue;
		if (report_them) {
			struct diag *d = report(l, k->span, "this looks like an unfilled template placeholder");

			report_field(l, d, k);
			l->placeholders[n] = (struct placeholder){k->span, d};
		}
		n++;
	}
	return n;
}

/* Merged members come after their map in the tree, but stand before it in the file. */
static bool sorted(const struct lint *l, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (l->placeholders[i].at.lo < l->placeholders[i - 1].at.hi)
			return false;
	}
	return true;
}

static void check(struct lint *l)
{
	struct str t = l->doc->text->bytes;
	size_t n;

	if (l->kind == CONFIG_INVENTORY)
		return; /* Ansible fills its templates when it runs */
	if (!t.n || (!memchr(t.p, '<', t.n) && !has_pair(t, '$', '{') && !has_pair(t, '{', '{')))
		return;
	n = visit(l, false);
	if (n == 0)
		return;
	l->placeholders = ARENA_ARRAY(l->arena, struct placeholder, n);
	visit(l, true);
	l->n_placeholders = sorted(l, n) ? n : 0;
}

const struct rule rule_dml0004 = {
	.info = {.id = "DML0004",
		 .name = "unfilled-placeholder",
		 .severity = SEV_WARNING,
		 .summary = "a value that looks like ${VAR}, {{ name }} or <name>",
		 .why = "DM takes such text literally: as a host or password it fails on connecting, as a number or mode the task is refused.",
		 .remedy = "Fill the template in before the file is checked, or lint the template's output.",
		 .versions = "all",
		 .dm_errors = ""},
	.check = check,
};
