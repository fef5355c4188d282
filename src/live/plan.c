/* plan.c: which statements one server gets, in what order, and what their answers become. Called by collect.c: plan_next gives the
 * text to send, the sink takes what comes back. Knows nothing of sockets. */
#include "src/live/internal.h"
#include "src/live/queries.h"

#include <ctype.h>
#include <string.h>

#define MAX_BATCH 64u
#define MAX_BATCH_BYTES (256u << 10)
#define MAX_FACT_COLUMNS 16u
/* All cells of all facts of a server. */
#define MAX_SERVER_BYTES (512u << 20)

enum progress { TO_ASK, ASKED, ANSWERED };

/* How far a fact, or the preparation of the session, has come. */
struct task_state {
	enum progress progress;
	size_t tries;   /* queries that were tried before */
	size_t n, done; /* statements */
	size_t cap;     /* rows that have room */
	bool cut;       /* something is left out */
};

struct sent {
	enum fact fact;
	const struct statement *statement;
};

struct plan {
	struct asked asked;
	uint32_t needs;
	struct task_state states[FACT_COUNT + 1]; /* the last: the session */
	struct statements statements[FACT_COUNT + 1];
	size_t next[FACT_COUNT + 1]; /* of statements: not sent yet */
	struct sent batch[MAX_BATCH];
	size_t n_batch, at; /* at: the one whose answer comes */
	bool one_by_one;    /* the server takes one statement at a time */
	bool asked_before;
	bool answered;                        /* the server began at least one answer that is no error */
	struct str columns[MAX_FACT_COLUMNS]; /* of the fact at hand */
	size_t n_columns;
	size_t from[MAX_FACT_COLUMNS]; /* for each the column of the answer; SIZE_MAX: none */
	size_t rows_before;            /* of the fact, when the statement at hand began */
	bool truncated;
	size_t bytes;
	struct str sql;
};

static unsigned dialect_of(const struct greeting *g)
{
	if (g->mariadb || memmem(g->version.p, g->version.n, "MariaDB", 7))
		return SPEAKS_MARIADB;
	return memmem(g->version.p, g->version.n, "-TiDB-", 6) ? SPEAKS_TIDB : SPEAKS_MYSQL;
}

static uint32_t version_of(const struct greeting *g, unsigned dialect)
{
	const char *tidb = dialect == SPEAKS_TIDB ? memmem(g->version.p, g->version.n, "-TiDB-v", 7) : NULL;
	uint32_t parts[3] = {0, 0, 0};
	size_t i = tidb ? (size_t)(tidb - g->version.p) + 7 : 0;

	for (size_t k = 0; k < 3 && i < g->version.n; k++, i++) {
		for (; i < g->version.n && isdigit((unsigned char)g->version.p[i]) && parts[k] < 1000; i++)
			parts[k] = parts[k] * 10 + (uint32_t)(g->version.p[i] - '0');
		if (i < g->version.n && g->version.p[i] != '.')
			break;
	}
	/* A MariaDB that calls itself something else is taken for a recent one. */
	if (dialect == SPEAKS_MARIADB && !memmem(g->version.p, g->version.n, "MariaDB", 7))
		return 10011000;
	return parts[0] * 1000000 + parts[1] * 1000 + parts[2];
}

static uint32_t close_over(uint32_t needs)
{
	for (uint32_t before = 0; before != needs;) {
		before = needs;
		for (unsigned f = 0; f < FACT_COUNT; f++)
			needs |= needs & FACT_BIT(f) ? fact_plans[f].after : 0;
	}
	return needs;
}

struct plan *plan_new(struct arena *a, const struct live_server *s, const struct greeting *g, unsigned timeout_ms,
		      struct server_facts *out)
{
	struct plan *p = ARENA_NEW(a, struct plan);

	p->asked = (struct asked){.arena = a, .server = s, .facts = out, .statement_ms = timeout_ms};
	p->asked.dialect = dialect_of(g);
	p->asked.version = version_of(g, p->asked.dialect);
	p->needs = close_over(s->needs);
	p->one_by_one = !g->many_statements;
	for (unsigned f = 0; f <= FACT_COUNT; f++) {
		p->statements[f].arena = a;
		if (f == FACT_TIDB && !memmem(g->version.p, g->version.n, "TiDB", 4))
			p->states[f].progress = ANSWERED;
		if (f < FACT_COUNT && (!(p->needs & FACT_BIT(f)) || !(fact_plans[f].roles & 1u << s->role)))
			p->states[f].progress = ANSWERED;
	}
	return p;
}

