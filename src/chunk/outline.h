#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "chunk/chunker.h"
#include "chunk/line_table.h"
#include "core/chunk.h"

namespace gitctx {

/// A definition in a unit.
struct OutlineDefinition {
  ChunkKind kind = ChunkKind::code;
  std::string symbol;
  std::string enclosing;            ///< qualified name of the scope around `symbol`
  std::vector<std::string> others;  ///< further names: members, enumerators, ...
  int tokens = 0;
  bool is_header = false;  ///< the definition continues in later units
};

/// A definition that was too large for one chunk and was therefore divided into several units.
/// Scope 0 is the whole text.
struct OutlineScope {
  ChunkKind kind = ChunkKind::code;
  std::string qualified;  ///< qualified name; the `enclosing` of the definitions in the scope
  int parent = -1;
  int depth = 0;
  int tokens = 0;
};

enum class UnitRole : std::uint8_t {
  code,
  comment,    ///< belongs to the next unit if no blank line separates them
  attribute,  ///< belongs to the next unit
  opener,     ///< first line of a large statement; should not end a chunk
  import_,
  closer,    ///< closing brackets or `end`: belongs to the unit before
  unparsed,  ///< lines that no node of the tree covers
};

/// Whole lines that stay together if they fit one chunk.
struct Unit {
  LineSpan lines;
  int scope = 0;
  UnitRole role = UnitRole::code;
  std::vector<OutlineDefinition> definitions;
  std::string about;  ///< for a comment: qualified name of the next definition
};

/// Lines that were blanked before parsing, such as macros. They belong to the next unit
/// (UnitRole::attribute) or to the unit before (UnitRole::closer).
struct UnparsedLines {
  LineSpan lines;
  UnitRole role = UnitRole::attribute;
};

/// A text as a sorted sequence of units. After complete_outline(), every non-blank line is in
/// exactly one unit.
struct Outline {
  std::vector<OutlineScope> scopes;
  std::vector<Unit> units;
  std::vector<UnparsedLines> unparsed;  ///< lines that were blanked before parsing, sorted

  /// Whether `scope` is `ancestor` or inside it.
  bool is_inside(int scope, int ancestor) const {
    while (scope > ancestor) scope = scopes[static_cast<std::size_t>(scope)].parent;
    return scope == ancestor;
  }
};

/// Merges units that share a line, adds the lines that are in no unit, and joins comments,
/// attributes and closing brackets with the units to which they belong. `joins_clauses` also joins
/// neighbours that define the same name. Adjacent comments, and units that share a line, are always
/// joined; other units are joined only up to `max_tokens`.
void complete_outline(Outline& outline, const LineTable& table, int max_tokens, bool joins_clauses);

/// The chunks of a complete outline. Each chunk is one definition, or a run of small neighbours in
/// one scope. `plain_kind` is the kind of a chunk whose definitions do not determine its kind.
std::vector<Chunk> pack_outline(const Outline& outline, const LineTable& table,
                                const ChunkLimits& limits, ChunkKind plain_kind);

}  // namespace gitctx
