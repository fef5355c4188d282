/* sources.c: the whole run: the sources are read first, so that tasks can be compared with them, and linted last,
 * when it is known which of them a task uses. Called by src/cli. */
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

/* Tells one file given by two names. */
struct identity {
	dev_t device;
	ino_t inode;
};

static bool identify(const struct run_input *in, struct identity *ret, bool *ret_readable)
{
	struct stat st;

	*ret = (struct identity){0};
	*ret_readable = false;
	if (str_eq_c(in->path, "-") || stat(in->path.p, &st) != 0)
		return false;
	ret->device = st.st_dev;
	ret->inode = st.st_ino;
	*ret_readable = S_ISREG(st.st_mode) && (st.st_mode & S_IROTH);
	return true;
}

static struct str key_of(const struct identity *id)
{
	return (struct str){(const char *)id, sizeof(*id)};
}

/* In a folder only what looks like a source is taken for one: tasks may lie beside them. */
static enum config_kind read_source(struct given *g, const struct run_input *in, uint32_t dm)
{
	struct doc *doc = ARENA_NEW(g->arena, struct doc);
	struct decode_result decode;
	enum config_kind kind;
	struct str bytes;
	bool too_big;
	struct err e;

	/* What cannot be read fails when it is linted. */
	if (!file_read(g->arena, in->path.p, (size_t)TEXT_MAX_BYTES + 1, &bytes, &too_big, &e))
		return CONFIG_SOURCE;
	kind = run_load(g->arena, text_new(g->arena, in->path, bytes), in->named ? CONFIG_SOURCE : CONFIG_UNKNOWN, doc);
	if (kind == CONFIG_UNKNOWN || kind == CONFIG_TASK)
		return kind;
	run_decode(g->arena, doc, kind, run_newest(kind, dm), &decode);
	text_mask_by_looks(doc->text);
	sources_add(&g->sources, doc, kind);
	return kind;
}

static struct given *read_all(struct arena *a, const struct run_input *in, size_t n, uint32_t dm)
{
	struct given *g = ARENA_NEW(a, struct given);

	g->arena = g->files.arena = g->sources.arena = a;
	g->list = ARENA_ARRAY(a, struct run_input, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct identity id;
		bool readable, known = identify(&in[i], &id, &readable);
		enum config_kind kind;

		if (known && strmap_get(&g->files, key_of(&id)))
			continue;
		kind = read_source(g, &in[i], dm);
		if (kind == CONFIG_UNKNOWN || kind == CONFIG_TASK)
			continue;
		g->list[g->n] = in[i];
		if (known)
			strmap_put(&g->files, arena_str(a, key_of(&id)), &g->list[g->n]);
		g->n++;
	}
	return g;
}

/* One input on its way through the run. */
struct job {
	const struct run_input *in;
	struct placed at;
	const struct run_input *as; /* not NULL: it is this source, too, and linted after the tasks */
	struct asked_task servers;
	struct str failure; /* it could not be read to see whom to ask */
};

struct session {
	struct setup setup;
	struct given *given; /* of the command line; NULL: none */
	struct run_report *report;
	struct asking *asking; /* NULL: no server is asked */
};

/* Those of the command line, else those of the configuration. NULL: there are none. */
static struct given *sources_for(struct session *s, struct settings *x)
{
	if (s->given)
		return s->given;
	if (!x->given && x->n_sources)
		x->given = read_all(s->setup.arena, x->sources, x->n_sources,
				    x->options.dm_fixed ? x->options.dm : x->config->dm);
	return x->given;
}

/* The options for one input, and whether every user of the machine may read it. */
static void options_for(struct session *s, const struct job *j, struct run_options *ret)
{
	struct given *g = sources_for(s, j->at.settings);
	struct identity id;

	setup_options(&j->at, ret);
	if (j->as)
		ret->kind = j->as->named ? CONFIG_SOURCE : CONFIG_UNKNOWN;
	if (g)
		ret->known_sources = &g->sources;
	(void)identify(j->in, &id, &ret->readable_by_all);
}

static void lint_job(struct session *s, const struct job *j)
{
	struct run_options o;

	options_for(s, j, &o);
	if (s->asking)
		o.facts = asking_facts(s->asking, &j->servers);
	run_lint_input(s->setup.arena, j->in, &o, s->report);
}

/* A file that is given as a source, too, is linted once, as one: in its turn among those of the command line, else after the
 * tasks, when it is known which of them use it. */
static void settle(struct session *s, struct job *j)
{
	const struct config *c = j->at.settings->config;
	struct given *g = sources_for(s, j->at.settings);
	struct identity id;
	bool readable;

	if (c && config_excludes(c, j->at.path)) {
		s->report->n_excluded++;
		j->in = NULL;
		return;
	}
	if (g && identify(j->in, &id, &readable))
		j->as = strmap_get(&g->files, key_of(&id));
}

static size_t unanswered(const struct facts *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		n += f->servers[i].connect != CONNECT_OK && f->servers[i].connect != CONNECT_NEVER;
	return n;
}

