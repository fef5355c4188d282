/* strmap.c: hash map from byte strings to pointers: open addressing, insertion only, memory from an arena.
 * Keys are borrowed and must live as long as the map. */
#include "dmlint/base.h"

struct strmap_slot {
	uint64_t hash; /* 0: empty */
	struct str key;
	void *value;
};

static uint64_t strmap_hash(struct str key)
{
	uint64_t h = str_hash(key);

	return h ? h : 1;
}

/* The slot that holds the key, or the empty one where it belongs. The table is never full. */
static struct strmap_slot *strmap_find(const struct strmap *m, struct str key, uint64_t hash)
{
	size_t mask = m->cap - 1;

	for (size_t i = (size_t)(hash ^ hash >> 32) & mask;; i = (i + 1) & mask) {
		struct strmap_slot *s = &m->slots[i];
		if (!s->hash || (s->hash == hash && str_eq(s->key, key)))
			return s;
	}
}

void *strmap_get(const struct strmap *m, struct str key)
{
	if (!m->n)
		return NULL;
	return strmap_find(m, key, strmap_hash(key))->value;
}

static void strmap_grow(struct strmap *m)
{
	struct strmap old = *m;

	m->cap = old.cap ? old.cap * 2 : 16;
	m->slots = ARENA_ARRAY(m->arena, struct strmap_slot, m->cap);
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].hash)
			*strmap_find(m, old.slots[i].key, old.slots[i].hash) = old.slots[i];
}

void *strmap_put(struct strmap *m, struct str key, void *value)
{
	if (m->n >= m->cap / 4 * 3)
		strmap_grow(m);
	uint64_t hash = strmap_hash(key);
	struct strmap_slot *s = strmap_find(m, key, hash);
	void *earlier = s->value;

	if (!s->hash)
		m->n++;
	*s = (struct strmap_slot){.hash = hash, .key = key, .value = value};
	return earlier;
}
