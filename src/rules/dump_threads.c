/* dump_threads.c: how many connections the dump of a source opens. Called by the rules on limits of connections. */
#include "dump_threads.h"

#include "dmlint/dump.h"

#define DEFAULT_THREADS 4
#define MAX_THREADS 100000

uint64_t dump_connections(struct lint *l)
{
	const struct instance *in = l->source_of;
	const struct node *body = in->unit[SEC_MYDUMPERS];
	int64_t threads = value_int(task_get(body, "threads"), DEFAULT_THREADS);
	int64_t own = value_int(task_get(in->node, "mydumper-thread"), 0);
	struct dump_args args;
	const struct dump_arg *g;

	if (own > 0)
		threads = own;
	dump_args_parse(l->arena, task_str(body, "extra-args", ""), l->dm, true, &args);
	g = dump_args_last(&args, "threads");
	if (g && g->has_value)
		threads = (int64_t)server_number(g->value);
	if (threads <= 0)
		threads = DEFAULT_THREADS;
	return (uint64_t)(threads < MAX_THREADS ? threads : MAX_THREADS) + 2;
}
