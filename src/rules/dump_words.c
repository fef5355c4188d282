/* dump_words.c: what the rules on extra-args share: whose they are, where their words stand, and how they are changed. Reports
 * nothing of its own. */
#include <stdarg.h>
#include <string.h>

#include "dump_words.h"

const struct dump_flag *dump_flag_elsewhere(const struct dump_use *use, const struct dump_arg *g)
{
	enum dumper d = use->args.dumper == DUMPER_MYDUMPER ? DUMPER_DUMPLING : DUMPER_MYDUMPER;

	if (g->name.n < 2 || g->stray)
		return NULL;
	if (g->name.n == 2)
		return dump_flag_by_letter(d, g->name.p[1], UINT32_MAX - 1);
	return dump_flag_find(d, (struct str){g->name.p + 2, g->name.n - 2}, UINT32_MAX - 1);
}

/* A password has no place in extra-args, but it may be there. */
static void mask_secrets(struct lint *l, struct dump_use *use)
{
	for (size_t i = 0; i < use->args.n_args; i++) {
		const struct dump_arg *g = &use->args.args[i];
		const struct dump_flag *f = g->flag ? g->flag : dump_flag_elsewhere(use, g);

		if (!f || f->type != DUMP_SECRET || !g->has_value)
			continue;
		use->secret = true;
		text_mask(l->doc->text, dump_value_place(l, use, g));
	}
}

struct str dump_shown(const struct dump_use *use, struct str s)
{
	return use->secret ? STR_LIT("******") : s;
}

static struct dump_use *use_of(struct lint *l, struct dump_uses *all, struct strmap *by_body, const struct node *body)
{
	struct str key = arena_str(l->arena, (struct str){(const char *)&body, sizeof(body)});
	struct dump_use *use = strmap_get(by_body, key);

	if (use)
		return use;
	use = &all->use[all->n++];
	use->body = body;
	use->node = task_get(body, "extra-args");
	if (use->node && (use->node->kind != NODE_SCALAR || !use->node->field))
		use->node = NULL;
	use->text = value_str(use->node, STR_LIT(""));
	dump_args_parse(l->arena, use->text, l->dm, true, &use->args);
	mask_secrets(l, use);
	strmap_put(by_body, key, use);
	return use;
}

void dump_uses(struct lint *l, struct dump_uses *ret)
{
	const struct task *t = l->task;
	struct strmap by_body = {.arena = l->arena};
	struct dump_use **of = ARENA_ARRAY(l->arena, struct dump_use *, t->n_instances + 1);
	size_t *room = ARENA_ARRAY(l->arena, size_t, t->n_instances + 1);

	*ret = (struct dump_uses){.use = ARENA_ARRAY(l->arena, struct dump_use, t->n_instances + 1)};
	if (!task_dumps(t))
		return;
	for (size_t i = 0; i < t->n_instances; i++) {
		of[i] = use_of(l, ret, &by_body, t->instances[i].unit[SEC_MYDUMPERS]);
		of[i]->n_users++;
	}
	for (size_t k = 0; k < ret->n; k++) {
		ret->use[k].users = room;
		room += ret->use[k].n_users;
		ret->use[k].n_users = 0;
	}
	for (size_t i = 0; i < t->n_instances; i++)
		of[i]->users[of[i]->n_users++] = i;
}

void each_extra_args(struct lint *l, void (*each)(struct lint *l, const struct dump_use *use))
{
	struct dump_uses all;

	dump_uses(l, &all);
	for (size_t i = 0; i < all.n; i++) {
		if (!all.use[i].node || all.use[i].args.n_words == 0)
			continue;
		l->instance = all.use[i].users[0];
		each(l, &all.use[i]);
	}
	l->instance = 0;
}

bool dump_args_checked(const struct lint *l)
{
	return dm_check_find("dump-args-checked", l->dm) && !item_ignored(l, "dump_privilege");
}

bool dump_decides(const struct dump_flag *f)
{
	return !f || (f->sets != DUMP_SETS_SPEED && f->sets != DUMP_SETS_LOG);
}

/* The arguments without effect, in words; absent: none. */
static struct str lost_args(struct lint *l, const struct dump_use *use)
{
	struct buf b = {0};
	struct str s;

	for (size_t i = 0; i < use->args.n_args; i++) {
		const struct dump_arg *g = &use->args.args[i];

		if (g->lost && !g->stray)
			buf_fmt(&b, "%s\"%.*s\"", b.n ? ", " : "", STR_FMT(g->name));
	}
	s = arena_str(l->arena, (struct str){b.p ? b.p : "", b.n});
	buf_free(&b);
	return s;
}

struct str dump_consequence(struct lint *l, const struct dump_use *use)
{
	struct str lost;

	if (use->args.dumper == DUMPER_MYDUMPER)
		return STR_LIT("mydumper exits and the dump fails with code 32001");
	if (dump_args_checked(l))
		return STR_LIT("check-task and start-task stop at it");
	lost = lost_args(l, use);
	if (lost.n)
		return arena_fmt(l->arena, "DM writes a line to its log and ignores it as well as %.*s", STR_FMT(lost));
	return STR_LIT("DM writes a line to its log and ignores it");
}

void dump_weigh(struct lint *l, const struct dump_use *use, struct diag *d)
{
	bool decides = false;

	if (use->args.dumper == DUMPER_MYDUMPER || dump_args_checked(l))
		return;
	for (size_t i = 0; i < use->args.n_args; i++) {
		const struct dump_arg *g = &use->args.args[i];

		decides |= (g->lost || i == use->args.stop) && g->flag && dump_decides(g->flag);
	}
	if (!decides)
		report_severity(l, d, SEV_WARNING);
}

