#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "chunk/language_rules.h"

namespace gitctx {

/// `enclosing.symbol`; if one of the names is empty, only the other name.
std::string join_names(std::string_view enclosing, std::string_view symbol);

/// The first line of the name, trimmed and limited in length without cutting a UTF-8 sequence.
std::string clean_name(std::string_view text);

/// `name` without type arguments: `Map<K, V>::Entry` becomes `Map::Entry`.
std::string strip_type_arguments(std::string_view name);

/// Verdict::definition if `found` has a symbol, else Verdict::statement.
Verdict verdict_of(const Definition& found);

/// Sets the symbol to the clean name, and returns the verdict.
Verdict set_symbol(Definition& found, std::string_view name);

/// Sets `symbol` and `enclosing` from a path in the notation of any language: `A::b`, `a.b`, `A\B`,
/// `m:f`. Returns the verdict.
Verdict set_path(Definition& found, std::string_view path);

/// The text of a string literal without its quotes; `literal` itself if it is not quoted.
std::string_view unquote(std::string_view literal);

/// Accepts the values that are preset from the row of the table. If the row has no symbol, the
/// definition is a scope without a name.
Verdict define_preset(const SyntaxNode& node, Definition& found);
/// Handles `test("adds", ...)` and similar calls: if the title is a string, the node is a test.
Verdict define_test(const SyntaxNode& title, Definition& found);
/// Takes the symbol from the `name` field. If the field is empty, keeps the symbol from the table.
Verdict define_by_name(const SyntaxNode& node, Definition& found);
/// Like `define_by_name`, but the name may be a path, whose front part is the enclosing name.
Verdict define_by_path(const SyntaxNode& node, Definition& found);
/// Like `define_by_path`, but only for a node with a body; without a body, the node only mentions
/// the type.
Verdict define_with_body(const SyntaxNode& node, Definition& found);

}  // namespace gitctx
