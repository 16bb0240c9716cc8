#pragma once

#include <tree_sitter/api.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace gitctx {

/// The grammar fields that rules use, in the order of `field_names`.
enum class Field : std::uint8_t {
  name,
  declarator,
  declaration_kind,
  type,
  value,
  left,
  right,
  key,
  property,
  object,
  function,
  arguments,
  method,
  operator_,
  target,
  operand,
  pattern,
  patterns,
  receiver,
  heading_content,
  body,
  parameters,
};

/// The names of the fields in the grammars, separated by blanks.
inline constexpr std::string_view field_names =
    "name declarator declaration_kind type value left right key property object function arguments "
    "method operator target operand pattern patterns receiver heading_content body parameters";

/// The ids of the fields in one grammar; 0 for a field that the grammar lacks.
using FieldIds = std::array<TSFieldId, static_cast<std::size_t>(Field::parameters) + 1>;

/// A node of a tree with its text, for the rules that find names. Cheap to copy; refers to the
/// tree, the text and the ids. A null node gives empty or null results.
class SyntaxNode {
 public:
  SyntaxNode(TSNode node, std::string_view text, const FieldIds& fields)
      : node_(node), text_(text), fields_(&fields) {}

  bool is_null() const { return ts_node_is_null(node_); }
  explicit operator bool() const { return !is_null(); }
  bool is(std::string_view type) const { return !is_null() && type == ts_node_type(node_); }
  bool is_any(std::initializer_list<std::string_view> types) const;

  std::string_view text() const;
  std::uint32_t begin() const { return ts_node_start_byte(node_); }
  SyntaxNode field(Field field) const;
  SyntaxNode named_child(std::uint32_t index) const;
  std::uint32_t named_child_count() const {
    return is_null() ? 0 : ts_node_named_child_count(node_);
  }
  SyntaxNode last_named_child() const;
  /// The first child of this type among the first few named children, or null.
  SyntaxNode child_of_type(std::string_view type) const;
  SyntaxNode previous_sibling() const { return with(ts_node_prev_sibling(node_)); }

 private:
  SyntaxNode with(TSNode node) const { return {node, text_, *fields_}; }

  TSNode node_;
  std::string_view text_;
  const FieldIds* fields_;
};

}  // namespace gitctx
