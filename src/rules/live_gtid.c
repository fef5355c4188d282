/* live_gtid.c: sets of GTIDs as MySQL writes them, and MariaDB's lists of positions, one for each domain. Called by the rules on
 * starts by GTID. */
#include <stdlib.h>
#include <string.h>

#include "live_position.h"

#define MAX_SHOWN 1024   /* bytes of a value in SHOW GLOBAL VARIABLES */
#define MAX_DOMAINS 1000 /* of MariaDB that are looked at: servers have a handful */

/* Transactions from..to of one server, or of one tag of it. */
struct interval {
	struct str uuid, tag; /* letter case does not matter */
	uint64_t from, to;
};
struct gtid_set {
	struct interval *list;
	size_t n;
};

static int compare_nocase(struct str a, struct str b)
{
	for (size_t i = 0; i < a.n && i < b.n; i++) {
		int x = a.p[i] >= 'A' && a.p[i] <= 'Z' ? a.p[i] + 32 : a.p[i];
		int y = b.p[i] >= 'A' && b.p[i] <= 'Z' ? b.p[i] + 32 : b.p[i];

		if (x != y)
			return x - y;
	}
	return (a.n > b.n) - (a.n < b.n);
}

static int compare_owner(const struct interval *a, const struct interval *b)
{
	int c = compare_nocase(a->uuid, b->uuid);

	return c ? c : compare_nocase(a->tag, b->tag);
}

static int compare(const void *x, const void *y)
{
	const struct interval *a = x, *b = y;
	int c = compare_owner(a, b);

	return c ? c : (a->from > b->from) - (a->from < b->from);
}

static struct str next_part(struct str *rest, char end)
{
	struct str part = *rest;

	for (size_t i = 0; i < rest->n; i++) {
		if (rest->p[i] == end) {
			part.n = i;
			break;
		}
	}
	*rest = part.n < rest->n ? (struct str){rest->p + part.n + 1, rest->n - part.n - 1} : (struct str){0};
	return str_trim(part);
}

static bool read_number(struct str s, uint64_t *ret)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || n > INT64_MAX / 10)
			return false;
		n = n * 10 + (uint64_t)(s.p[i] - '0');
	}
	*ret = n;
	return s.n > 0;
}

/* uuid[:tag]:from[-to]... adds its intervals to a list with room for one per colon. "uuid:0" is how DM writes an empty set. */
static void read_server(struct gtid_set *set, struct str text)
{
	struct interval next = {.uuid = next_part(&text, ':')};

	while (text.p) {
		struct str to = next_part(&text, ':'), whole = to, from = next_part(&to, '-');

		if (!read_number(from, &next.from)) {
			next.tag = whole;
			continue;
		}
		next.to = next.from;
		if ((to.p && !read_number(to, &next.to)) || next.to == 0)
			continue;
		set->list[set->n++] = next;
	}
}

/* Sorted, and neighbours joined. */
static void read_set(struct lint *l, struct str text, struct gtid_set *ret)
{
	size_t room = 0, n = 0;

	for (size_t i = 0; i < text.n; i++)
		room += text.p[i] == ':';
	*ret = (struct gtid_set){.list = ARENA_ARRAY(l->arena, struct interval, room + 1)};
	while (text.p)
		read_server(ret, next_part(&text, ','));
	if (ret->n == 0)
		return;
	qsort(ret->list, ret->n, sizeof(*ret->list), compare);
	for (size_t i = 1; i < ret->n; i++) {
		struct interval *last = &ret->list[n];

		if (compare_owner(last, &ret->list[i]) == 0 && ret->list[i].from <= last->to + 1)
			last->to = ret->list[i].to > last->to ? ret->list[i].to : last->to;
		else
			ret->list[++n] = ret->list[i];
	}
	ret->n = n + 1;
}

/* uuid:from[-to]... as DM's library reads it: no tags, and nothing but numbers. */
static bool is_readable_server(struct str text)
{
	struct str uuid = next_part(&text, ':');
	size_t digits = 0;

	for (size_t i = 0; i < uuid.n; i++)
		digits += strchr("0123456789abcdefABCDEF", uuid.p[i]) && uuid.p[i];
	if (digits != 32 || (uuid.n != 36 && uuid.n != 32) || !text.p)
		return false;
	while (text.p) {
		struct str to = next_part(&text, ':'), from = next_part(&to, '-');
		uint64_t first, last;

		if (!read_number(from, &first) || (to.p && (!read_number(to, &last) || last < first)))
			return false;
	}
	return true;
}

