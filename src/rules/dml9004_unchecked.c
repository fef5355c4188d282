/* Checks that could not be made, because a server did not give the answers they need:
 *
 *     facts: {grants: {state: denied, error_code: 1142}}
 *
 * One finding a server. Where no connection came about, the rules about connections speak. */
#include "internal.h"

#define MAX_NAMES 12 /* in the help; the checklist has them all */
#define MAX_SAID 160 /* bytes of what a server said */

/* What is unknown of one server. */
struct unchecked {
	const struct live_check *first; /* NULL: nothing */
	uint32_t lacking;
	bool guards; /* against a stop of the task, or lost data */
	size_t n;
	struct buf names;
};

static bool is_ours(const struct live_check *c)
{
	if (c->state != CHECK_NOT_MADE || !c->server)
		return false;
	return c->lacking || c->server->connect == CONNECT_NEVER || c->server->connect == CONNECT_CANCELLED;
}

static void note_check(struct unchecked *u, const struct live_check *c)
{
	if (!u->first)
		u->first = c;
	u->lacking |= c->lacking;
	u->guards |= c->rule->info.severity == SEV_ERROR;
	if (u->n++ < MAX_NAMES)
		buf_fmt(&u->names, "%s%s", u->names.n ? ", " : "", c->rule->info.name);
}

static struct str cut(struct str s)
{
	return (struct str){s.p, s.n < MAX_SAID ? s.n : MAX_SAID};
}

/* Is the same to be said of the next answer that is lacking? */
static bool same_as_next(const struct unchecked *u, unsigned fact)
{
	const struct fact_answer *x = &u->first->server->facts[fact];

	for (unsigned f = fact + 1; f < FACT_COUNT; f++) {
		const struct fact_answer *y = &u->first->server->facts[f];

		if (u->lacking & FACT_BIT(f))
			return x->state == y->state && x->error_code == y->error_code && str_eq(x->error, y->error);
	}
	return false;
}

/* "variables", "grants" was refused (1142: ...), "tables" was cut off */
static struct str say_lacking(struct lint *l, const struct unchecked *u)
{
	struct buf b = {0};
	struct str out;

	for (unsigned f = 0; f < FACT_COUNT; f++) {
		const struct fact_answer *x = &u->first->server->facts[f];
		struct str said = cut(x->error);

		if (!(u->lacking & FACT_BIT(f)))
			continue;
		buf_fmt(&b, "%s\"%s\"", b.n ? ", " : "", fact_name(f));
		if (same_as_next(u, f))
			continue;
		buf_fmt(&b, " %s",
			x->state == FACT_DENIED      ? "was refused"
			: x->state == FACT_TRUNCATED ? "was cut off"
						     : "failed");
		if (x->error_code)
			buf_fmt(&b, " (%u%s%.*s)", x->error_code, said.n ? ": " : "", STR_FMT(said));
		else if (said.n)
			buf_fmt(&b, " (%.*s)", STR_FMT(said));
	}
	out = arena_str(l->arena, (struct str){b.p, b.n});
	buf_free(&b);
	return out;
}

static struct str say_why(struct lint *l, const struct unchecked *u)
{
	const struct server_facts *s = u->first->server;
	struct str said = cut(s->error);

	if (s->connect == CONNECT_OK)
		return say_lacking(l, u);
	if (said.n)
		return said;
	return s->connect == CONNECT_CANCELLED ? STR_LIT("the run ended first") : STR_LIT("it was not asked");
}

static void say(struct lint *l, const struct unchecked *u)
{
	const struct server_facts *server = u->first->server;
	struct str name = u->first->name;
	struct diag *d;

	if (server->role == ROLE_SOURCE)
		name = arena_fmt(l->arena, "source \"%.*s\"", STR_FMT(server->id));
	d = report(l, u->first->home, "%.*s: %zu check%s could not be made: %.*s", STR_FMT(name), u->n,
		   u->n == 1 ? "" : "s", STR_FMT(say_why(l, u)));
	if (u->guards)
		report_severity(l, d, SEV_WARNING);
	if (u->n > MAX_NAMES)
		report_help(l, d, "not checked: %.*s and %zu more", (int)u->names.n, u->names.p, u->n - MAX_NAMES);
	else
		report_help(l, d, "not checked: %.*s", (int)u->names.n, u->names.p);
}

static void check(struct lint *l)
{
	struct unchecked *of;
	size_t n = 0;

	for (size_t i = 0; i < l->n_checks; i++)
		n = l->checks[i].place >= n ? l->checks[i].place + 1 : n;
	of = ARENA_ARRAY(l->arena, struct unchecked, n + 1);
	for (size_t i = 0; i < l->n_checks; i++) {
		if (is_ours(&l->checks[i]))
			note_check(&of[l->checks[i].place], &l->checks[i]);
	}
	for (size_t i = 0; i < n; i++) {
		if (of[i].first)
			say(l, &of[i]);
		buf_free(&of[i].names);
	}
}

const struct rule rule_dml9004 = {
	.info = {.id = "DML9004",
		 .name = "unchecked",
		 .severity = SEV_NOTE,
		 .summary = "checks that could not be made, because a server did not give the answers",
		 .why = "The account may not see what the check needs, a statement failed, or the time was up. Whether all is well there "
			"nobody knows. It is a warning when one of these checks guards against a task that stops or loses data.",
		 .remedy =
			 "Let the account of the configuration see it, or give more time (--timeout), and check again.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
