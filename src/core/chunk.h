#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/ranges.h"

namespace gitctx {

/// The kind of a chunk. The numbers are part of the index format: append, never renumber.
enum class ChunkKind : std::uint8_t {
  text = 0,  ///< lines of a language without a grammar, or lines that the grammar cannot parse
  code = 1,  ///< a run of statements, imports or small definitions
  function = 2,
  method = 3,
  type = 4,      ///< class, struct, enum, interface, trait, type alias, ...
  module = 5,    ///< namespace, module, package
  constant = 6,  ///< constant, variable, field, property
  macro = 7,
  section = 8,          ///< a heading of a document, and the text below it
  test = 9,             ///< a test function or block
  implementation = 10,  ///< Rust impl, Swift extension, Haskell instance
};

inline constexpr int chunk_kind_count = 11;

/// The unit of search and display: consecutive lines of a file. The chunks of a blob are sorted by
/// `bytes.begin`, are inside the blob, never cut a UTF-8 sequence, and together contain every
/// non-blank line.
struct Chunk {
  ByteRange bytes;
  LineRange lines;
  ChunkKind kind = ChunkKind::text;
  std::string symbol;                ///< name of the definition; may be empty
  std::string enclosing;             ///< names of the definitions around `symbol`, joined by '.'
  std::vector<std::string> defines;  ///< every name defined in the chunk, `symbol` first

  bool operator==(const Chunk&) const = default;
};

}  // namespace gitctx
