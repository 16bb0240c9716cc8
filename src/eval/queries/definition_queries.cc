#include "eval/queries/definition_queries.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/stop.h"
#include "chunk/comments.h"
#include "eval/queries/prose_query.h"
#include "index/segment_reader.h"
#include "text/languages.h"

namespace gitctx {
namespace {

constexpr std::size_t shortest_name = 4;

bool is_definition(ChunkKind kind) {
  return kind == ChunkKind::function || kind == ChunkKind::method || kind == ChunkKind::type ||
         kind == ChunkKind::macro || kind == ChunkKind::constant;
}

/// Whether the names of a chunk are declared in it: an `impl` and a heading only name things.
bool declares(ChunkKind kind) {
  return kind != ChunkKind::implementation && kind != ChunkKind::section;
}

constexpr bool is_name_byte(char c) {
  return is_alphanumeric(c) || c == '_' || c == '$' || c == '?' || c == '!';
}

bool is_bare_name(std::string_view name) {
  return name.size() >= shortest_name && std::ranges::all_of(name, is_name_byte) &&
         std::ranges::any_of(name, is_letter);
}

/// The lines of a definition, which may continue in the chunks after `id`.
LineRange lines_of(const SegmentReader& segment, ChunkId id) {
  std::string qualified(segment.enclosing(id));
  qualified += (qualified.empty() ? "" : ".") + std::string(segment.symbol(id));
  const ChunkId end = segment.end_chunk(segment.blob_of(id));
  LineRange lines{segment.chunk(id).line_first, segment.chunk(id).line_last};
  for (std::uint32_t next = to_int(id) + 1; next < to_int(end); ++next) {
    const std::string_view around = segment.enclosing(ChunkId{next});
    const bool is_inside = around == qualified || around.starts_with(qualified + ".");
    if (!is_inside) break;
    lines.last = std::max(lines.last, segment.chunk(ChunkId{next}).line_last);
  }
  return lines;
}

/// The comment right above the definition, or the string on its first line.
const ByteRange* comment_of(std::string_view text, const ChunkRecord& chunk,
                            const std::vector<ByteRange>& comments) {
  const auto first = std::ranges::lower_bound(comments, chunk.byte_begin, {}, &ByteRange::begin);
  if (first == comments.end() || first->end >= chunk.byte_end) return nullptr;
  const std::string_view before = text.substr(chunk.byte_begin, first->begin - chunk.byte_begin);
  const std::string_view after = text.substr(first->end, chunk.byte_end - first->end);
  const std::string_view gap =
      after.substr(0, std::min(after.find_first_not_of(blank_characters), after.size()));
  if (has_only_blanks(before)) return std::ranges::count(gap, '\n') <= 1 ? &*first : nullptr;
  const std::size_t last = before.find_last_not_of(blank_characters);
  const char quote = text[first->begin];
  return before[last] == ':' && (quote == '"' || quote == '\'' || quote == 'r') ? &*first : nullptr;
}

/// Collects the definitions of a view, file by file, and their comments.
class DefinitionWalk {
 public:
  DefinitionWalk(const ViewReader& view, const std::stop_token& stop) : view_(view) {
    for (std::size_t i = 0; i < view.file_count(); ++i) {
      throw_if_stopped(stop);
      read_file(i);
    }
  }

  DefinitionQueries take() {
    DefinitionQueries queries;
    queries.questions = std::move(questions_);
    for (auto& [name, definition] : definitions_) {
      const bool is_only = definition.count == 1 && definition.proposed;
      if (is_only) queries.definitions.push_back(std::move(*definition.proposed));
    }
    return queries;
  }

 private:
  struct Definition {
    std::size_t count = 0;  ///< chunks that define the name
    std::optional<ProposedQuery> proposed;
  };

