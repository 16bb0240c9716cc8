/* The scanner of the Markdown grammar writes all open blocks into the parser's buffer without
   checking the buffer's size. A few hundred nested quotes would overrun the buffer. */
#define tree_sitter_markdown_external_scanner_serialize markdown_serialize_without_bound
#include "scanner.c"
#undef tree_sitter_markdown_external_scanner_serialize

unsigned tree_sitter_markdown_external_scanner_serialize(void *payload, char *buffer) {
  const Scanner *scanner = (const Scanner *)payload;
  const size_t header_size = 5;
  const size_t size = header_size + scanner->open_blocks.size * sizeof(Block);
  if (size > TREE_SITTER_SERIALIZATION_BUFFER_SIZE) return 0;
  return markdown_serialize_without_bound(payload, buffer);
}
