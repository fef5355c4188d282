/* policy.c: the policies of a configuration as struct policy, with what is wrong in them. Called by read.c. */
#include <string.h>

#include "dmlint/goregex.h"

#include "internal.h"

/* "a.b[].*" as steps; a key may be quoted like 'a.b'. NULL, or what is wrong. */
static const char *parse_path(struct str s, struct policy *p)
{
	bool want_key = true;

	while (s.n || want_key) {
		struct policy_step *step = &p->steps[p->n_steps];
		size_t n = 0;

		if (p->n_steps == POLICY_MAX_STEPS)
			return "it is too long";
		if (!want_key && str_has_prefix(s, "[]")) {
			*step = (struct policy_step){.kind = STEP_ITEM};
			n = 2;
		} else if (want_key) {
			while (n < s.n && s.p[n] != '.' && s.p[n] != '[')
				n++;
			*step = (struct policy_step){.kind = STEP_KEY, .key = {s.p, n}};
			if (str_eq_c(step->key, "*"))
				step->kind = STEP_MEMBER;
		}
		if (n == 0)
			return "keys are joined by a dot; [] stands for every item of a list, * for every member of a map";
		p->n_steps++;
		s = (struct str){s.p + n, s.n - n};
		want_key = s.n && s.p[0] == '.';
		s = (struct str){s.p + want_key, s.n - want_key};
	}
	return NULL;
}

/* The field in some version of DM; *ret_at: how many steps there are fields for. */
static const struct field *find_field(const struct policy *p, enum config_kind kind, const struct field **ret_last,
				      size_t *ret_at)
{
	const struct field *f = schema_root(kind);
	size_t i = 0;

	for (; f && i < p->n_steps; i++) {
		const struct policy_step *s = &p->steps[i];

		*ret_last = f;
		*ret_at = i;
		if (s->kind == STEP_KEY)
			f = f->type == GO_MAP ? f->fields[0] : schema_find_any_version(f, s->key);
		else
			f = f->type == (s->kind == STEP_ITEM ? GO_LIST : GO_MAP) ? f->fields[0] : NULL;
	}
	return f;
}

static const char *nearest_key(const struct field *f, struct str key)
{
	unsigned best_distance = 3;
	const char *best = NULL;

	for (size_t i = 0; f->type == GO_STRUCT && i < f->n_fields; i++) {
		unsigned d = str_distance(key, str_from(f->fields[i]->name), 2);

		if (d < best_distance) {
			best = f->fields[i]->name;
			best_distance = d;
		}
	}
	return best;
}

static void report_unknown_field(struct reader *r, const struct node *at, const struct policy *p)
{
	const struct field *last = NULL, *elsewhere;
	enum config_kind kind = p->kinds & 1u << CONFIG_TASK ? CONFIG_TASK : CONFIG_SOURCE;
	const char *near = NULL, *help = NULL;
	size_t step = 0;

	(void)find_field(p, kind, &last, &step);
	if (last && p->steps[step].kind == STEP_KEY)
		near = nearest_key(last, p->steps[step].key);
	elsewhere = schema_find_path(kind, p->field);
	if (near)
		help = arena_fmt(r->arena, "did you mean \"%s\"?", near).p;
	else if (elsewhere && elsewhere->name[0] != '*')
		help = arena_fmt(r->arena, "did you mean \"%s\"?", elsewhere->path).p;
	else if (last && last->type == GO_LIST)
		help = arena_fmt(r->arena, "\"%s\" is a list: [] stands for its items", last->path).p;
	else if (last && last->type == GO_MAP)
		help = arena_fmt(r->arena, "\"%s\" is a map: .* stands for its members", last->path).p;
	config_issue(r, at, false, help, "no configuration of DM has the field \"%.*s\"", STR_FMT(p->field));
}

/* Which configurations are meant. Those of a dm-worker.toml are sources, too. */
static unsigned wanted_kinds(struct reader *r, const struct node *map)
{
	unsigned source = 1u << CONFIG_SOURCE | 1u << CONFIG_WORKER, task = 1u << CONFIG_TASK;
	const struct node *n = config_scalar(map, "kind");
	struct str kind = value_str(n, STR_LIT(""));

	if (n && str_eq_c(kind, "task"))
		return task;
	if (n && str_eq_c(kind, "source"))
		return source;
	if (n)
		config_issue(r, n, false, "one of: task, source", "\"%.*s\" is no kind", STR_FMT(kind));
	return task | source;
}

/* Leaves in p->kinds those that have the field. *ret: the field in one of them. */
static bool read_field(struct reader *r, const struct node *map, struct policy *p, const struct field **ret)
{
	const struct node *n = config_scalar(map, "field");
	unsigned wanted = wanted_kinds(r, map);
	const char *why;

	if (!n) {
		config_issue(r, map, false, NULL, "this policy has no \"field\"");
		return false;
	}
	p->field = value_str(n, STR_LIT(""));
	why = parse_path(p->field, p);
	if (why) {
		config_issue(r, n, false, NULL, "\"%.*s\" is no path of a field: %s", STR_FMT(p->field), why);
		return false;
	}
	*ret = NULL;
	for (unsigned k = CONFIG_TASK; k <= CONFIG_WORKER; k++) {
		const struct field *last = NULL, *f = NULL;
		size_t step;

		if (wanted & 1u << k)
			f = find_field(p, (enum config_kind)k, &last, &step);
		p->kinds |= f ? 1u << k : 0;
		*ret = f && (!*ret || f->secret) ? f : *ret;
	}
	if (!*ret) {
		p->kinds = wanted;
		report_unknown_field(r, n, p);
	}
	return *ret != NULL;
}

