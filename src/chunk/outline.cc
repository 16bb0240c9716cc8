#include "chunk/outline.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/ascii.h"
#include "chunk/definers.h"

namespace gitctx {
namespace {

using Units = std::vector<Unit>;

void append(std::vector<OutlineDefinition>& to, std::vector<OutlineDefinition>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// Whether the first definition of the unit is a header, which means that it begins here and
/// continues in later units.
bool begins_scope(const Unit& unit) {
  return !unit.definitions.empty() && unit.definitions.front().is_header;
}

/// Appends `second` to the unit before it, `first`.
void merge_into(Unit& first, Unit&& second) {
  if (first.definitions.empty() && begins_scope(second)) first.scope = second.scope;
  const bool stays_opener = first.role == UnitRole::opener && second.definitions.empty();
  if (first.role != second.role && second.role != UnitRole::closer && !stays_opener) {
    first.role = UnitRole::code;
  }
  first.lines.end = std::max(first.lines.end, second.lines.end);
  append(first.definitions, std::move(second.definitions));
}

Units merge_shared_lines(Units&& units, const LineTable& table) {
  Units merged;
  merged.reserve(units.size());
  for (Unit& unit : units) {
    unit.lines = table.trim(unit.lines);
    if (unit.lines.size() == 0) continue;
    if (!merged.empty() && unit.lines.begin < merged.back().lines.end) {
      merge_into(merged.back(), std::move(unit));
    } else {
      merged.push_back(std::move(unit));
    }
  }
  return merged;
}

Units add_missing_lines(Units&& units, const Outline& outline, const LineTable& table) {
  Units complete;
  complete.reserve(units.size());
  std::uint32_t done = 0;
  auto own = outline.unparsed.begin();
  const auto add_part = [&](LineSpan part, int next_scope, UnitRole role) {
    part = table.trim(part);
    if (part.size() == 0) return;
    const int before = complete.empty() ? 0 : complete.back().scope;
    const int scope = outline.is_inside(before, next_scope) ? next_scope : before;
    complete.push_back({.lines = part, .scope = scope, .role = role});
  };
  const auto add = [&](std::uint32_t end, int next_scope) {
    for (; own != outline.unparsed.end() && own->lines.begin < end; ++own) {
      if (own->lines.begin < done) continue;
      add_part({done, own->lines.begin}, next_scope, UnitRole::unparsed);
      done = std::min(own->lines.end, end);
      add_part({own->lines.begin, done}, next_scope, own->role);
    }
    add_part({done, std::max(done, end)}, next_scope, UnitRole::unparsed);
  };
  for (Unit& unit : units) {
    add(unit.lines.begin, unit.scope);
    done = unit.lines.end;
    complete.push_back(std::move(unit));
  }
  add(table.line_count(), 0);
  return complete;
}

bool leads(const Unit& unit) {
  return unit.role == UnitRole::comment || unit.role == UnitRole::attribute;
}

/// The first line of `comment` that may join `unit`. If there is an empty comment line in the first
/// half of the lines that fit, the result is the line after the empty line. If no lines fit, the
/// result is `comment.end`.
std::uint32_t find_fitting_part(LineSpan comment, const Unit& unit, const LineTable& table,
                                int max_tokens) {
  std::uint32_t begin = comment.end;
  while (begin > comment.begin && table.tokens({begin - 1, unit.lines.end}) <= max_tokens) --begin;
  if (begin == comment.begin) return begin;
  constexpr int empty_line_tokens = 2;
  for (std::uint32_t line = begin; line < begin + (comment.end - begin) / 2; ++line) {
    if (table.tokens({line, line + 1}) <= empty_line_tokens) return line + 1;
  }
  return begin;
}

/// Moves the comments and attributes at the end of `before` into `unit`, as far as they fit. A
/// comment belongs to the next unit if no blank line separates them; an attribute always does.
void attach_leading_to(Unit& unit, Units& before, const LineTable& table, int max_tokens) {
  std::uint32_t near = unit.lines.begin;
  while (!before.empty() && leads(before.back())) {
    Unit& leading = before.back();
    const bool is_attribute = leading.role == UnitRole::attribute;
    if (leading.lines.end != near && !is_attribute) break;
    const std::uint32_t begin = find_fitting_part(leading.lines, unit, table, max_tokens);
    const bool fits_whole = begin == leading.lines.begin;
    if (!fits_whole && is_attribute) break;
    unit.lines.begin = begin < leading.lines.end ? begin : unit.lines.begin;
    if (!fits_whole) {
      leading.lines.end = begin;
      break;
    }
    std::vector<OutlineDefinition> definitions = std::move(leading.definitions);
    append(definitions, std::move(unit.definitions));
    unit.definitions = std::move(definitions);
    near = begin;
    before.pop_back();
  }
  if (unit.definitions.empty()) return;
  if (unit.definitions.size() == 1) unit.definitions.front().tokens = table.tokens(unit.lines);
  // The rest of a long comment gets the name of the definition that the comment documents.
  const OutlineDefinition& owner = unit.definitions.front();
  near = unit.lines.begin;
  for (auto it = before.rbegin(); it != before.rend() && leads(*it) && it->lines.end == near;
       ++it) {
    it->about = join_names(owner.enclosing, owner.symbol);
    near = it->lines.begin;
  }
}

Units attach_leading(Units&& units, const LineTable& table, int max_tokens) {
  Units attached;
  attached.reserve(units.size());
  for (Unit& unit : units) {
    const bool continues_comment = unit.role == UnitRole::comment && !attached.empty() &&
                                   attached.back().role == UnitRole::comment &&
                                   attached.back().lines.end == unit.lines.begin;
    if (continues_comment) {
      merge_into(attached.back(), std::move(unit));
      continue;
    }
    if (!leads(unit) && unit.role != UnitRole::closer) {
      attach_leading_to(unit, attached, table, max_tokens);
    }
    attached.push_back(std::move(unit));
  }
  return attached;
}

/// Whether a text fits better at the end of the previous unit than at the beginning of a chunk.
bool is_closing_text(std::string_view text) {
  text = trimmed_front(text, " \t");
  if (text == "{") return true;
  if (text.empty() || text.ends_with('{')) return false;
  if (text[0] == '}' || text[0] == ')' || text[0] == ']') return true;
  const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n;,)"));
  return word == "end" || word == "fi" || word == "done" || word == "esac" || word == "#endif";
}

bool is_closer(const Unit& unit, const LineTable& table) {
  const bool is_plain = unit.role == UnitRole::code || unit.role == UnitRole::opener;
  return unit.lines.size() <= 2 && unit.definitions.empty() && is_plain &&
         is_closing_text(table.text({unit.lines.begin, unit.lines.begin + 1}));
}

Units attach_closers(Units&& units, const LineTable& table, int max_tokens) {
  Units attached;
  attached.reserve(units.size());
  for (Unit& unit : units) {
    const bool fits = !attached.empty() && unit.role == UnitRole::closer &&
                      table.tokens({attached.back().lines.begin, unit.lines.end}) <= max_tokens;
    if (fits) {
      merge_into(attached.back(), std::move(unit));
    } else {
      attached.push_back(std::move(unit));
    }
  }
  return attached;
}

bool defines_same_name(const Unit& first, const Unit& second) {
  if (first.scope != second.scope || first.definitions.size() != 1 ||
      second.definitions.size() != 1) {
    return false;
  }
  const OutlineDefinition& a = first.definitions.front();
  const OutlineDefinition& b = second.definitions.front();
  return !a.is_header && !b.is_header && !a.symbol.empty() && a.symbol == b.symbol &&
         a.enclosing == b.enclosing && a.kind == b.kind;
}

Units join_clauses(Units&& units, const LineTable& table, int max_tokens) {
  Units joined;
  joined.reserve(units.size());
  for (Unit& unit : units) {
    if (!joined.empty() && defines_same_name(joined.back(), unit) &&
        table.tokens({joined.back().lines.begin, unit.lines.end}) <= max_tokens) {
      joined.back().lines.end = unit.lines.end;
      joined.back().definitions.front().tokens += unit.definitions.front().tokens;
    } else {
      joined.push_back(std::move(unit));
    }
  }
  return joined;
}

}  // namespace

void complete_outline(Outline& outline, const LineTable& table, int max_tokens,
                      bool joins_clauses) {
  Units units = merge_shared_lines(std::move(outline.units), table);
  units = add_missing_lines(std::move(units), outline, table);
  for (Unit& unit : units) {
    if (is_closer(unit, table)) unit.role = UnitRole::closer;
  }
  units = attach_leading(std::move(units), table, max_tokens);
  if (joins_clauses) units = join_clauses(std::move(units), table, max_tokens);
  outline.units = attach_closers(std::move(units), table, max_tokens);
}

}  // namespace gitctx
