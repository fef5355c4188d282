/* strmap.c: hash map from byte strings to pointers: open addressing, insertion only, memory from an arena.
 * Keys are borrowed and must live as long as the map. */
#include "dmlint/base.h"

/* 24 bytes: long lists make long tables. Keys come from inputs far below 4 GiB. */
struct strmap_slot {
	uint32_t hash; /* 0: empty */
	uint32_t n;
	const char *p;
	void *value;
};

static uint32_t strmap_hash(struct str key)
{
	uint64_t h = str_hash(key);
	uint32_t folded = (uint32_t)(h ^ h >> 32);

	return folded ? folded : 1;
}

/* The slot that holds the key, or the empty one where it belongs. The table is never full. */
static struct strmap_slot *strmap_find(const struct strmap *m, struct str key, uint32_t hash)
{
	size_t mask = m->cap - 1;

	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		struct strmap_slot *s = &m->slots[i];
		if (!s->hash || (s->hash == hash && str_eq((struct str){s->p, s->n}, key)))
			return s;
	}
}

void *strmap_get(const struct strmap *m, struct str key)
{
	if (!m->n)
		return NULL;
	return strmap_find(m, key, strmap_hash(key))->value;
}

void strmap_reserve(struct strmap *m, size_t n)
{
	size_t cap = 16;

	while (cap / 4 * 3 <= n)
		cap *= 2;
	if (m->cap || n == 0)
		return;
	m->cap = cap;
	m->slots = ARENA_ARRAY(m->arena, struct strmap_slot, cap);
}

static void strmap_grow(struct strmap *m)
{
	struct strmap old = *m;

	m->cap = old.cap ? old.cap * 2 : 16;
	m->slots = ARENA_ARRAY(m->arena, struct strmap_slot, m->cap);
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].hash)
			*strmap_find(m, (struct str){old.slots[i].p, old.slots[i].n}, old.slots[i].hash) = old.slots[i];
}

void *strmap_put(struct strmap *m, struct str key, void *value)
{
	if (key.n > UINT32_MAX)
		BUG("a key of gigabytes");
	if (m->n >= m->cap / 4 * 3)
		strmap_grow(m);
	uint32_t hash = strmap_hash(key);
	struct strmap_slot *s = strmap_find(m, key, hash);
	void *earlier = s->value;

	if (!s->hash)
		m->n++;
	*s = (struct strmap_slot){.hash = hash, .n = (uint32_t)key.n, .p = key.p, .value = value};
	return earlier;
}