static bool is_number(enum go_type t)
{
	return t == GO_INT || t == GO_UINT8 || t == GO_UINT32 || t == GO_UINT64 || t == GO_FLOAT || t == GO_ANY;
}

static void check_use(struct reader *r, const struct node *n, const char *key, const struct field *f)
{
	bool number = strcmp(key, "minimum") == 0 || strcmp(key, "maximum") == 0;

	if (!n)
		return;
	if (f->secret)
		config_issue(r, n, true, "\"required\" and \"forbidden\" can be used",
			     "\"%s\" holds a secret, whose value no policy looks at", f->path);
	else if (f->type == GO_STRUCT || f->type == GO_MAP || f->type == GO_LIST)
		config_issue(r, n, true, NULL, "\"%s\" is for single values, and the type of \"%s\" is %s", key,
			     f->path, go_type_name(f->type));
	else if (number && !is_number(f->type))
		config_issue(r, n, true, NULL, "\"%s\" is for numbers, and the type of \"%s\" is %s", key, f->path,
			     go_type_name(f->type));
}

static void read_pattern(struct reader *r, const struct node *n, struct policy *p)
{
	struct go_regex_info info;

	if (!n)
		return;
	p->pattern = value_str(n, STR_LIT(""));
	if (!go_regex_parse(p->pattern, GO_REGEX_1_25, &info))
		config_issue(r, n, false, NULL, "\"%.*s\" is no regular expression: %s", STR_FMT(p->pattern),
			     info.text);
}

static void read_constraints(struct reader *r, const struct node *map, struct policy *p, const struct field *f)
{
	const struct node *values = config_get(map, "enum"), *pattern = config_scalar(map, "pattern");
	double low, high;

	p->minimum = config_scalar(map, "minimum");
	p->maximum = config_scalar(map, "maximum");
	p->values = values && values->kind == NODE_SEQ ? values->first : NULL;
	p->required = value_bool(config_scalar(map, "required"), false);
	p->forbidden = value_bool(config_scalar(map, "forbidden"), false);
	check_use(r, p->minimum, "minimum", f);
	check_use(r, p->maximum, "maximum", f);
	check_use(r, values, "enum", f);
	check_use(r, pattern, "pattern", f);
	read_pattern(r, pattern, p);
	if (p->minimum && p->maximum && config_number(p->minimum, &low) && config_number(p->maximum, &high) &&
	    low > high)
		config_issue(r, p->minimum, false, NULL, "\"minimum\" is above \"maximum\": no value would do");
	if (!p->values && !p->minimum && !p->maximum && !pattern && !p->required && !p->forbidden)
		config_issue(r, map, false, "add enum, minimum, maximum, pattern, required or forbidden",
			     "this policy demands nothing");
	if (p->forbidden && (p->values || p->minimum || p->maximum || pattern || p->required))
		config_issue(r, config_get(map, "forbidden"), true, NULL,
			     "what is forbidden cannot be asked for anything else");
}

static void read_severity(struct reader *r, const struct node *n, struct policy *p)
{
	p->severity = SEV_ERROR;
	if (n && (!severity_parse(value_str(n, STR_LIT("")), &p->severity) || p->severity == SEV_OFF))
		config_issue(r, n, false, "one of: note, warning, error", "\"%.*s\" is no severity of a policy",
			     STR_FMT(value_str(n, STR_LIT(""))));
}

/* Names stand between the brackets of a suppression. */
static bool is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
		      c == '_' || c == '.'))
			return false;
	}
	return s.n > 0;
}

static void read_name(struct reader *r, const struct node *map, struct policy *p, struct strmap *names)
{
	const struct node *n = config_scalar(map, "name");

	p->name = value_str(n, STR_LIT(""));
	if (!n)
		config_issue(r, map, false, NULL, "this policy has no \"name\"");
	else if (!is_name(p->name))
		config_issue(r, n, false, "a name is made of letters, digits, dots, dashes and underscores",
			     "\"%.*s\" cannot be the name of a policy", STR_FMT(p->name));
	else if (strmap_put(names, p->name, p))
		config_issue(r, n, false, NULL, "there is already a policy \"%.*s\"", STR_FMT(p->name));
}

static const struct node *first_example(const struct node *map, const char *key)
{
	const struct node *n = config_get(config_get(map, "examples"), key);

	return n && n->kind == NODE_SEQ ? n->first : NULL;
}

void config_read_policies(struct reader *r)
{
	const struct node *list = config_get(r->root, "policies");
	struct strmap names = {.arena = r->arena};

	if (!list || list->kind != NODE_SEQ)
		return;
	r->config->policies = ARENA_ARRAY(r->arena, struct policy, node_count(list));
	for (const struct node *n = list->first; n; n = n->next) {
		struct policy *p = &r->config->policies[r->config->n_policies];
		const struct field *f = NULL;

		if (n->kind != NODE_MAP)
			continue;
		*p = (struct policy){.at = n};
		read_name(r, n, p, &names);
		read_severity(r, config_scalar(n, "severity"), p);
		p->message = value_str(config_scalar(n, "message"), (struct str){NULL, 0});
		p->link = value_str(config_scalar(n, "link"), (struct str){NULL, 0});
		p->good = first_example(n, "good");
		p->bad = first_example(n, "bad");
		if (!read_field(r, n, p, &f))
			continue;
		read_constraints(r, n, p, f);
		r->config->n_policies++;
	}
}
