/* Included before every source of a grammar. The scanners of some grammars call malloc, although
   tree-sitter has an allocator of its own. When an exception ends a parse, src/chunk/parse_heap.h
   releases the memory from tree-sitter's allocator, but memory from malloc would leak. */
#pragma once

#include <stdlib.h>

extern void* (*ts_current_malloc)(size_t size);
extern void* (*ts_current_calloc)(size_t count, size_t size);
extern void* (*ts_current_realloc)(void* memory, size_t size);
extern void (*ts_current_free)(void* memory);

#define malloc ts_current_malloc
#define calloc ts_current_calloc
#define realloc ts_current_realloc
#define free ts_current_free
