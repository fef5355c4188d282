/* internal.h: the search for many texts at once, which scan.c uses. */
#ifndef DMLINT_EXPLAIN_INTERNAL_H
#define DMLINT_EXPLAIN_INTERNAL_H

#include "dmlint/base.h"

/* A machine that knows, after every byte, which of its texts end there (Aho and Corasick). ASCII letters match in either case. */
struct needles {
	uint8_t class_of[256]; /* bytes that no text holds share one class */
	size_t n_classes;
	uint16_t *next;    /* next[state * n_classes + class] */
	uint16_t *ends;    /* the text that ends in a state, plus one; 0: none. State 0 is the start */
	uint16_t *first;   /* the state itself when a text ends in it, else as shorter */
	uint16_t *shorter; /* the next state in which a shorter text ends too; 0: none */
};

/* At most 65,535 bytes of texts, none of them empty, no two the same. */
void needles_build(struct arena *a, const struct str *texts, size_t n, struct needles *ret);

#endif
