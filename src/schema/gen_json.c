/* gen_json.c: writes one JSON Schema (draft-07) for a kind of configuration and a DM version, for editors. A schema sees
 * values after a YAML loader read them, and loaders differ: it is strict about structure and generous about the forms of
 * numbers and booleans. Called by gen_schema.c. */
#include "gen.h"

#include <stdlib.h>
#include <string.h>

struct json {
	struct buf *out;
	struct arena *arena;
	uint32_t v;
	unsigned depth;
	bool first; /* nothing stands in the present object or list yet */
};

/* Words of YAML 1.1 that a loader of YAML 1.2 leaves as text, and the same for numbers. */
#define BOOL_WORDS "^(y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|True|TRUE|False|FALSE)$"
#define NUMBER_WORDS                                                  \
	"^[-+]?(0[bB][01_]+|0[oO][0-7_]+|0[xX][0-9a-fA-F_]+|0[0-9]+|" \
	"[0-9][0-9_.]*_[0-9_.]*([eE][-+]?[0-9]+)?|[0-9.]+[eE][-+]?[0-9]+)$"
#define SIZE "^[0-9.]+ ?([kKmMgGtTpP][iI]?)?[bB]?$"
#define DURATION "^[-+]?(0|(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|\302\265s|\316\274s|ms|s|m|h))+)$"

static void text(struct json *j, struct str s)
{
	buf_char(j->out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_char(j->out, '\\');
		if ((unsigned char)s.p[i] < ' ')
			buf_fmt(j->out, "\\u%04x", s.p[i]);
		else
			buf_char(j->out, s.p[i]);
	}
	buf_char(j->out, '"');
}

static void line(struct json *j)
{
	buf_c(j->out, j->first ? "\n" : ",\n");
	for (unsigned i = 0; i < j->depth; i++)
		buf_c(j->out, "  ");
	j->first = false;
}

static void name(struct json *j, struct str s)
{
	line(j);
	text(j, s);
	buf_c(j->out, ": ");
}

static void open(struct json *j, char c)
{
	buf_char(j->out, c);
	j->depth++;
	j->first = true;
}

static void close(struct json *j, char c)
{
	bool empty = j->first;

	j->depth--;
	j->first = true;
	if (!empty)
		line(j);
	j->first = false;
	buf_char(j->out, c);
}

static void put(struct json *j, const char *key, struct str s)
{
	name(j, str_from(key));
	text(j, s);
}

static void put_raw(struct json *j, const char *key, const char *value)
{
	name(j, str_from(key));
	buf_c(j->out, value);
}

/* Types in JSON: a blank separated list; null goes where DM takes it for a value. */
static void put_type(struct json *j, const char *types, bool null)
{
	name(j, STR_LIT("type"));
	if (!strchr(types, ' ') && !null) {
		text(j, str_from(types));
		return;
	}
	buf_char(j->out, '[');
	for (const char *p = types; *p;) {
		size_t n = strcspn(p, " ");

		text(j, (struct str){p, n});
		p += n + (p[n] == ' ');
		if (*p)
			buf_c(j->out, ", ");
	}
	buf_c(j->out, null ? ", \"null\"]" : "]");
}

static bool known(const struct gen_ranges *r, uint32_t v)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->at[i].from <= v && v < r->at[i].to)
			return true;
	return false;
}

/* "off" arrives as false from a loader of YAML 1.1. */
static void put_enum(struct json *j, const struct gen_row *row)
{
	bool has_off = false, first = true;

	name(j, STR_LIT("enum"));
	buf_char(j->out, '[');
	for (size_t i = 0; i < row->n_enums; i++) {
		if (!known(&row->enums[i].ranges, j->v))
			continue;
		if (!first)
			buf_c(j->out, ", ");
		first = false;
		text(j, row->enums[i].value);
		has_off |= str_eq_c(row->enums[i].value, "off");
	}
	if (has_off)
		buf_c(j->out, ", false");
	buf_c(j->out, row->enum_empty ? ", \"\", null]" : "]");
}

static void put_folded(struct json *j, const struct gen_row *row)
{
	struct buf b = {0};

	for (size_t i = 0; i < row->n_enums; i++) {
		if (!known(&row->enums[i].ranges, j->v))
			continue;
		buf_c(&b, b.n ? "|" : "^(");
		for (size_t k = 0; k < row->enums[i].value.n; k++) {
			char c = row->enums[i].value.p[k];

			if (c >= 'a' && c <= 'z')
				buf_fmt(&b, "[%c%c]", c, c - 'a' + 'A');
			else
				buf_char(&b, c);
		}
	}
	buf_c(&b, ")$");
	put(j, "pattern", (struct str){b.p, b.n});
	buf_free(&b);
}

static void put_text_values(struct json *j, const struct gen_row *row)
{
	if (!row->n_enums) {
		put_type(j, "string number boolean", !row->required);
		if (row->required)
			put_raw(j, "minLength", "1");
		if (row->max_bytes)
			put_raw(j, "maxLength", arena_fmt(j->arena, "%u", row->max_bytes).p);
		return;
	}
	if (!row->enum_fold) {
		put_enum(j, row);
		return;
	}
	name(j, STR_LIT("anyOf"));
	open(j, '[');
	line(j);
	open(j, '{');
	put_enum(j, row);
	close(j, '}');
	line(j);
	open(j, '{');
	put_type(j, "string", false);
	put_folded(j, row);
	close(j, '}');
	close(j, ']');
}