/* What is read here is linted later as it is now: standard input cannot be read twice. */
static void ask(struct session *s, struct job *jobs, size_t n)
{
	struct arena *a = s->setup.arena;

	for (size_t i = 0; i < n; i++) {
		struct run_input *in = ARENA_NEW(a, struct run_input);
		struct run_options o;
		bool too_big;
		struct err e;

		if (!jobs[i].in || jobs[i].as)
			continue;
		*in = *jobs[i].in;
		if (!run_read_input(a, jobs[i].in, &in->bytes, &too_big, &e)) {
			jobs[i].failure = arena_str(a, str_from(e.msg));
			continue;
		}
		jobs[i].in = in;
		options_for(s, &jobs[i], &o);
		asking_add(s->asking, in, &o, &jobs[i].servers);
	}
	asking_collect(s->asking);
	s->report->n_servers = s->asking->n_asked;
	s->report->n_unanswered = unanswered(&s->asking->facts);
}

static void second_pass(struct session *s, const struct job *jobs, size_t n)
{
	for (size_t i = 0; i < n && !s->given; i++) {
		if (jobs[i].in && jobs[i].as)
			lint_job(s, &jobs[i]);
	}
	for (size_t i = 0; s->given && i < s->given->n; i++) {
		struct job j = {.in = &s->given->list[i], .as = &s->given->list[i]};

		setup_find(&s->setup, j.in->path, false, &j.at);
		lint_job(s, &j);
	}
}

/* Where the configuration of an input is looked for. */
static struct str place_of(const struct run_input *in, const struct run_options *o)
{
	if (!str_eq_c(in->path, "-"))
		return in->path;
	return o->stdin_name.p ? o->stdin_name : STR_LIT("<stdin>");
}

/* Everything up to the first finding. false: there will be none, *s->report says why. */
static bool begin(struct session *s, struct arena *a, const struct run_input *in, struct job *jobs, size_t n,
		  const struct run_options *o)
{
	*s->report = (struct run_report){.files = ARENA_ARRAY(a, struct file_report, n + o->n_sources + 1)};
	setup_begin(&s->setup, a, o);
	for (size_t i = 0; i < n; i++) {
		jobs[i].in = &in[i];
		setup_find(&s->setup, place_of(&in[i], o), false, &jobs[i].at);
	}
	for (size_t i = 0; i < o->n_sources; i++) {
		struct placed at;

		setup_find(&s->setup, o->sources[i].path, false, &at);
	}
	if (!setup_usable(&s->setup, s->report))
		return false;
	if (o->n_sources)
		s->given = read_all(a, o->sources, o->n_sources, o->dm);
	for (size_t i = 0; i < n; i++)
		settle(s, &jobs[i]);
	return true;
}

/* What the baseline holds, and nothing found where it was looked for; or its file is not there any more. */
static void find_gone(struct session *s, const struct run_options *o)
{
	const struct baseline *b = o->baseline;
	struct arena *a = s->setup.arena;
	struct run_report *r = s->report;

	r->has_baseline = true;
	r->gone = ARENA_ARRAY(a, const struct baseline_entry *, b->n + 1);
	for (size_t i = 0; i < b->n; i++) {
		struct baseline_entry *e = &b->entries[i];
		struct str path = arena_fmt(a, "%.*s/%.*s", STR_FMT(s->setup.baseline_folder), STR_FMT(e->path));

		e->gone = !e->found && (baseline_linted(b, e->path) || access(path.p, F_OK) != 0);
		if (e->gone)
			r->gone[r->n_gone++] = e;
	}
}

void run_lint(struct arena *a, const struct run_input *in, size_t n, const struct run_options *o,
	      struct run_report *ret)
{
	struct session s = {.report = ret};
	struct job *jobs = ARENA_ARRAY(a, struct job, n + 1);
	struct asking asking;

	if (begin(&s, a, in, jobs, n, o)) {
		ret->n_servers = o->facts ? o->facts->n : 0;
		ret->n_unanswered = o->facts ? unanswered(o->facts) : 0;
		ret->recorded = o->facts != NULL;
		if (o->live) {
			asking_begin(&asking, a, o, 0);
			s.asking = &asking;
			ask(&s, jobs, n);
		}
		for (size_t i = 0; i < n; i++) {
			if (jobs[i].in && !jobs[i].as)
				lint_job(&s, &jobs[i]);
		}
		second_pass(&s, jobs, n);
		if (o->baseline)
			find_gone(&s, o);
	}
	setup_end(&s.setup);
}

void run_ask(struct arena *a, const struct run_input *in, size_t n, const struct run_options *o, uint32_t needs,
	     struct facts *ret, struct run_report *ret_report)
{
	struct session s = {.report = ret_report};
	struct job *jobs = ARENA_ARRAY(a, struct job, n + 1);
	struct asking asking;

	*ret = (struct facts){.arena = a};
	if (begin(&s, a, in, jobs, n, o)) {
		asking_begin(&asking, a, o, needs);
		s.asking = &asking;
		ask(&s, jobs, n);
		*ret = asking.facts;
		for (size_t i = 0; i < n; i++) {
			if (jobs[i].failure.p)
				ret_report->files[ret_report->n_files++] = (struct file_report){
					.path = jobs[i].in->path, .kind = "unknown", .failure = jobs[i].failure};
		}
	}
	setup_end(&s.setup);
}
