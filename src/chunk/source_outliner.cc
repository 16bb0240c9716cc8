#include "chunk/source_outliner.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "chunk/language_rules.h"
#include "chunk/outline_walker.h"
#include "chunk/prepare/code_skeleton.h"
#include "chunk/prepare/item_macros.h"
#include "chunk/prepare/macro_blanker.h"
#include "chunk/prepare/script_blocks.h"

namespace gitctx {
namespace {

// If a text has more errors than this per `#if` group, most errors have other causes. A second
// parse would then be slow and useless.
constexpr std::size_t max_errors_per_group = 64;

/// The number of syntax errors in a tree.
std::size_t count_errors(const TSTree* tree) {
  std::size_t count = 0;
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  int depth = 0;
  do {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    if (ts_node_is_error(node) || ts_node_is_missing(node)) ++count;
    if (ts_node_has_error(node) && ts_tree_cursor_goto_first_child(&cursor)) {
      ++depth;
      continue;
    }
    while (depth > 0 && !ts_tree_cursor_goto_next_sibling(&cursor)) {
      ts_tree_cursor_goto_parent(&cursor);
      --depth;
    }
  } while (depth > 0);
  ts_tree_cursor_delete(&cursor);
  return count;
}

using Names = std::vector<std::string>;

bool contains(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// Appends those names of `from` that `names` does not contain.
void add_names(Names& names, const Names& from) {
  for (const std::string& name : from) {
    if (!contains(names, name)) names.push_back(name);
  }
}

/// The names that the branches of one `#if` group define.
struct BranchNames {
  std::size_t group = 0;
  std::size_t begin = 0;  ///< start of the kept branch in the source text
  std::size_t end = 0;
  Names kept;
  Names others;
};

/// Collects the names that the branches define, by `#if` group. `outline` and `table` must be the
/// outline and the line table of `openings.text`.
std::vector<BranchNames> names_of_branches(const ConditionalBraces::Openings& openings,
                                           const Outline& outline, const LineTable& table) {
  std::vector<BranchNames> groups;
  auto unit = outline.units.begin();
  for (std::size_t i = 0; i < openings.branches.size(); ++i) {
    const ConditionalBraces::Opening& branch = openings.branches[i];
    if (groups.empty() || groups.back().group != branch.group) {
      groups.push_back({.group = branch.group, .kept = {}, .others = {}});
    }
    BranchNames& group = groups.back();
    if (branch.is_kept) {
      group.begin = branch.begin;
      group.end = branch.end;
    }
    const bool is_last = i + 1 == openings.branches.size();
    const std::size_t end = is_last ? openings.text.size() : openings.branches[i + 1].offset;
    for (; unit != outline.units.end() && table.bytes(unit->lines).begin < end; ++unit) {
      Names& names = branch.is_kept ? group.kept : group.others;
      for (const OutlineDefinition& definition : unit->definitions) {
        if (definition.symbol != ConditionalBraces::class_name) {
          add_names(names, {definition.symbol});
        }
        add_names(names, definition.others);
      }
    }
  }
  return groups;
}

/// Finds the first definition with a name from the kept branch, and adds the names from the other
/// branches to this definition.
void add_names_of(const BranchNames& group, const LineTable& table, Outline& outline) {
  for (Unit& unit : outline.units) {
    const ByteRange bytes = table.bytes(unit.lines);
    if (bytes.end < group.begin || bytes.begin > group.end) continue;
    for (OutlineDefinition& definition : unit.definitions) {
      Names own = definition.others;
      own.push_back(definition.symbol);
      const bool is_kept = std::ranges::any_of(
          group.kept, [&](const std::string& name) { return contains(own, name); });
      if (!is_kept) continue;
      for (const std::string& name : group.others) {
        if (!contains(own, name)) definition.others.push_back(name);
      }
      return;
    }
  }
}

std::uint32_t count_lines(std::string_view text) {
  return static_cast<std::uint32_t>(std::ranges::count(text, '\n'));
}

/// Whether a macro ends something, such as a namespace. Such a macro belongs to the code before it.
bool is_end_macro(std::string_view text) {
  const std::string_view name = trimmed(text);
  return name.starts_with("END_") || name.ends_with("_END") || name.contains("_END_");
}

std::vector<UnparsedLines> unparsed_lines(const ConditionalBraces& braces, std::string_view text) {
  std::vector<UnparsedLines> unparsed;
  std::size_t done = 0;
  std::uint32_t line = 0;
  for (const ConditionalBraces::BlankLines& blank : braces.blank_lines()) {
    if (blank.first < done) continue;  // inside lines that are already listed
    line += count_lines(text.substr(done, blank.first - done));
    const std::uint32_t begin = line;
    line += count_lines(text.substr(blank.first, blank.last - blank.first));
    done = blank.last;
    unparsed.push_back({.lines = {begin, line + 1},
                        .role = blank.is_before ? UnitRole::attribute : UnitRole::closer});
  }
  return unparsed;
}

/// Adds lines that were blanked: `opening` belongs to the next unit, `closing` to the unit before.
void add_unparsed(std::span<const LineSpan> opening, std::span<const LineSpan> closing,
                  Outline& outline) {
  for (const LineSpan lines : opening) {
    outline.unparsed.push_back({.lines = lines, .role = UnitRole::attribute});
  }
  for (const LineSpan lines : closing) {
    outline.unparsed.push_back({.lines = lines, .role = UnitRole::closer});
  }
  std::ranges::sort(outline.unparsed, {},
                    [](const UnparsedLines& unparsed) { return unparsed.lines.begin; });
}

bool has_preprocessor(Language language) {
  return language == Language::c || language == Language::cpp || language == Language::csharp;
}

}  // namespace

std::optional<Outline> SourceOutliner::outline(const SourceText& source, const LineTable& table) {
  if (embeds_scripts(source.language)) return outline_scripts(source, table);
  if (rules_of(source.language) == nullptr) return std::nullopt;
  if (has_preprocessor(source.language)) return outline_with_macros(source, table);
  if (source.language == Language::rust) return outline_rust(source, table);
  std::optional<Parsed> parsed = parse(source.text, source.language, table);
  if (!parsed) return std::nullopt;
  return std::move(parsed->outline);
}

/// Outlines the scripts of a page or component. The other lines are in no unit of the outline.
std::optional<Outline> SourceOutliner::outline_scripts(const SourceText& source,
                                                       const LineTable& table) {
  const ScriptBlocks scripts = keep_scripts(source.text, source.language);
  if (scripts.text.empty()) return std::nullopt;
  std::optional<Parsed> parsed = parse(scripts.text, scripts.language, table);
  if (!parsed) return std::nullopt;
  const bool defines_something = std::ranges::any_of(
      parsed->outline.units, [](const Unit& unit) { return !unit.definitions.empty(); });
  if (!defines_something) return std::nullopt;
  add_unparsed(scripts.opening_tags, scripts.closing_tags, parsed->outline);
  return std::move(parsed->outline);
}

std::optional<Outline> SourceOutliner::outline_with_macros(const SourceText& source,
                                                           const LineTable& table) {
  const CodeSkeleton skeleton = skeleton_of(source.text, source.language);
  BlankedMacros macros;
  if (source.language != Language::csharp) {
    macros = blank_macros(source.text, skeleton, source.language);
  }
  const std::string_view text = macros.text.empty() ? source.text : std::string_view(macros.text);
  std::optional<Parsed> parsed = parse(text, source.language, table);
  if (!parsed) return std::nullopt;
  if (parsed->errors > 0) repair_braces(source, text, skeleton, table, *parsed);
  for (const std::uint32_t line : macros.macro_lines) {
    const LineSpan lines = {line, line + 1};
    const bool is_end = is_end_macro(table.text(lines));
    parsed->outline.unparsed.push_back(
        {.lines = lines, .role = is_end ? UnitRole::closer : UnitRole::attribute});
  }
  std::ranges::sort(parsed->outline.unparsed, {},
                    [](const UnparsedLines& unparsed) { return unparsed.lines.begin; });
  return std::move(parsed->outline);
}

/// Parses a Rust text without the macros around items, unless this causes more syntax errors.
std::optional<Outline> SourceOutliner::outline_rust(const SourceText& source,
                                                    const LineTable& table) {
  std::optional<Parsed> parsed = parse(source.text, source.language, table);
  if (!parsed) return std::nullopt;
  const OpenedMacros opened = open_item_macros(source.text);
  if (opened.text.empty()) return std::move(parsed->outline);
  std::optional<Parsed> better = parse(opened.text, source.language, table);
  if (!better || better->errors > parsed->errors) return std::move(parsed->outline);
  std::vector<UnparsedLines>& unparsed = better->outline.unparsed;
  for (const std::uint32_t line : opened.opening_lines) {
    unparsed.push_back({.lines = {line, line + 1}, .role = UnitRole::attribute});
  }
  for (const std::uint32_t line : opened.closing_lines) {
    unparsed.push_back({.lines = {line, line + 1}, .role = UnitRole::closer});
  }
  std::ranges::sort(unparsed, {}, [](const UnparsedLines& lines) { return lines.lines.begin; });
  return std::move(better->outline);
}

/// Parses the text again with only one branch of each `#if` group that has unbalanced braces. If
/// the new tree has fewer errors, it replaces `parsed`.
void SourceOutliner::repair_braces(const SourceText& source, std::string_view text,
                                   const CodeSkeleton& skeleton, const LineTable& table,
                                   Parsed& parsed) {
  const ConditionalBraces braces(skeleton);
  if (braces.group_count() == 0) return;
  if (parsed.errors > braces.group_count() * max_errors_per_group) return;
  std::optional<Parsed> repaired =
      parse(braces.keep_one_branch(std::string(text)), source.language, table);
  if (!repaired || repaired->errors >= parsed.errors) return;
  parsed = std::move(*repaired);
  parsed.outline.unparsed = unparsed_lines(braces, text);
  add_branch_names({text, source.language}, braces, table, parsed.outline);
}

std::optional<SourceOutliner::Parsed> SourceOutliner::parse(std::string_view text,
                                                            Language language,
                                                            const LineTable& table) {
  const TSTree* const tree = parser_.parse(text, language);
  if (tree == nullptr) return std::nullopt;
  return Parsed{.outline = OutlineWalker(table, *rules_of(language), limits_).walk(tree),
                .errors = count_errors(tree)};
}

/// Adds the names that are defined only in the branches that keep_one_branch() blanked.
void SourceOutliner::add_branch_names(const SourceText& source, const ConditionalBraces& braces,
                                      const LineTable& table, Outline& outline) {
  const ConditionalBraces::Openings openings = braces.openings(source.text, source.language);
  if (openings.branches.empty()) return;
  const LineTable openings_table(openings.text);
  const std::optional<Parsed> parsed = parse(openings.text, source.language, openings_table);
  if (!parsed) return;
  for (const BranchNames& group : names_of_branches(openings, parsed->outline, openings_table)) {
    if (!group.others.empty()) add_names_of(group, table, outline);
  }
}

}  // namespace gitctx
