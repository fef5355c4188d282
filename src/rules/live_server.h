/* live_server.h: what the rules about servers share: naming the server in a finding, texts that came from it. */
#ifndef DMLINT_RULES_LIVE_SERVER_H
#define DMLINT_RULES_LIVE_SERVER_H

#include "internal.h"

/* A finding about l->server at l->home; the message begins with the server: source "mysql-01": ... */
struct diag *report_server(struct lint *l, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Two servers with the same are one; absent: its variables do not tell. */
struct str server_identity(struct arena *a, const struct server_facts *s);
/* A statement for the help of d: complete, for server s as it is. It is recorded with d, and given back. */
struct str server_statement(struct lint *l, struct diag *d, const struct server_facts *s, const char *fmt, ...)
	PRINTF_LIKE(4, 5);
/* The help of d: a statement for l->server with words around it. */
void help_statement(struct lint *l, struct diag *d, const char *before, const char *sql, const char *after);
/* The account as which l->server took DM's user, 'dm'@'%'. Where the server did not tell (*ret_known is false), its host is '...'. */
struct str server_account(struct lint *l, bool *ret_known);
/* The help of d: what changes the account, with "..." where a value is to be filled in; with known == false also how to find the host. */
void help_account(struct lint *l, struct diag *d, struct str sql, bool known);
/* The same: what gives it other limits, as "MAX_USER_CONNECTIONS 0". */
void help_limits(struct lint *l, struct diag *d, const char *limits);
/* A server that takes no writes at all has its accounts from another one: a statement about them is not recorded there, and the help
 * says so at its end. */
void record_of_account(struct lint *l, struct diag *d, struct str sql);
const char *place_of_account(const struct lint *l);
/* Does its ALTER USER know more than PASSWORD EXPIRE? */
bool alters_accounts(const struct lint *l);
/* What a server said, short enough for a message. */
struct str server_said(struct lint *l, struct str s);
/* The digits at its beginning; 0: none. */
uint64_t server_number(struct str s);
/* A string of SQL, with its quotes. */
struct str sql_text(struct lint *l, struct str s);
/* The source configuration of l->server; NULL: not given, or not a source. */
const struct source *server_source(const struct lint *l);
/* Does the task read this server's binlog, and is there one? If not, says so for the checklist. */
bool replicates_binlog(struct lint *l);
/* A source without a position, or that refuses it, fails DM's check of binlog_db as well: leaving out the item that this rule is about
 * is not enough then, and its finding stays an error. The item, for a note with it; NULL: it is enough, or not left out. */
const struct node *position_is_asked_anyhow(struct lint *l);
void note_asked_anyhow(struct lint *l, struct diag *d, const struct node *item);
/* What the target of the task answered; NULL: nobody asked it. */
const struct server_facts *server_target(const struct lint *l);
/* Names joined by ", ", at most n_max of them, then "and N more". */
struct str join_names(struct lint *l, const struct str *names, size_t n, size_t n_max);

#endif