static bool is_server_of(const struct interval *i, struct str uuid)
{
	return !uuid.n || compare_nocase(i->uuid, uuid) == 0;
}

bool gtid_meets(struct lint *l, struct str one, struct str other)
{
	struct gtid_set a, b;
	size_t i = 0, k = 0;
	int order;

	read_set(l, one, &a);
	read_set(l, other, &b);
	while (i < a.n && k < b.n && (order = compare_owner(&a.list[i], &b.list[k])) != 0) {
		i += order < 0;
		k += order > 0;
	}
	return i < a.n && k < b.n;
}

bool gtid_contains(struct lint *l, struct str whole, struct str part, struct str uuid, struct str *ret_lack)
{
	struct gtid_set a, b;
	size_t k = 0;

	read_set(l, whole, &a);
	read_set(l, part, &b);
	for (size_t i = 0; i < b.n; i++) {
		const struct interval *want = &b.list[i];

		if (!is_server_of(want, uuid))
			continue;
		while (k < a.n && (compare_owner(&a.list[k], want) < 0 ||
				   (compare_owner(&a.list[k], want) == 0 && a.list[k].to < want->from)))
			k++;
		if (k < a.n && compare_owner(&a.list[k], want) == 0 && a.list[k].from <= want->from &&
		    a.list[k].to >= want->to)
			continue;
		*ret_lack = arena_fmt(l->arena, "%.*s%s%.*s:%llu-%llu", STR_FMT(want->uuid), want->tag.n ? ":" : "",
				      STR_FMT(want->tag), (unsigned long long)want->from, (unsigned long long)want->to);
		return false;
	}
	return true;
}

/* Of MariaDB: domain-server-sequence. */
struct position {
	uint64_t domain, server, sequence;
};

static bool read_position(struct str s, struct position *ret)
{
	struct str domain = next_part(&s, '-'), server = next_part(&s, '-');

	return read_number(domain, &ret->domain) && read_number(server, &ret->server) && read_number(s, &ret->sequence);
}

bool gtid_readable(struct str text, bool mariadb)
{
	if (text.n == 0)
		return true;
	while (text.p) {
		struct str one = next_part(&text, ',');
		struct position p;

		if (mariadb ? !read_position(one, &p) : !is_readable_server(one))
			return false;
	}
	return true;
}

bool gtid_is_cut(struct str set)
{
	return set.n >= MAX_SHOWN;
}

struct str gtid_executed(const struct server_facts *s)
{
	struct str whole = rows_get(fact_rows(s, FACT_BINLOG_STATUS), 0, "executed_gtid_set");
	struct str shown = fact_var(s, "gtid_executed");

	return whole.n ? whole : gtid_is_cut(shown) ? (struct str){0} : shown;
}

/* false: the list has none in this domain. */
static bool position_in(struct str list, uint64_t domain, struct position *ret)
{
	while (list.p) {
		if (read_position(next_part(&list, ','), ret) && ret->domain == domain)
			return true;
	}
	return false;
}

bool gtid_list_reached(struct str server, struct str list, struct str *ret_ahead)
{
	for (size_t i = 0; list.p && i < MAX_DOMAINS; i++) {
		struct str one = next_part(&list, ',');
		struct position p, have;

		if (!read_position(one, &p))
			continue;
		if (position_in(server, p.domain, &have) && p.sequence > have.sequence) {
			*ret_ahead = one;
			return false;
		}
	}
	return true;
}

/* As the server looks for the file to begin with: the newest one before which nothing lies that is still wanted. */
bool gtid_list_kept(struct str first, struct str list, struct str *ret_lack)
{
	for (size_t i = 0; first.n && i < MAX_DOMAINS; i++) {
		struct str one = next_part(&first, ','), rest = first;
		struct position p, from, next;
		bool last;

		if (!read_position(one, &p))
			continue;
		*ret_lack = one;
		last = !rest.n || !read_position(next_part(&rest, ','), &next) || next.domain != p.domain;
		if (!position_in(list, p.domain, &from))
			return false;
		if (from.server == p.server && (from.sequence < p.sequence || (from.sequence == p.sequence && !last)))
			return false;
	}
	return true;
}