static bool fits(const struct plan *p, const struct query *q)
{
	return q->dialects & p->asked.dialect && q->from <= p->asked.version;
}

/* The queries of a fact: first those that fit this server, then the others, for servers that are not what they say. NULL: no
 * more. */
static const struct query *choose(const struct plan *p, unsigned fact, size_t tries)
{
	for (int fit = 1; fit >= 0; fit--) {
		for (size_t i = 0; i < n_queries; i++) {
			if (queries[i].fact == fact && fits(p, &queries[i]) == fit && tries-- == 0)
				return &queries[i];
		}
	}
	return NULL;
}

static bool is_read_only(struct str sql)
{
	return str_has_prefix(sql, "SHOW ") || str_has_prefix(sql, "SELECT ") || str_has_prefix(sql, "SET SESSION ");
}

static void set_answer(struct plan *p, unsigned fact, enum fact_state state, unsigned code, struct str error)
{
	struct fact_answer *a;

	p->states[fact].progress = ANSWERED;
	if (fact == FACT_COUNT)
		return;
	a = &p->asked.facts->facts[fact];
	a->state = state;
	a->error_code = code;
	a->error = error.n ? facts_redact_error(p->asked.arena, error) : error;
}

/* What a query is made of is there? */
static bool knows_enough(const struct plan *p, unsigned fact)
{
	enum fact_state tables = p->asked.facts->facts[FACT_TABLES].state;

	return fact == FACT_COUNT || !(fact_plans[fact].after & FACT_BIT(FACT_TABLES)) || tables == FACT_OK ||
	       tables == FACT_TRUNCATED;
}

/* Makes the statements of a fact. */
static void prepare(struct plan *p, unsigned fact)
{
	const struct query *q = choose(p, fact, p->states[fact].tries);
	struct statements *w = &p->statements[fact];
	struct task_state *s = &p->states[fact];

	w->n = p->next[fact] = 0;
	if (!q || !knows_enough(p, fact)) {
		set_answer(p, fact, FACT_FAILED, 0, STR_LIT("what it is asked with is not known"));
		return;
	}
	p->asked.cut = false;
	if (q->sql)
		statements_add(w, str_from(q->sql));
	else
		q->build(&p->asked, w);
	s->progress = ASKED;
	s->n = w->n;
	s->done = 0;
	s->cut = p->asked.cut;
	if (w->n == 0)
		set_answer(p, fact, FACT_OK, 0, (struct str){NULL, 0});
}

static bool may_ask(const struct plan *p, unsigned fact)
{
	if (p->states[fact].progress != TO_ASK)
		return false;
	for (unsigned f = 0; fact < FACT_COUNT && f < FACT_COUNT; f++) {
		bool before = fact_plans[fact].after & FACT_BIT(f) || (fact_plans[fact].last && f != fact);

		if (before && p->states[f].progress != ANSWERED)
			return false;
	}
	return true;
}

/* Puts waiting statements of a fact into the batch; false: it is full. */
static bool fill(struct plan *p, unsigned fact, struct buf *b)
{
	const struct statements *w = &p->statements[fact];

	while (p->next[fact] < w->n) {
		const struct statement *next = &w->list[p->next[fact]];
		struct str sql = next->sql;

		if (p->n_batch == MAX_BATCH || (b->n && (p->one_by_one || b->n + sql.n > MAX_BATCH_BYTES)))
			return false;
		if (!is_read_only(sql))
			BUG("a statement that may change something");
		if (b->n)
			buf_c(b, ";");
		buf_str(b, sql);
		p->batch[p->n_batch++] = (struct sent){(enum fact)fact, next};
		p->next[fact]++;
	}
	return true;
}

bool plan_next(struct plan *p, struct str *ret_sql)
{
	struct buf b = {0};

	p->n_batch = p->at = 0;
	for (unsigned k = 0; k <= FACT_COUNT; k++) {
		unsigned fact = k == 0 ? FACT_COUNT : k - 1;

		if (may_ask(p, fact))
			prepare(p, fact);
		if (!fill(p, fact, &b))
			break;
	}
	if (b.n)
		p->sql = arena_str(p->asked.arena, (struct str){b.p, b.n});
	buf_free(&b);
	*ret_sql = p->sql;
	p->asked.facts->n_statements += (unsigned)p->n_batch;
	return p->n_batch > 0;
}

/* --- answers --- */

static void split_columns(struct plan *p, enum fact fact)
{
	const char *s = fact_columns(fact);

	for (p->n_columns = 0; *s && p->n_columns < MAX_FACT_COLUMNS; p->n_columns++) {
		size_t n = strcspn(s, " ");

		p->columns[p->n_columns] = (struct str){s, n};
		s += n + strspn(s + n, " ");
	}
}

