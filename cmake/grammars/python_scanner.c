/* The scanner of the Python grammar can write one or two bytes beyond the parser's buffer. */
#define tree_sitter_python_external_scanner_serialize python_serialize_without_bound
#include "scanner.c"
#undef tree_sitter_python_external_scanner_serialize

unsigned tree_sitter_python_external_scanner_serialize(void *payload, char *buffer) {
  char roomy[TREE_SITTER_SERIALIZATION_BUFFER_SIZE + 16];
  const unsigned size = python_serialize_without_bound(payload, roomy);
  if (size > TREE_SITTER_SERIALIZATION_BUFFER_SIZE) return 0;
  memcpy(buffer, roomy, size);
  return size;
}
