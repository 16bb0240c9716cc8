#pragma once

#include <tree_sitter/api.h>

#include <optional>
#include <string_view>
#include <vector>

#include "chunk/chunker.h"
#include "chunk/language_rules.h"
#include "chunk/line_table.h"
#include "chunk/outline.h"

namespace gitctx {

/// Walks a tree top-down. Enters a node only if the node is too large for one chunk, or if the
/// names that it defines must be read. A deep tree takes heap memory, not stack. Units are in text
/// order. Two units may share a line, and some lines may be in no unit; `complete_outline` repairs
/// both. Can walk only once. The arguments must outlive the walker.
class OutlineWalker {
 public:
  OutlineWalker(const LineTable& table, const LanguageRules& rules, const ChunkLimits& limits)
      : table_(table), rules_(rules), limits_(limits) {}

  Outline walk(const TSTree* tree);

 private:
  /// The context of the children of an entered node.
  struct Frame {
    int scope = 0;
    bool in_error = false;
    /// Whether the node has most of the tokens of the scope. If a child also has most of the
    /// tokens, a lower size limit applies to the child.
    bool is_body = false;
    /// Whether the node is in a closure that contains definitions and is therefore cut like a
    /// group.
    bool is_divided_closure = false;
  };
  /// The node under the cursor.
  struct Look {
    TSNode node;
    const NodeEntry* rule;
    LineSpan lines;  ///< empty for a node without text
    bool is_error = false;
  };
  struct Named {
    Definition definition;
    const void* node_id = nullptr;  ///< the defining node, perhaps inside a wrapper
  };

  Look look() const;
  std::optional<Frame> visit(const Look& look);
  std::optional<Frame> visit_definition(const Look& look, const Named& named);
  std::optional<Frame> visit_wrapper(const Look& look);
  std::optional<Frame> visit_parts(const Look& look, int limit);
  std::optional<Frame> visit_rest_scope(const Look& look);

  Verdict define(const Look& look, Definition& found) const;
  std::optional<Named> unwrap();
  void mark_test(const Look& look, Definition& found) const;
  /// Adds a unit for a node that is not entered.
  std::nullopt_t add_unit(const Look& look, UnitRole role,
                          std::vector<OutlineDefinition> definitions = {});
  std::vector<OutlineDefinition> collect(const Named* self);
  bool collect_node(const Look& look, const Named* self, bool inside, bool in_closure,
                    std::vector<OutlineDefinition>& definitions) const;
  OutlineDefinition place(const Definition& found, LineSpan lines) const;
  int open_scope(const OutlineDefinition& definition, const void* node_id);
  LineSpan with_leading(LineSpan lines) const;
  bool is_divisible(const Look& look, int limit) const;
  bool ends_with_comment(const Look& look) const;
  /// The size above which a group is divided.
  int group_limit() const;
  bool in_function() const;

  const LineTable& table_;
  const LanguageRules& rules_;
  const ChunkLimits& limits_;
  TSTreeCursor cursor_{};
  Outline outline_;
  std::vector<Frame> frames_;
  std::vector<const void*> scope_nodes_;    // the node that opened each scope
  std::vector<OutlineDefinition> headers_;  // headers of new scopes, for the next unit
  bool is_opening_ = false;                 // whether the next unit begins an entered node
  LineSpan leading_{};                      // comments and attributes just before the cursor
};

}  // namespace gitctx