static void put_number(struct json *j, const struct gen_row *row)
{
	const char *max = row->type == GO_UINT8    ? "255"
			  : row->type == GO_UINT32 ? "4294967295"
			  : row->type == GO_UINT64 ? "18446744073709551615"
						   : NULL;

	put_type(j, "number string", true);
	put(j, "pattern", STR_LIT(NUMBER_WORDS));
	if (row->minimum.p || max)
		put_raw(j, "minimum", row->minimum.p ? arena_str(j->arena, row->minimum).p : "0");
	if (row->maximum.p || max)
		put_raw(j, "maximum", row->maximum.p ? arena_str(j->arena, row->maximum).p : max);
}

static void put_duration(struct json *j)
{
	put_type(j, "string number object", true);
	put(j, "pattern", STR_LIT(DURATION));
	put_raw(j, "minimum", "0");
	put_raw(j, "maximum", "0");
	put_raw(j, "properties", "{\"duration\": true}");
	put_raw(j, "additionalProperties", "false");
}

static void put_default(struct json *j, const struct gen_row *row)
{
	const struct gen_row *value = row->type == GO_LIST ? row->kids[0] : row;
	bool literal = row->def.p && row->type != GO_STRUCT && row->type != GO_MAP;
	struct str d = row->def;

	if (!literal || (d.n && *d.p == '('))
		return;
	name(j, STR_LIT("default"));
	if (row->type == GO_LIST)
		buf_char(j->out, '[');
	if (value->type == GO_STRING || value->type == GO_DURATION || value->type == GO_SIZE)
		text(j, d);
	else
		buf_str(j->out, d);
	if (row->type == GO_LIST)
		buf_char(j->out, ']');
}

static void put_description(struct json *j, const struct gen_row *row)
{
	bool old = row->deprecated && j->v >= row->deprecated;
	struct str s = row->text;

	if (old && row->replaced_by.p)
		s = arena_fmt(j->arena, "%.*s Deprecated since DM %u.%u.%u: use %.*s.", STR_FMT(s),
			      row->deprecated / 10000, row->deprecated / 100 % 100, row->deprecated % 100,
			      STR_FMT(row->replaced_by));
	else if (old)
		s = arena_fmt(j->arena, "%.*s Deprecated since DM %u.%u.%u.", STR_FMT(s), row->deprecated / 10000,
			      row->deprecated / 100 % 100, row->deprecated % 100);
	put(j, "description", s);
	if (old)
		put_raw(j, "deprecated", "true");
}

static void put_row(struct json *j, const struct gen_row *row);

static void put_struct(struct json *j, const struct gen_row *row)
{
	bool any = false;

	put_type(j, "object", row->parent && !row->required);
	put_raw(j, "additionalProperties", "false");
	for (size_t i = 0; i < row->n_kids; i++)
		any |= row->kids[i]->required && known(&row->kids[i]->ranges, j->v);
	if (any) {
		name(j, STR_LIT("required"));
		buf_char(j->out, '[');
		for (size_t i = 0; i < row->n_kids; i++) {
			if (!row->kids[i]->required || !known(&row->kids[i]->ranges, j->v))
				continue;
			if (!any)
				buf_c(j->out, ", ");
			any = false;
			text(j, row->kids[i]->name);
		}
		buf_char(j->out, ']');
	}
	name(j, STR_LIT("properties"));
	open(j, '{');
	for (size_t i = 0; i < row->n_kids; i++) { /* no deeper than the schema is */
		if (!known(&row->kids[i]->ranges, j->v))
			continue;
		name(j, row->kids[i]->name);
		open(j, '{');
		put_row(j, row->kids[i]);
		close(j, '}');
	}
	close(j, '}');
}

static void put_container(struct json *j, const struct gen_row *row)
{
	bool list = row->type == GO_LIST;

	put_type(j, list ? "array" : "object", !row->required);
	if (list && row->required)
		put_raw(j, "minItems", "1");
	name(j, list ? STR_LIT("items") : STR_LIT("additionalProperties"));
	open(j, '{');
	put_row(j, row->kids[0]);
	close(j, '}');
}

static void put_row(struct json *j, const struct gen_row *row)
{
	if (row->parent)
		put_description(j, row);
	switch (row->type) {
	case GO_STRUCT:
		put_struct(j, row);
		break;
	case GO_MAP:
	case GO_LIST:
		put_container(j, row);
		break;
	case GO_STRING:
	case GO_CHECKING_ITEM:
		put_text_values(j, row);
		break;
	case GO_BOOL:
		put_type(j, "boolean string", true);
		put(j, "pattern", STR_LIT(BOOL_WORDS));
		break;
	case GO_INT:
	case GO_UINT8:
	case GO_UINT32:
	case GO_UINT64:
	case GO_FLOAT:
		put_number(j, row);
		break;
	case GO_DURATION:
		put_duration(j);
		break;
	case GO_SIZE:
		put_type(j, "string number", true);
		put(j, "pattern", STR_LIT(SIZE));
		put_raw(j, "minimum", "0");
		break;
	case GO_ANY:
		break;
	}
	put_default(j, row);
}

bool gen_json(struct gen *g, enum config_kind kind, uint32_t v, struct str id, struct str title, struct buf *out)
{
	struct json j = {.out = out, .arena = g->arena, .v = v};
	const struct gen_row *root = g->roots[kind];

	if (!known(&root->ranges, v))
		return false;
	open(&j, '{');
	put(&j, "$schema", STR_LIT("http://json-schema.org/draft-07/schema#"));
	put(&j, "$id", id);
	put(&j, "title", title);
	put(&j, "description", root->text);
	put_row(&j, root);
	close(&j, '}');
	buf_char(out, '\n');
	return true;
}
