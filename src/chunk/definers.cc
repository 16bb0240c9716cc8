#include "chunk/definers.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

constexpr std::size_t max_name_bytes = 160;

bool is_separator(char c) { return c == '.' || c == ':' || c == '\\' || c == '#' || c == '/'; }

}  // namespace

std::string join_names(std::string_view enclosing, std::string_view symbol) {
  std::string name(enclosing);
  if (!name.empty() && !symbol.empty()) name += '.';
  name += symbol;
  return name;
}

std::string clean_name(std::string_view text) {
  text = trimmed(text);
  text = trimmed(text.substr(0, text.find('\n')));
  return std::string(cut_utf8(text, max_name_bytes));
}

std::string strip_type_arguments(std::string_view name) {
  const std::size_t operator_at = std::min(name.find("operator"), name.size());
  std::string out;
  int depth = 0;
  for (std::size_t i = 0; i < operator_at; ++i) {
    const char c = name[i];
    if (c == '<' || c == '[' || c == '(') ++depth;
    if (depth == 0) out += c;
    if (c == '>' || c == ']' || c == ')') depth = std::max(0, depth - 1);
  }
  out += name.substr(operator_at);
  return out;
}

Verdict verdict_of(const Definition& found) {
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

Verdict set_symbol(Definition& found, std::string_view name) {
  found.symbol = clean_name(name);
  return verdict_of(found);
}

Verdict set_path(Definition& found, std::string_view path) {
  const std::string name = clean_name(path);
  std::size_t end = name.find("operator");
  if (end == std::string::npos) end = name.size();
  std::size_t cut = std::min(end, name.size());
  while (cut > 0 && !is_separator(name[cut - 1])) --cut;
  found.symbol = clean_name(std::string_view(name).substr(cut));
  std::string enclosing;
  for (std::size_t i = 0; i < cut; ++i) {
    if (!is_separator(name[i])) {
      enclosing += name[i];
    } else if (!enclosing.empty() && enclosing.back() != '.') {
      enclosing += '.';
    }
  }
  while (!enclosing.empty() && enclosing.back() == '.') enclosing.pop_back();
  found.enclosing = enclosing;
  return verdict_of(found);
}

std::string_view unquote(std::string_view literal) {
  constexpr std::string_view quotes = "\"'`";
  if (literal.size() < 2 || !quotes.contains(literal.front())) return literal;
  return literal.back() == literal.front() ? literal.substr(1, literal.size() - 2)
                                           : literal.substr(1);
}

Verdict define_preset(const SyntaxNode&, Definition&) { return Verdict::definition; }

Verdict define_test(const SyntaxNode& title, Definition& found) {
  if (!title.is("string")) return Verdict::statement;
  found.kind = ChunkKind::test;
  found.symbol = clean_name(unquote(title.text()));
  return Verdict::definition;
}

Verdict define_by_name(const SyntaxNode& node, Definition& found) {
  const std::string_view name = node.field(Field::name).text();
  return name.empty() ? verdict_of(found) : set_symbol(found, name);
}

Verdict define_by_path(const SyntaxNode& node, Definition& found) {
  return set_path(found, strip_type_arguments(node.field(Field::name).text()));
}

Verdict define_with_body(const SyntaxNode& node, Definition& found) {
  if (!node.field(Field::body)) return Verdict::statement;
  return define_by_path(node, found);
}

}  // namespace gitctx