  void read_file(std::size_t number) {
    const ViewFile file = view_.file(number);
    const SegmentReader& segment = *view_.segments()[file.segment].segment;
    // If another file has the same content, a query about this file has a second right answer.
    const bool is_twin = view_.segments()[file.segment].first_file[to_int(file.blob)] != number ||
                         view_.next_same_blob(number) < view_.file_count();
    const bool asked = !is_twin && is_asked_for(file.path);
    std::string text;
    std::vector<ByteRange> comments;
    if (asked) {
      text = segment.text(file.blob);
      comments = comment_ranges(text, segment.language(file.blob));
    }
    for (std::uint32_t c = to_int(segment.first_chunk(file.blob));
         c < to_int(segment.end_chunk(file.blob)); ++c) {
      const ChunkId id{c};
      if (declares(segment.kind(id))) count_names(segment.names(id));
      if (!asked || segment.symbol(id).empty() || !is_definition(segment.kind(id))) continue;
      propose_definition(file.path, segment, id, text, comments);
      propose_question(file.path, segment, id, text, comments);
    }
  }

  void count_names(std::string_view names) {
    std::set<std::string> of_chunk;
    for (const auto name : std::views::split(names, '\n')) {
      of_chunk.emplace(name.begin(), name.end());
    }
    for (const std::string& name : of_chunk) ++definitions_[name].count;
  }

  static SuiteQuery query_about(std::string text, const char* category, std::string_view path,
                                const SegmentReader& segment, ChunkId id, const LineRange& lines) {
    const std::string language(language_name(segment.language(segment.blob_of(id))));
    return {std::move(text), category, language, {{std::string(path), lines}}};
  }

  void propose_definition(std::string_view path, const SegmentReader& segment, ChunkId id,
                          std::string_view text, const std::vector<ByteRange>& comments) {
    const std::string name(segment.symbol(id));
    if (!is_bare_name(name)) return;
    const ChunkRecord& chunk = segment.chunk(id);
    const auto line =
        declaration_line(text, ByteRange{chunk.byte_begin, chunk.byte_end}, name, comments);
    if (!line) return;
    definitions_[name].proposed =
        ProposedQuery{query_about(name, "definition", path, segment, id, {*line, *line}), {}, 0};
  }

  void propose_question(std::string_view path, const SegmentReader& segment, ChunkId id,
                        std::string_view text, const std::vector<ByteRange>& comments) {
    const ChunkRecord& chunk = segment.chunk(id);
    const ByteRange* comment = comment_of(text, chunk, comments);
    if (comment == nullptr) return;
    const std::string_view written = text.substr(comment->begin, comment->size());
    auto query = query_of_prose(comment_prose(written), segment.symbol(id));
    if (!query) return;
    LineRange lines = lines_of(segment, id);
    if (has_only_blanks(text.substr(chunk.byte_begin, comment->begin - chunk.byte_begin))) {
      lines.first = std::min(line_at(text, comment->end) + 1, lines.last);
    }
    questions_.push_back({query_about(std::move(*query), "question", path, segment, id, lines),
                          HiddenPart{std::string(path), *comment}});
  }

  const ViewReader& view_;
  std::map<std::string, Definition> definitions_;
  std::vector<ProposedQuery> questions_;
};

/// Whether the line around `at` has only an attribute or a decorator before `at`.
bool is_in_attribute(std::string_view text, std::size_t at) {
  const std::size_t start = text.rfind('\n', at) + 1;  // npos + 1 is 0
  const std::string_view line = trimmed_front(text.substr(start, at - start), " \t");
  return line.starts_with('@') || line.starts_with("#[") || line.starts_with('[');
}

}  // namespace

DefinitionQueries propose_definitions(const ViewReader& view, const std::stop_token& stop) {
  return DefinitionWalk(view, stop).take();
}

std::optional<std::uint32_t> declaration_line(std::string_view text, ByteRange definition,
                                              std::string_view name,
                                              const std::vector<ByteRange>& comments) {
  std::optional<std::uint32_t> in_attribute;
  for (std::size_t at = text.find(name, definition.begin);
       at != std::string_view::npos && at + name.size() <= definition.end;
       at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool is_part = (at > 0 && is_name_byte(text[at - 1])) ||
                         (end < text.size() && (is_alphanumeric(text[end]) || text[end] == '_'));
    const auto comment = std::ranges::upper_bound(comments, at, {}, &ByteRange::end);
    const bool is_comment = comment != comments.end() && comment->begin <= at;
    if (is_part || is_comment) continue;
    if (!is_in_attribute(text, at)) return line_at(text, at);
    if (!in_attribute) in_attribute = line_at(text, at);
  }
  return in_attribute;
}

}  // namespace gitctx
