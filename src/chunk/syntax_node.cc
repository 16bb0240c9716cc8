#include "chunk/syntax_node.h"

#include <algorithm>

namespace gitctx {
namespace {

// Reaching child i takes time linear in i, so a search stops after this many children.
constexpr std::uint32_t max_searched_children = 24;

}  // namespace

bool SyntaxNode::is_any(std::initializer_list<std::string_view> types) const {
  if (is_null()) return false;
  const std::string_view own = ts_node_type(node_);
  return std::ranges::find(types, own) != types.end();
}

std::string_view SyntaxNode::text() const {
  if (is_null()) return {};
  const std::uint32_t begin = ts_node_start_byte(node_);
  return text_.substr(begin, ts_node_end_byte(node_) - begin);
}

SyntaxNode SyntaxNode::field(Field field) const {
  const TSFieldId id = (*fields_)[static_cast<std::size_t>(field)];
  if (is_null() || id == 0) return with(TSNode{});
  return with(ts_node_child_by_field_id(node_, id));
}

SyntaxNode SyntaxNode::named_child(std::uint32_t index) const {
  if (index >= named_child_count()) return with(TSNode{});
  return with(ts_node_named_child(node_, index));
}

SyntaxNode SyntaxNode::last_named_child() const {
  const std::uint32_t count = std::min(named_child_count(), max_searched_children);
  return count == 0 ? with(TSNode{}) : named_child(count - 1);
}

SyntaxNode SyntaxNode::child_of_type(std::string_view type) const {
  const std::uint32_t count = std::min(named_child_count(), max_searched_children);
  for (std::uint32_t i = 0; i < count; ++i) {
    const SyntaxNode child = named_child(i);
    if (child.is(type)) return child;
  }
  return with(TSNode{});
}

}  // namespace gitctx
