#pragma once

#include <tree_sitter/api.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chunk/syntax_node.h"
#include "core/chunk.h"
#include "core/language.h"

namespace gitctx {

/// The result of a definer: the names of the node, without the names of its ancestors.
struct Definition {
  ChunkKind kind = ChunkKind::code;
  std::string symbol;               ///< empty for a scope without a name
  std::string enclosing;            ///< as written in the node: `A` for `A::b`
  std::vector<std::string> others;  ///< further names that the node defines
};

/// The classification of a node by its definer.
enum class Verdict : std::uint8_t {
  statement,
  definition,
  attribute,
  import_,
  group,  ///< like Role::group
};

/// Examines a node that may define something. If the node is a definition, fills `found`, whose
/// kind and symbol are preset from the table.
using Definer = Verdict (*)(const SyntaxNode& node, Definition& found);

/// How the chunker treats the nodes of a type.
enum class Role : std::uint8_t {
  statement,    ///< kept whole; cut at its children if too large
  definition,   ///< a definition, if its definer confirms it
  declaration,  ///< like a definition, but only outside functions
  wrapper,      ///< represents the definition inside (export, template, decorators)
  group,        ///< its children are treated as its siblings (class body, #ifdef, extern "C")
  closure,      ///< a statement that may have definitions inside (a call with a function)
  comment,      ///< belongs to the next node if no blank line separates them
  attribute,    ///< belongs to the next node
  import_,
  rest_scope,  ///< encloses everything after it (namespace A;)
  opaque,      ///< never entered; cut at lines if it is too large
};

/// A row of a language's table.
struct NodeEntry {
  std::string_view types;  ///< types of nodes, separated by blanks
  Role role = Role::statement;
  ChunkKind kind = ChunkKind::code;
  Definer define = nullptr;
  std::string_view symbol = {};  ///< symbol for nodes without a name
};

/// Everything that the chunker knows about a language.
struct LanguageTable {
  Language language;
  std::span<const NodeEntry> nodes;
  std::span<const NodeEntry> more_nodes = {};   ///< further rows, if other languages share `nodes`
  std::vector<std::string_view> test_prefixes;  ///< prefixes of test functions' names: "test_"
  std::vector<std::string_view> test_markers;   ///< markers in the lines before the name: "@Test"
  bool joins_clauses = false;  ///< same-name neighbours are one definition (Haskell, Elixir)
  bool is_prose = false;       ///< text under a heading is a section, not code
};

/// A `LanguageTable` whose node types are converted to the symbol numbers of the grammar. A walk
/// finds the rule of a node by its symbol number.
struct LanguageRules {
  const LanguageTable* table = nullptr;
  FieldIds fields{};
  std::vector<const NodeEntry*> by_symbol;

  const NodeEntry& rule(TSSymbol symbol) const {
    static constexpr NodeEntry error_rule{.types = "ERROR", .role = Role::group};
    return symbol < by_symbol.size() ? *by_symbol[symbol] : error_rule;
  }
};

/// The rules of a language with a grammar, or nullptr. Thread-safe; lives as long as the program.
const LanguageRules* rules_of(Language language);

/// The tables, one function per file.
std::span<const LanguageTable> c_family_tables();
std::span<const LanguageTable> managed_tables();
std::span<const LanguageTable> script_tables();
std::span<const LanguageTable> web_tables();
std::span<const LanguageTable> functional_tables();
std::span<const LanguageTable> systems_tables();

}  // namespace gitctx