/* SELECTs have the columns of their fact, in its order; those of SHOW are found by name, but for a single one. */
static void match_columns(struct plan *p, struct str sql, const struct str *names, size_t n)
{
	bool by_place = str_has_prefix(sql, "SELECT ") || p->n_columns == 1;

	for (size_t i = 0; i < p->n_columns; i++)
		p->from[i] = by_place && i < n ? i : SIZE_MAX;
	for (size_t i = 0; !by_place && i < n; i++) {
		size_t column = query_column(p->columns, p->n_columns, names[i]);

		if (column != SIZE_MAX)
			p->from[column] = i;
	}
}

static void take_columns(void *arg, const struct str *names, size_t n)
{
	struct plan *p = arg;
	const struct sent *sent = &p->batch[p->at];

	p->answered = true;
	p->n_columns = 0;
	p->truncated = false;
	if (p->at >= p->n_batch || sent->fact == FACT_COUNT)
		return;
	p->rows_before = p->asked.facts->facts[sent->fact].rows.n;
	split_columns(p, sent->fact);
	match_columns(p, sent->statement->sql, names, n);
}

static struct str keep(struct plan *p, enum fact fact, const struct str *cells, struct str cell)
{
	if (!cell.p)
		return cell;
	p->bytes += cell.n;
	if (fact == FACT_GRANTS) {
		/* MariaDB tells it here; the packet that asked for the plugin may have been too fast to be seen, or encrypted. */
		if (memmem(cell.p, cell.n, " IDENTIFIED VIA ed25519", 23))
			p->asked.facts->auth_plugin = STR_LIT("client_ed25519");
		return facts_redact_grant(p->asked.arena, cell);
	}
	if (fact == FACT_ACCOUNT_LIMITS)
		return facts_redact_grant(p->asked.arena, cell);
	if (fact == FACT_VARIABLES && cell.p == cells[1].p && facts_secret_variable(cells[0], cell))
		return STR_LIT("******");
	return arena_str(p->asked.arena, cell);
}

static void make_room(struct plan *p, struct rows *r, struct task_state *s)
{
	if (!r->columns) {
		struct str *columns = ARENA_ARRAY(p->asked.arena, struct str, p->n_columns);

		memcpy(columns, p->columns, p->n_columns * sizeof(*columns));
		r->columns = columns;
		r->n_columns = p->n_columns;
	}
	if (r->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 16;
		struct str *bigger = ARENA_ARRAY(p->asked.arena, struct str, cap * r->n_columns);

		if (r->n)
			memcpy(bigger, r->cells, r->n * r->n_columns * sizeof(*bigger));
		r->cells = bigger;
		s->cap = cap;
	}
}

static void add_row(struct plan *p, enum fact fact, const struct str *cells)
{
	struct rows *r = &p->asked.facts->facts[fact].rows;

	make_room(p, r, &p->states[fact]);
	for (size_t i = 0; i < p->n_columns; i++)
		r->cells[r->n * r->n_columns + i] = keep(p, fact, cells, cells[i]);
	r->n++;
}

static bool take_row(void *arg, const struct str *cells, size_t n)
{
	struct plan *p = arg;
	enum fact fact = p->at < p->n_batch ? p->batch[p->at].fact : FACT_COUNT;
	struct str row[MAX_FACT_COLUMNS];

	if (fact == FACT_COUNT)
		return false;
	if (p->asked.facts->facts[fact].rows.n > fact_plans[fact].max_rows || p->bytes > MAX_SERVER_BYTES) {
		p->truncated = true;
		return false;
	}
	for (size_t i = 0; i < p->n_columns; i++)
		row[i] = p->from[i] < n ? cells[p->from[i]] : (struct str){NULL, 0};
	if (!fact_plans[fact].chosen_only || selection_has(p->asked.selection, row[0], row[1]))
		add_row(p, fact, row);
	return true;
}

static bool is_denial(unsigned code)
{
	/* schema, table, column, some privilege, of a routine; TiDB's own */
	return code == 1044 || code == 1142 || code == 1143 || code == 1227 || code == 1370 || code == 1045 ||
	       code == 8121;
}

/* The server does not know the statement, or something in it. */
static bool is_unknown(unsigned code)
{
	return code == 1064 || code == 1193 || code == 1054 || code == 1109 || code == 1146 || code == 1049 ||
	       code == 1305 || code == 1235 || code == 1238 || code == 3167;
}