bool dump_arg_torn(const struct dump_use *use, const struct dump_arg *g)
{
	for (size_t i = 0; i < g->n_words; i++) {
		if (use->args.words[g->word + i].torn || use->args.words[g->word + i].open)
			return true;
	}
	return false;
}

bool dump_arg_glued(const struct dump_use *use, const struct dump_arg *g)
{
	if (use->args.dumper != DUMPER_MYDUMPER || !g->cluster)
		return false;
	while (g > use->args.args && g[-1].word == g->word)
		g--;
	return g->flag && dump_flag_takes_value(g->flag);
}

struct span dump_words_place(const struct lint *l, const struct dump_use *use, size_t word, size_t n)
{
	const struct dump_word *first = &use->args.words[word], *last = first + n - 1;

	return text_place(l, use->node, first->at, last->at + last->raw.n - first->at);
}

struct span dump_arg_place(const struct lint *l, const struct dump_use *use, const struct dump_arg *g)
{
	return dump_words_place(l, use, g->word, g->n_words);
}

struct span dump_value_place(const struct lint *l, const struct dump_use *use, const struct dump_arg *g)
{
	if (!g->has_value || g->value.n == 0)
		return dump_arg_place(l, use, g);
	return text_place(l, use->node, g->value_at, g->value.n);
}

struct str yaml_quoted(struct arena *a, struct str s)
{
	struct buf b = {0};
	struct str out;

	buf_char(&b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"' || c == '\\')
			buf_fmt(&b, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			buf_fmt(&b, "\\x%02x", c);
		else
			buf_char(&b, (char)c);
	}
	buf_char(&b, '"');
	out = arena_str(a, (struct str){b.p, b.n});
	buf_free(&b);
	return out;
}

/* Text that means itself in this style of YAML scalar, wherever in it it stands. */
static bool is_plain(struct str s, unsigned style)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c == ' ' && i > 0 && i + 1 < s.n) || (c && strchr("_=./+-", c)) ||
		      (c == ',' && style != STYLE_PLAIN)))
			return false;
	}
	return true;
}

bool dump_edit_key(struct lint *l, const struct node *map, const char *key, struct str value, struct span *ret_at,
		   struct str *ret_with)
{
	const struct node *next;
	uint32_t indent;

	if (!node_editable(map) || map->kind != NODE_MAP)
		return false;
	if (!map->first) {
		*ret_at = map->span;
		*ret_with = arena_fmt(l->arena, "{%s: %.*s}", key, STR_FMT(value));
		return map->span.hi > map->span.lo;
	}
	/* Behind the first member, which is source-id in most instances. */
	next = map->first->next && node_editable(map->first->next) ? map->first->next : map->first;
	if (!node_editable(next) || next->key_span.hi == next->key_span.lo)
		return false;
	*ret_at = (struct span){next->key_span.lo, next->key_span.lo};
	indent = text_pos(l->doc->text, ret_at->lo).column - 1;
	if (map->style == STYLE_FLOW)
		*ret_with = arena_fmt(l->arena, "%s: %.*s, ", key, STR_FMT(value));
	else
		*ret_with = arena_fmt(l->arena, "%s: %.*s\n%*s", key, STR_FMT(value), (int)indent, "");
	return true;
}

bool dump_edit_args(struct lint *l, const struct dump_use *use, struct str text, struct span *ret_at,
		    struct str *ret_with)
{
	struct str value = yaml_quoted(l->arena, text);

	if (use->secret)
		return false;
	if (use->node) {
		*ret_at = use->node->span;
		*ret_with = value;
		if (use->node->span.hi == use->node->span.lo) /* "extra-args:" without a value */
			*ret_with = arena_fmt(l->arena, " %.*s", STR_FMT(value));
		return node_editable(use->node);
	}
	if (use->body)
		return dump_edit_key(l, use->body, "extra-args", value, ret_at, ret_with);
	return false;
}

/* The text of extra-args with something else in the place of words, and no more blanks than before. */
static struct str replaced(struct lint *l, const struct dump_use *use, size_t word, size_t n, struct str with)
{
	const struct dump_word *first = &use->args.words[word], *last = first + n - 1;
	struct str before = {use->text.p, first->at}, after;
	size_t end = last->at + last->raw.n;

	after = (struct str){use->text.p + end, use->text.n - end};
	if (with.n)
		return arena_fmt(l->arena, "%.*s%.*s%.*s", STR_FMT(before), STR_FMT(with), STR_FMT(after));
	before = str_trim(before);
	after = str_trim(after);
	return arena_fmt(l->arena, "%.*s%s%.*s", STR_FMT(before), before.n && after.n ? " " : "", STR_FMT(after));
}

/* A fix that writes the whole text anew is offered for so many words: more of them would cost the square of the text, and only one
 * can be applied. */
#define MAX_REWRITTEN 256

struct fix *dump_fix_words(struct lint *l, struct diag *d, const struct dump_use *use, bool safe, size_t word, size_t n,
			   struct str with, const char *fmt, ...)
{
	struct span at = dump_words_place(l, use, word, n), whole = use->node->span;
	struct str title, text;
	va_list ap;

	if (!node_editable(use->node))
		return NULL;
	va_start(ap, fmt);
	title = arena_vfmt(l->arena, fmt, ap);
	va_end(ap);
	/* Only the words, where they stand in the file as they are and something is left. */
	if (with.n && is_plain(with, use->node->style) &&
	    (at.lo != whole.lo || at.hi != whole.hi || use->node->style == STYLE_PLAIN))
		return report_fix(l, d, safe, at, with, "%.*s", STR_FMT(title));
	if (use->secret || word >= MAX_REWRITTEN)
		return NULL;
	text = replaced(l, use, word, n, with);
	return report_fix(l, d, safe, whole, yaml_quoted(l->arena, text), "%.*s", STR_FMT(title));
}
