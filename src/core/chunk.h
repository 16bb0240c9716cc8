#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/ranges.h"

namespace gitctx {

/// The kind of a chunk. The numbers are part of the index format: append, never renumber.
enum class ChunkKind : std::uint8_t {
  text = 0,  ///< lines of a file without a grammar, or that a grammar could not parse
  code = 1,  ///< a run of statements, imports or small definitions
  function = 2,
  method = 3,
  type = 4,      ///< class, struct, enum, interface, trait, type alias, ...
  module = 5,    ///< namespace, module, package
  constant = 6,  ///< constant, variable, field, property
  macro = 7,
  section = 8,          ///< a heading of a document with the text below it
  test = 9,             ///< a test function or block
  implementation = 10,  ///< Rust impl, Swift extension, Haskell instance
};

inline constexpr int chunk_kind_count = 11;

/// The unit that is searched and shown. Chunks of a blob are sorted by `bytes.begin`, are inside
/// the blob, never cut a UTF-8 sequence, and together contain every non-blank line.
struct Chunk {
  ByteRange bytes;
  LineRange lines;
  ChunkKind kind = ChunkKind::text;
  std::string symbol;                ///< the definition's own name; empty if there is none
  std::string enclosing;             ///< qualified name around it, joined by '.'; may be empty
  std::vector<std::string> defines;  ///< every name defined in the chunk, `symbol` first

  bool operator==(const Chunk&) const = default;
};

}  // namespace gitctx
