#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "chunk/line_table.h"
#include "core/chunk.h"

namespace gitctx {

/// A definition that stands in a unit.
struct OutlineDefinition {
  ChunkKind kind = ChunkKind::code;
  std::string symbol;
  std::string enclosing;            ///< qualified
  std::vector<std::string> others;  ///< further names: members, enumerators, ...
  int tokens = 0;
  bool is_header = false;  ///< only the beginning of it; the rest is in the units that follow
};

/// A definition too large for one chunk, whose parts became units. Scope 0 is the whole text.
struct OutlineScope {
  ChunkKind kind = ChunkKind::code;
  std::string qualified;  ///< the name that encloses what is inside
  int parent = -1;
  int depth = 0;
  int tokens = 0;
};

enum class UnitRole : std::uint8_t {
  code,
  comment,    ///< goes with what follows it directly
  attribute,  ///< goes with what follows it
  opener,     ///< the first line of a large statement: better not the last of a chunk
  import_,
  closer,    ///< closing brackets or `end`: goes with what precedes it
  unparsed,  ///< lines that no node of the tree accounts for
};

/// Whole lines that stay together if they are small enough for one chunk.
struct Unit {
  LineSpan lines;
  int scope = 0;
  UnitRole role = UnitRole::code;
  std::vector<OutlineDefinition> definitions;
  std::string about;  ///< of a comment: the definition that follows it, as a qualified name
};

/// A text as a sequence of units: sorted, not sharing lines, and with every non-blank line in one.
struct Outline {
  std::vector<OutlineScope> scopes;
  std::vector<Unit> units;

  /// Whether `scope` is `ancestor` or lies inside it.
  bool is_inside(int scope, int ancestor) const {
    while (scope > ancestor) scope = scopes[static_cast<std::size_t>(scope)].parent;
    return scope == ancestor;
  }
};

/// Puts units that share a line together, adds the lines no unit has, and joins comments,
/// attributes and closing brackets with what they belong to. `joins_clauses` also joins neighbours
/// that define the same name. Nothing grows over `max_tokens` by that.
void complete_outline(Outline& outline, const LineTable& table, int max_tokens, bool joins_clauses);

}  // namespace gitctx
