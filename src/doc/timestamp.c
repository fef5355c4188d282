/* timestamp.c: which plain scalars yaml.v2 takes for a point in time: four layouts of Go's time.Parse, with all that
 * it forgives. Called by scalar.c. */
#include "dmlint/doc.h"

#include "internal.h"

struct reader {
	struct str s; /* what is left */
	bool ok;
};

static bool is_digit_at(struct str s, size_t i)
{
	return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

/* One or two digits, two when exact. */
static unsigned number(struct reader *r, bool exact)
{
	bool two = is_digit_at(r->s, 1);

	if (!is_digit_at(r->s, 0) || (exact && !two)) {
		r->ok = false;
		return 0;
	}
	unsigned v = (unsigned)(r->s.p[0] - '0');
	if (two)
		v = v * 10 + (unsigned)(r->s.p[1] - '0');
	r->s.p += 1 + two;
	r->s.n -= 1u + two;
	return v;
}

static void expect(struct reader *r, char c)
{
	if (!r->s.n || r->s.p[0] != c) {
		r->ok = false;
		return;
	}
	/* a blank in the layout stands for any number of them */
	do {
		r->s.p++;
		r->s.n--;
	} while (c == ' ' && r->s.n && r->s.p[0] == ' ');
}

static void fraction(struct reader *r)
{
	if (!r->s.n || (r->s.p[0] != '.' && r->s.p[0] != ',') || !is_digit_at(r->s, 1))
		return;
	do {
		r->s.p++;
		r->s.n--;
	} while (is_digit_at(r->s, 0));
}

static void zone(struct reader *r)
{
	if (r->s.n && r->s.p[0] == 'Z') {
		expect(r, 'Z');
		return;
	}
	if (!r->s.n || (r->s.p[0] != '+' && r->s.p[0] != '-')) {
		r->ok = false;
		return;
	}
	expect(r, r->s.p[0]);
	unsigned hours = number(r, true);
	expect(r, ':');
	unsigned minutes = number(r, true);
	r->ok = r->ok && hours <= 24 && minutes <= 60;
}

static bool is_date(unsigned year, unsigned month, unsigned day)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (leap && month == 2 ? 1u : 0u);
}

bool scalar_is_timestamp(struct str s)
{
	struct reader r = {.s = s, .ok = true};

	if (s.n < 5 || s.p[4] != '-')
		return false;
	unsigned year = number(&r, true) * 100;
	year += number(&r, true);
	expect(&r, '-');
	unsigned month = number(&r, false);
	expect(&r, '-');
	unsigned day = number(&r, false);
	if (!r.ok || !is_date(year, month, day))
		return false;
	if (!r.s.n)
		return true;
	char between = r.s.p[0];
	if (between != 'T' && between != 't' && between != ' ')
		return false;
	expect(&r, between);
	unsigned hour = number(&r, false);
	expect(&r, ':');
	unsigned minute = number(&r, false);
	expect(&r, ':');
	unsigned second = number(&r, false);
	fraction(&r);
	if (between != ' ')
		zone(&r);
	return r.ok && r.s.n == 0 && hour < 24 && minute < 60 && second < 60;
}