static void ask_again(struct plan *p, unsigned fact)
{
	struct task_state *s = &p->states[fact];

	s->progress = TO_ASK;
	s->done = 0;
	if (fact < FACT_COUNT)
		p->asked.facts->facts[fact].rows.n = 0;
	p->statements[fact].n = p->next[fact] = 0;
}

/* The statements behind one that failed were not run. */
static void put_back(struct plan *p)
{
	for (size_t i = p->at + 1; i < p->n_batch; i++)
		p->next[p->batch[i].fact]--;
	p->asked.facts->n_statements -= (unsigned)(p->n_batch - p->at - 1);
}

/* An account without rights on the schema "mysql" cannot see whether the server is one of Amazon's. */
static bool is_rds(const struct plan *p)
{
	return str_has_prefix(fact_var(p->asked.facts, "basedir"), "/rdsdb");
}

/* A failure that is the answer; or, with code 0, success without rows. */
static bool take_failure(struct plan *p, unsigned fact, unsigned code)
{
	const struct statement *s = p->batch[p->at].statement;
	struct str row[MAX_FACT_COLUMNS] = {{NULL, 0}};

	if (fact == FACT_RDS && (code == 1146 || code == 1049 || (is_denial(code) && !is_rds(p)))) {
		set_answer(p, fact, FACT_MISSING, 0, (struct str){NULL, 0});
		return true;
	}
	if (fact == FACT_SESSION ? code >= 2000 && code < 3000
				 : fact != FACT_BINLOG_POSITION || is_denial(code) || code >= 2000)
		return false;
	split_columns(p, (enum fact)fact);
	row[0] = s->about[0];
	row[1] = s->about[1];
	row[p->n_columns - 1] = code ? arena_fmt(p->asked.arena, "%u", code) : (struct str){NULL, 0};
	add_row(p, (enum fact)fact, row);
	return true;
}

static void fail_statement(struct plan *p, unsigned fact, unsigned code, struct str error)
{
	if (!p->asked_before && p->n_batch > 1 && (code == 1064 || code == 8130)) {
		/* Something in between takes one statement at a time, whatever the greeting says. */
		p->one_by_one = true;
		ask_again(p, fact);
		return;
	}
	if (is_unknown(code) || fact == FACT_COUNT) {
		p->states[fact].tries++;
		if (choose(p, fact, p->states[fact].tries)) {
			ask_again(p, fact);
			return;
		}
	}
	p->next[fact] = p->statements[fact].n;
	set_answer(p, fact, is_denial(code) ? FACT_DENIED : FACT_FAILED, code, error);
}

static void statement_done(struct plan *p, unsigned fact)
{
	struct task_state *s = &p->states[fact];

	if (++s->done >= s->n && s->progress == ASKED)
		set_answer(p, fact, s->cut ? FACT_TRUNCATED : FACT_OK, 0, (struct str){NULL, 0});
}

/* As many rows as the statement asks for at most. */
static bool is_full(const struct plan *p, unsigned fact)
{
	return fact_plans[fact].max_rows > 1 && p->asked.facts->facts[fact].rows.n >= fact_plans[fact].max_rows &&
	       p->states[fact].progress == ANSWERED;
}

static void take_end(void *arg, unsigned code, struct str error)
{
	struct plan *p = arg;
	unsigned fact = p->at < p->n_batch ? p->batch[p->at].fact : FACT_COUNT;
	bool silent = !code && (fact == FACT_SESSION ||
				(fact == FACT_BINLOG_POSITION && p->asked.facts->facts[fact].rows.n == p->rows_before));

	if (p->at >= p->n_batch)
		return;
	if (code)
		put_back(p);
	else
		p->answered = true;
	if ((code || silent) && take_failure(p, fact, code))
		code = 0;
	if (code)
		fail_statement(p, fact, code, error);
	else
		statement_done(p, fact);
	if (fact < FACT_COUNT && (p->truncated || is_full(p, fact)))
		p->asked.facts->facts[fact].state = FACT_TRUNCATED;
	p->truncated = false;
	p->asked_before = true;
	p->at++;
	if (p->states[fact].progress == ANSWERED && fact < FACT_COUNT)
		rows_arrange(&p->asked.facts->facts[fact].rows, fact_plans[fact].sort_by);
}

struct conn_sink plan_sink(struct plan *p)
{
	return (struct conn_sink){p, take_columns, take_row, take_end};
}

bool plan_answered(const struct plan *p)
{
	return p->answered;
}

void plan_stop(struct plan *p, const char *why)
{
	for (unsigned f = 0; f < FACT_COUNT; f++) {
		if (p->states[f].progress != ANSWERED)
			set_answer(p, f, FACT_FAILED, 0, str_from(why));
	}
}
