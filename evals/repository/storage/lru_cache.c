/* Keeps the parcels that were asked for last, at most CACHE_SLOTS of them. */
#include <stdlib.h>
#include <string.h>

#define CACHE_SLOTS 1024

struct cache_slot {
  char key[40];
  void *value;
  unsigned long last_use;
};

static struct cache_slot slots[CACHE_SLOTS];
static unsigned long clock_hand;

/* Returns NULL for what is not cached. A hit makes the slot the youngest. */
void *cache_get(const char *key) {
  for (int i = 0; i < CACHE_SLOTS; i++) {
    if (slots[i].value != NULL && strcmp(slots[i].key, key) == 0) {
      slots[i].last_use = ++clock_hand;
      return slots[i].value;
    }
  }
  return NULL;
}

/* The slot that was not used for the longest time makes room: the eviction policy. */
static int oldest_slot(void) {
  int oldest = 0;
  for (int i = 1; i < CACHE_SLOTS; i++) {
    if (slots[i].last_use < slots[oldest].last_use) oldest = i;
  }
  return oldest;
}

void cache_put(const char *key, void *value) {
  struct cache_slot *slot = &slots[oldest_slot()];
  free(slot->value);
  strncpy(slot->key, key, sizeof slot->key - 1);
  slot->value = value;
  slot->last_use = ++clock_hand;
}
