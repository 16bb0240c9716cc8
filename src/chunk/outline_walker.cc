#include "chunk/outline_walker.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "chunk/definers.h"

namespace gitctx {
namespace {

constexpr int max_wrapper_depth = 8;
// Deeper definitions count as part of the enclosing definition, so that the length of names is
// bounded.
constexpr int max_scope_depth = 24;
// The number of bytes that are searched for annotations, from the beginning of a definition.
constexpr std::uint32_t marker_reach_bytes = 160;

bool is_function_like(ChunkKind kind) {
  return kind == ChunkKind::function || kind == ChunkKind::method || kind == ChunkKind::test ||
         kind == ChunkKind::macro;
}

/// Whether `text` contains `marker` at the end of a word.
bool contains_marker(std::string_view text, std::string_view marker) {
  for (std::size_t at = text.find(marker); at != std::string_view::npos;
       at = text.find(marker, at + 1)) {
    const std::size_t end = at + marker.size();
    if (end >= text.size() || !is_identifier_char(marker.back()) || !is_identifier_char(text[end]))
      return true;
  }
  return false;
}

/// Accepts `test_x` and `testX`, but not `testing`.
bool has_test_prefix(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return false;
  return name.size() == prefix.size() || prefix.ends_with('_') ||
         std::islower(static_cast<unsigned char>(name[prefix.size()])) == 0;
}

}  // namespace

Outline OutlineWalker::walk(const TSTree* tree) {
  const TSNode root = ts_tree_root_node(tree);
  outline_.scopes.push_back({});
  scope_nodes_.push_back(nullptr);
  cursor_ = ts_tree_cursor_new(root);
  if (ts_tree_cursor_goto_first_child(&cursor_)) {
    frames_.push_back({.scope = 0, .in_error = ts_node_is_error(root)});
  }
  while (!frames_.empty()) {
    const Look here = look();
    const std::optional<Frame> inner = here.lines.size() > 0 ? visit(here) : std::nullopt;
    if (inner && ts_tree_cursor_goto_first_child(&cursor_)) {
      frames_.push_back(*inner);
      continue;
    }
    while (!frames_.empty() && !ts_tree_cursor_goto_next_sibling(&cursor_)) {
      frames_.pop_back();
      ts_tree_cursor_goto_parent(&cursor_);
    }
  }
  ts_tree_cursor_delete(&cursor_);
  return std::move(outline_);
}

OutlineWalker::Look OutlineWalker::look() const {
  const TSNode node = ts_tree_cursor_current_node(&cursor_);
  Look here{.node = node,
            .rule = &rules_.rule(ts_node_symbol(node)),
            .lines = {},
            .is_error = ts_node_is_error(node)};
  if (ts_node_start_byte(node) == ts_node_end_byte(node)) return here;
  const TSPoint begin = ts_node_start_point(node);
  const TSPoint end = ts_node_end_point(node);
  here.lines.begin = std::min(begin.row, table_.line_count());
  here.lines.end = end.column == 0 ? end.row : end.row + 1;
  here.lines.end = std::min(std::max(here.lines.end, begin.row + 1), table_.line_count());
  return here;
}

std::optional<OutlineWalker::Frame> OutlineWalker::visit(const Look& look) {
  const Frame& frame = frames_.back();
  if (look.node.id == scope_nodes_[static_cast<std::size_t>(frame.scope)]) return frame;
  switch (look.rule->role) {
    case Role::comment:
      return add_unit(look, UnitRole::comment);
    case Role::attribute:
      return add_unit(look, UnitRole::attribute);
    case Role::import_:
      return add_unit(look, UnitRole::import_);
    case Role::opaque:
      return add_unit(look, UnitRole::code);
    case Role::rest_scope:
      return visit_rest_scope(look);
    case Role::wrapper:
      return visit_wrapper(look);
    case Role::group:
      return visit_parts(look, group_limit());
    case Role::closure:
      return visit_parts(look, frame.is_divided_closure ? group_limit() : limits_.max_chunk_tokens);
    case Role::statement:
      return visit_parts(look, limits_.max_chunk_tokens);
    case Role::definition:
    case Role::declaration:
      break;
  }
  Named named{.node_id = look.node.id};
  switch (define(look, named.definition)) {
    case Verdict::definition:
      mark_test(look, named.definition);
      return visit_definition(look, named);
    case Verdict::attribute:
      return add_unit(look, UnitRole::attribute);
    case Verdict::import_:
      return add_unit(look, UnitRole::import_);
    case Verdict::group: {
      std::optional<Frame> inner = visit_parts(look, group_limit());
      if (inner) inner->is_divided_closure = true;
      return inner;
    }
    case Verdict::statement:
      break;
  }
  return visit_parts(look, limits_.max_chunk_tokens);
}

std::optional<OutlineWalker::Frame> OutlineWalker::visit_definition(const Look& look,
                                                                    const Named& named) {
  const bool is_module = named.definition.kind == ChunkKind::module;
  const int limit = is_module ? limits_.chunk_tokens : limits_.max_chunk_tokens;
  if (!is_divisible(look, limit)) {
    return add_unit(look, UnitRole::code, collect(&named));
  }
  if (outline_.scopes[static_cast<std::size_t>(frames_.back().scope)].depth >= max_scope_depth) {
    return frames_.back();
  }
  OutlineDefinition definition = place(named.definition, look.lines);
  definition.is_header = true;
  const int scope = open_scope(definition, named.node_id);
  headers_.push_back(std::move(definition));
  return Frame{.scope = scope, .in_error = look.is_error, .is_body = true};
}

std::optional<OutlineWalker::Frame> OutlineWalker::visit_wrapper(const Look& look) {
  std::optional<Named> named = unwrap();
  if (!named) {
    return visit_parts(look, group_limit());
  }
  const Frame& frame = frames_.back();
  if (named->node_id == scope_nodes_[static_cast<std::size_t>(frame.scope)]) return frame;
  mark_test(look, named->definition);
  return visit_definition(look, *named);
}

std::optional<OutlineWalker::Frame> OutlineWalker::visit_parts(const Look& look, int limit) {
  const Frame frame = frames_.back();
  const Role role = look.rule->role;
  const bool is_plain = (role == Role::statement || role == Role::closure) && !look.is_error;
  const int scope_tokens = outline_.scopes[static_cast<std::size_t>(frame.scope)].tokens;
  const bool is_body = frame.is_body && table_.tokens(look.lines) * 2 > scope_tokens;
  const bool is_large = is_divisible(look, is_body ? std::min(limit, limits_.chunk_tokens) : limit);
  if (is_large || ends_with_comment(look)) {
    is_opening_ = is_large;
    return Frame{.scope = frame.scope,
                 .in_error = look.is_error || (frame.in_error && is_plain),
                 .is_body = is_body,
                 .is_divided_closure = frame.is_divided_closure};
  }
  if (frame.in_error && is_plain) return std::nullopt;
  const bool may_define = role != Role::statement || look.is_error;
  return add_unit(look, UnitRole::code,
                  may_define ? collect(nullptr) : std::vector<OutlineDefinition>{});
}

std::optional<OutlineWalker::Frame> OutlineWalker::visit_rest_scope(const Look& look) {
  Named named{.node_id = look.node.id};
  if (define(look, named.definition) != Verdict::definition) {
    return add_unit(look, UnitRole::import_);
  }
  const SyntaxNode node(look.node, table_.text(), rules_.fields);
  if (node.field(Field::body)) return visit_definition(look, named);
  add_unit(look, UnitRole::import_);
  frames_.back().scope = 0;
  frames_.back().scope = open_scope(place(named.definition, look.lines), nullptr);
  return std::nullopt;
}

Verdict OutlineWalker::define(const Look& look, Definition& found) const {
  const NodeEntry& rule = *look.rule;
  if (rule.define == nullptr) return Verdict::statement;
  found.kind = rule.kind;
  found.symbol = rule.symbol;
  const Verdict verdict = rule.define({look.node, table_.text(), rules_.fields}, found);
  if (verdict != Verdict::definition || !in_function()) return verdict;
  const bool is_local = rule.role == Role::declaration || found.kind == ChunkKind::constant;
  return is_local ? Verdict::statement : verdict;
}

/// The definition in the wrapper under the cursor. Nothing if the wrapper contains several
/// definitions or none.
std::optional<OutlineWalker::Named> OutlineWalker::unwrap() {
  std::optional<Named> only;
  int depth = 0;
  for (bool again = true; again && depth < max_wrapper_depth;) {
    again = false;
    if (!ts_tree_cursor_goto_first_child(&cursor_)) break;
    ++depth;
    int inner_count = 0;
    bool is_wrapper = false;
    std::uint32_t index = 0;
    std::uint32_t inner_index = 0;
    do {
      const Look child = look();
      Named named{.node_id = child.node.id};
      const Role role = child.rule->role;
      const bool defines = (role == Role::definition || role == Role::declaration) &&
                           define(child, named.definition) == Verdict::definition;
      if (defines || role == Role::wrapper) {
        ++inner_count;
        is_wrapper = role == Role::wrapper;
        inner_index = index;
        if (defines) only = std::move(named);
      }
      ++index;
    } while (inner_count < 2 && ts_tree_cursor_goto_next_sibling(&cursor_));
    if (inner_count != 1) only.reset();
    if (inner_count != 1 || !is_wrapper) break;
    ts_tree_cursor_goto_parent(&cursor_);
    ts_tree_cursor_goto_first_child(&cursor_);
    for (std::uint32_t i = 0; i < inner_index; ++i) ts_tree_cursor_goto_next_sibling(&cursor_);
    again = true;
  }
  for (; depth > 0; --depth) ts_tree_cursor_goto_parent(&cursor_);
  return only;
}

void OutlineWalker::mark_test(const Look& look, Definition& found) const {
  if (found.kind != ChunkKind::function && found.kind != ChunkKind::method) return;
  for (const std::string_view prefix : rules_.table->test_prefixes) {
    if (has_test_prefix(found.symbol, prefix)) found.kind = ChunkKind::test;
  }
  if (rules_.table->test_markers.empty()) return;
  const std::uint32_t begin = table_.bytes(with_leading(look.lines)).begin;
  const std::uint32_t node_end = ts_node_end_byte(look.node);
  const std::uint32_t end = std::min(ts_node_start_byte(look.node) + marker_reach_bytes, node_end);
  const std::string_view text = table_.text().substr(begin, end - begin);
  for (const std::string_view marker : rules_.table->test_markers) {
    if (contains_marker(text, marker)) found.kind = ChunkKind::test;
  }
}

std::nullopt_t OutlineWalker::add_unit(const Look& look, UnitRole role,
                                       std::vector<OutlineDefinition> definitions) {
  Unit unit{.lines = look.lines,
            .scope = frames_.back().scope,
            .role = is_opening_ && role == UnitRole::code ? UnitRole::opener : role,
            .definitions = std::move(definitions)};
  is_opening_ = false;
  unit.definitions.insert(unit.definitions.begin(), headers_.begin(), headers_.end());
  headers_.clear();
  const bool leads = role == UnitRole::comment || role == UnitRole::attribute;
  leading_ = leads ? with_leading(look.lines) : LineSpan{};
  outline_.units.push_back(std::move(unit));
  return std::nullopt;
}

/// The definitions in the node under the cursor. If `self` is given, the result is this definition
/// alone, with the names of its members. Otherwise, the node is a group, and the result has all
/// definitions in the group.
std::vector<OutlineDefinition> OutlineWalker::collect(const Named* self) {
  std::vector<OutlineDefinition> definitions;
  if (self != nullptr) {
    definitions.push_back(place(self->definition, look().lines));
    if (is_function_like(self->definition.kind)) return definitions;
  }
  int depth = 0;
  int definition_depth = self != nullptr ? 0 : -1;  // depth of the definition that gets names
  int closure_depth = -1;
  for (;;) {
    const Look here = look();
    if (depth <= definition_depth && depth > 0) definition_depth = -1;
    if (depth <= closure_depth) closure_depth = -1;
    if (closure_depth < 0 && here.rule->role == Role::closure) closure_depth = depth;
    const std::size_t count = definitions.size();
    const bool inside = definition_depth >= 0;
    const bool goes_in =
        depth == 0 || collect_node(here, self, inside, closure_depth >= 0, definitions);
    if (definitions.size() > count) definition_depth = depth;
    if (goes_in && ts_tree_cursor_goto_first_child(&cursor_)) {
      ++depth;
      continue;
    }
    while (depth > 0 && !ts_tree_cursor_goto_next_sibling(&cursor_)) {
      ts_tree_cursor_goto_parent(&cursor_);
      --depth;
    }
    if (depth == 0) return definitions;
  }
}

/// Adds the definition of the node. If `inside` is set, the node is part of the last definition,
/// and only its names are added to that definition. Does not add variables in a closure. Returns
/// whether to visit the children.
bool OutlineWalker::collect_node(const Look& look, const Named* self, bool inside, bool in_closure,
                                 std::vector<OutlineDefinition>& definitions) const {
  switch (look.rule->role) {
    case Role::wrapper:
    case Role::group:
    case Role::closure:
      return true;
    case Role::definition:
    case Role::declaration:
      break;
    case Role::statement:
    case Role::comment:
    case Role::attribute:
    case Role::import_:
    case Role::rest_scope:
    case Role::opaque:
      return false;
  }
  if (self != nullptr && self->node_id == look.node.id) return true;
  Definition found;
  const Verdict verdict = define(look, found);
  const bool is_variable = in_closure && found.kind == ChunkKind::constant;
  if (verdict != Verdict::definition || is_variable) {
    return verdict == Verdict::group || is_variable ||
           (inside && look.rule->kind == ChunkKind::type);
  }
  if (!inside) {
    mark_test(look, found);
    definitions.push_back(place(found, look.lines));
  } else if (!found.symbol.empty() && found.kind != ChunkKind::test) {
    std::vector<std::string>& names = definitions.back().others;
    names.push_back(std::move(found.symbol));
    names.insert(names.end(), found.others.begin(), found.others.end());
  }
  return !is_function_like(found.kind);
}

OutlineDefinition OutlineWalker::place(const Definition& found, LineSpan lines) const {
  const OutlineScope& scope = outline_.scopes[static_cast<std::size_t>(frames_.back().scope)];
  OutlineDefinition definition{.kind = found.kind,
                               .symbol = found.symbol,
                               .enclosing = join_names(scope.qualified, found.enclosing),
                               .others = found.others,
                               .tokens = table_.tokens(lines)};
  const bool in_type = scope.kind == ChunkKind::type || scope.kind == ChunkKind::implementation;
  if (found.kind == ChunkKind::function && in_type) definition.kind = ChunkKind::method;
  return definition;
}

int OutlineWalker::open_scope(const OutlineDefinition& definition, const void* node_id) {
  // Members of an unnamed scope (an unnamed namespace) count as members of the scope around it.
  const OutlineScope& parent = outline_.scopes[static_cast<std::size_t>(frames_.back().scope)];
  const ChunkKind kind = definition.symbol.empty() ? parent.kind : definition.kind;
  outline_.scopes.push_back({.kind = kind,
                             .qualified = join_names(definition.enclosing, definition.symbol),
                             .parent = frames_.back().scope,
                             .depth = parent.depth + 1,
                             .tokens = definition.tokens});
  scope_nodes_.push_back(node_id);
  return static_cast<int>(outline_.scopes.size()) - 1;
}

LineSpan OutlineWalker::with_leading(LineSpan lines) const {
  if (leading_.size() > 0 && leading_.end == lines.begin) return {leading_.begin, lines.end};
  return lines;
}

bool OutlineWalker::is_divisible(const Look& look, int limit) const {
  return look.lines.size() > 1 && ts_node_child_count(look.node) > 0 &&
         table_.tokens(with_leading(look.lines)) > limit;
}

/// Whether a group ends with a comment that belongs to the node after the group.
bool OutlineWalker::ends_with_comment(const Look& look) const {
  if (look.rule->role != Role::group || look.is_error) return false;
  const std::uint32_t count = ts_node_child_count(look.node);
  if (count == 0) return false;
  const TSNode last = ts_node_child(look.node, count - 1);
  return rules_.rule(ts_node_symbol(last)).role == Role::comment &&
         ts_node_start_point(last).row > look.lines.begin;
}

int OutlineWalker::group_limit() const {
  return in_function() ? limits_.max_chunk_tokens : limits_.chunk_tokens;
}

bool OutlineWalker::in_function() const {
  const int scope = frames_.back().scope;
  return is_function_like(outline_.scopes[static_cast<std::size_t>(scope)].kind);
}

}  // namespace gitctx
