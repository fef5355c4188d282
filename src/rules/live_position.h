/* live_position.h: where a task begins to read the binlog of a source, and sets of GTIDs. */
#ifndef DMLINT_RULES_LIVE_POSITION_H
#define DMLINT_RULES_LIVE_POSITION_H

#include "live_server.h"

/* Where DM begins: the checkpoint in the target when there is one, else meta of the instance. */
struct start {
	bool checkpoint;
	bool by_gtid;          /* the source replicates by GTID, and there is a set */
	struct str file;       /* as the server calls it; "" or absent: none */
	uint64_t pos;          /* below 4: the beginning of the file */
	struct str gtid;       /* may be empty */
	const struct node *at; /* meta, or NULL */
};
/* false: at the end of the binlog or nowhere, as after a dump; ret is zero then. */
bool start_find(const struct lint *l, struct start *ret);
/* The checkpoint of the sync unit for this source is in the target. */
bool start_has_checkpoint(const struct lint *l);
/* For a message: the checkpoint in the target, or "meta". */
const char *start_name(const struct start *s);
/* Where a finding about it points. */
struct span start_place(const struct lint *l, const struct start *s);
/* The source keeps a relay log, which may still have what the server has thrown away. */
bool start_has_relay(const struct lint *l);

/* Can DM read it, as a set of a MySQL or as a list of a MariaDB? It knows no tags. */
bool gtid_readable(struct str text, bool mariadb);
/* SHOW GLOBAL VARIABLES shows the beginning of a long value only. */
bool gtid_is_cut(struct str set);
/* What a MySQL has executed; absent: not known as a whole. */
struct str gtid_executed(const struct server_facts *s);
/* Is all of part in whole? MySQL's sets ("uuid:1-5:7,uuid:tag:1"). uuid: only what is of this server counts; absent: all. false: *ret_lack
 * is an interval that is missing. Texts that are no sets hold nothing. */
bool gtid_contains(struct lint *l, struct str whole, struct str part, struct str uuid, struct str *ret_lack);
/* Have two sets a server in common? */
bool gtid_meets(struct lint *l, struct str one, struct str other);
/* Is no position of MariaDB's list ("0-1-270,1-2-30") behind the one that the server has in that domain? false: *ret_ahead is it.
 * Domains that the server does not know are left out. */
bool gtid_list_reached(struct str server, struct str list, struct str *ret_ahead);
/* Does a MariaDB still have all that follows list? first: what its oldest binlog file begins with, sorted by domain, in each domain the
 * last one at the end. false: *ret_lack is one of first that list has not come to. */
bool gtid_list_kept(struct str first, struct str list, struct str *ret_lack);

#endif
