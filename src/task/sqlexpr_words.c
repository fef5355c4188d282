/* sqlexpr_words.c: the words and names that TiDB's SQL parser knows, out of schemas/sql-keywords.tsv and
 * schemas/sql-names.tsv. Asked by the lexer and the grammar of the expression parser; knows no text of the user. */
#include "src/task/sqlexpr_internal.h"

static const struct sql_word sql_words[] = {
#define SQL_KEYWORD(word_, kind_, begins_, call_, unit_) \
	{.word = #word_, .kind = (kind_), .begins = (begins_), .call = SQL_CALL_##call_, .unit = SQL_UNIT_##unit_},
#include "sql_keywords.def"
#undef SQL_KEYWORD
};

static const struct {
	const char *name;
	const char *use[3];
} sql_names[] = {
#define SQL_NAME(name_, charset, collation, feature) {.name = (name_), .use = {(charset), (collation), (feature)}},
#include "sql_names.def"
#undef SQL_NAME
};

static char to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static char to_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

const struct sql_word *sql_word(enum sql_keyword kw)
{
	if (kw == SQL_NO_KEYWORD || kw >= SQL_KEYWORDS)
		BUG("not a keyword");
	return &sql_words[kw - 1];
}

enum sql_keyword sql_word_find(struct str s)
{
	char up[32];
	if (s.n >= sizeof(up))
		return SQL_NO_KEYWORD;
	for (size_t i = 0; i < s.n; i++)
		up[i] = to_upper(s.p[i]);
	size_t lo = 0, hi = ARRAY_LEN(sql_words);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = str_cmp((struct str){up, s.n}, str_from(sql_words[mid].word));
		if (c == 0)
			return (enum sql_keyword)(mid + 1);
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return SQL_NO_KEYWORD;
}

char sql_name_letter(struct str name, enum sql_name_use use, enum sql_dialect d)
{
	char low[64];
	if (name.n >= sizeof(low))
		return '-';
	for (size_t i = 0; i < name.n; i++)
		low[i] = use == SQL_NAME_FEATURE ? name.p[i] : to_lower(name.p[i]);
	size_t lo = 0, hi = ARRAY_LEN(sql_names);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = str_cmp((struct str){low, name.n}, str_from(sql_names[mid].name));
		if (c == 0)
			return sql_names[mid].use[use][d];
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return '-';
}
