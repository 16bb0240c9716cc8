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

/// What a definer found: the names without those around the node in the tree.
struct Definition {
  ChunkKind kind = ChunkKind::code;
  std::string symbol;               ///< may be empty: a scope without a name
  std::string enclosing;            ///< what the node itself says: `A` of `A::b`
  std::vector<std::string> others;  ///< further names the node defines
};

/// What a node is after a closer look.
enum class Verdict : std::uint8_t { statement, definition, attribute, import_ };

/// Looks at a node that may define something; fills `found` (whose kind is preset from the table)
/// if it does.
using Definer = Verdict (*)(const SyntaxNode& node, Definition& found);

/// How the chunker treats the nodes of a type.
enum class Role : std::uint8_t {
  statement,    ///< kept whole; cut at its children if it is too large
  definition,   ///< as its definer says
  declaration,  ///< a definition that counts outside functions only
  wrapper,      ///< stands for the one definition in it (export, template, decorators)
  group,        ///< holds definitions of its own rank (a class body, #ifdef, extern "C")
  comment,      ///< belongs to what follows without a blank line between
  attribute,    ///< belongs to what follows
  import_,
  rest_scope,  ///< encloses everything after it (namespace A;)
  opaque,      ///< never looked into; cut at lines if it is too large
};

/// A row of a language's table.
struct NodeEntry {
  std::string_view type;
  Role role = Role::statement;
  ChunkKind kind = ChunkKind::code;
  Definer define = nullptr;
};

/// Everything the chunker knows about a language.
struct LanguageTable {
  Language language;
  std::span<const NodeEntry> nodes;
  std::vector<std::string_view> test_prefixes;  ///< of functions' names: "test_"
  std::vector<std::string_view> test_markers;   ///< in the lines before the name: "@Test"
  bool joins_clauses = false;  ///< neighbours of one name are one definition (Haskell, Elixir)
  bool is_prose = false;       ///< what is under a heading is a section, not code
};

/// A `LanguageTable` with the types looked up in the grammar, so that a walk indexes by symbol.
struct LanguageRules {
  struct NodeRule {
    Role role = Role::statement;
    ChunkKind kind = ChunkKind::code;
    Definer define = nullptr;
  };

  const LanguageTable* table = nullptr;
  FieldIds fields{};
  std::vector<NodeRule> by_symbol;

  const NodeRule& rule(TSSymbol symbol) const {
    static constexpr NodeRule error_rule{.role = Role::group};
    return symbol < by_symbol.size() ? by_symbol[symbol] : error_rule;
  }
};

/// The rules of a language with a grammar, or nullptr. Thread-safe; lives as long as the program.
const LanguageRules* rules_of(Language language);

/// The tables, grouped as their files are.
std::span<const LanguageTable> c_family_tables();
std::span<const LanguageTable> managed_tables();
std::span<const LanguageTable> script_tables();
std::span<const LanguageTable> web_tables();
std::span<const LanguageTable> functional_tables();
std::span<const LanguageTable> systems_tables();

}  // namespace gitctx
