#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "chunk/language_rules.h"

namespace gitctx {

/// `enclosing.symbol`; just the non-empty name if the other is empty.
std::string join_names(std::string_view enclosing, std::string_view symbol);

/// The name on one line, trimmed, and of bounded length without cutting a UTF-8 sequence.
std::string clean_name(std::string_view text);

/// `name` without type arguments: `Map<K, V>::Entry` becomes `Map::Entry`.
std::string strip_type_arguments(std::string_view name);

/// Whether `word` is one of `words`.
bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words);

/// Verdict::definition if `found` has a symbol, else Verdict::statement.
Verdict verdict_of(const Definition& found);

/// Sets the symbol to the clean name, and returns the verdict.
Verdict set_symbol(Definition& found, std::string_view name);

/// Sets symbol and enclosing from a path in the notation of any language: `A::b`, `a.b`, `A\B`,
/// `m:f`. Returns the verdict.
Verdict set_path(Definition& found, std::string_view path);

/// The text of a string literal without quotes; `literal` itself if it has none.
std::string_view unquote(std::string_view literal);

/// Accepts the definition that the table has preset: with the symbol of the row, or as a scope
/// without a name.
Verdict define_preset(const SyntaxNode& node, Definition& found);
/// `test("adds", ...)` and similar calls: a test if the title is a string.
Verdict define_test(const SyntaxNode& title, Definition& found);
/// The symbol is the `name` field or, if that is empty, the symbol of the table.
Verdict define_by_name(const SyntaxNode& node, Definition& found);
/// Like `define_by_name`, but the name may be a path, whose front part is the enclosing name.
Verdict define_by_path(const SyntaxNode& node, Definition& found);
/// Like `define_by_path`, but only for a node with a body; without a body, the node just mentions
/// the type.
Verdict define_with_body(const SyntaxNode& node, Definition& found);

}  // namespace gitctx
