#include "eval/queries/suite_proposal.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <ranges>
#include <set>
#include <tuple>
#include <utility>

#include "base/ascii.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "chunk/comments.h"
#include "eval/queries/prose_query.h"
#include "index/segment_reader.h"
#include "redact/redactor.h"
#include "search/path_traits.h"
#include "text/languages.h"
#include "text/words.h"

namespace gitctx {
namespace {

constexpr std::size_t shortest_symbol = 6;
// The maximum number of queries of one category from one file, unless other files have too few
// queries.
constexpr std::size_t most_of_a_file = 2;
constexpr std::size_t most_answers = 3;
constexpr std::size_t most_touched = 5;

struct Proposed {
  SuiteQuery query;
  std::optional<HiddenPart> hidden;
};

bool is_definition(ChunkKind kind) {
  return kind == ChunkKind::function || kind == ChunkKind::method || kind == ChunkKind::type ||
         kind == ChunkKind::macro || kind == ChunkKind::constant;
}

std::uint32_t line_at(std::string_view text, std::size_t byte) {
  return 1 + static_cast<std::uint32_t>(std::ranges::count(text.substr(0, byte), '\n'));
}

/// Whether a file may be an answer. Tests, examples and vendored code may not be answers.
bool is_asked_for(std::string_view path) {
  const PathTraits traits = path_traits(path);
  return !traits.test && !traits.example && !traits.vendored && is_valid_utf8(path);
}

/// Collects the definitions of a view, file by file, and their comments.
class DefinitionWalk {
 public:
  explicit DefinitionWalk(const ViewReader& view) : view_(view) {
    for (std::size_t i = 0; i < view.file_count(); ++i) read_file(i);
  }

  std::vector<Proposed> doc_comments() { return unique_texts(std::move(doc_comments_)); }

  std::vector<Proposed> symbols() {
    std::vector<Proposed> symbols;
    for (auto& [name, definition] : definitions_) {
      if (definition.count == 1 && definition.proposed) symbols.push_back(*definition.proposed);
    }
    return symbols;
  }

  /// Removes queries whose text occurs more than once, because the text does not identify one
  /// place.
  static std::vector<Proposed> unique_texts(std::vector<Proposed> proposed) {
    std::map<std::string, std::size_t> counts;
    for (const Proposed& one : proposed) ++counts[one.query.text];
    std::erase_if(proposed, [&](const Proposed& one) { return counts[one.query.text] > 1; });
    return proposed;
  }

 private:
  struct Definition {
    std::size_t count = 0;  ///< chunks that define the name
    std::optional<Proposed> proposed;
  };

  void read_file(std::size_t number) {
    const ViewFile file = view_.file(number);
    const SegmentReader& segment = *view_.segments()[file.segment].segment;
    const Language language = segment.language(file.blob);
    // If another file has the same content, a query about this file has a second right answer.
    const bool is_twin = view_.segments()[file.segment].first_file[to_int(file.blob)] != number ||
                         view_.next_same_blob(number) < view_.file_count();
    const bool asked = !is_twin && is_asked_for(file.path);
    std::string text;
    std::vector<ByteRange> comments;
    if (asked) {
      text = segment.text(file.blob);
      comments = comment_ranges(text, language);
    }
    for (std::uint32_t c = to_int(segment.first_chunk(file.blob));
         c < to_int(segment.end_chunk(file.blob)); ++c) {
      const ChunkId id{c};
      count_names(segment.names(id));
      if (!asked || segment.symbol(id).empty() || !is_definition(segment.kind(id))) continue;
      propose_symbol(file.path, segment, id);
      propose_comment(file.path, segment, id, text, comments);
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
                                Language language, const LineRange& lines) {
    const std::string name(language_name(language));
    return {std::move(text), category, name, {{std::string(path), lines}}};
  }

  /// The lines of a definition, which may continue in the chunks after `id`.
  static LineRange lines_of(const SegmentReader& segment, ChunkId id) {
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

  void propose_symbol(std::string_view path, const SegmentReader& segment, ChunkId id) {
    const std::string name(segment.symbol(id));
    if (name.size() < shortest_symbol || split_word(name).parts.size() < 2) return;
    const bool is_word = std::ranges::all_of(name, [](char c) {
      return detail::word_bytes[static_cast<unsigned char>(c)] && static_cast<signed char>(c) > 0;
    });
    if (!is_word) return;
    definitions_[name].proposed = {
        query_about(name, "symbol", path, segment.language(segment.blob_of(id)),
                    lines_of(segment, id)),
        std::nullopt};
  }

  /// The comment right above the definition, or the string on its first line.
  static const ByteRange* comment_of(std::string_view text, const ChunkRecord& chunk,
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
    return before[last] == ':' && (quote == '"' || quote == '\'' || quote == 'r') ? &*first
                                                                                  : nullptr;
  }

  void propose_comment(std::string_view path, const SegmentReader& segment, ChunkId id,
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
    doc_comments_.push_back({query_about(std::move(*query), "doc_comment", path,
                                         segment.language(segment.blob_of(id)), lines),
                             HiddenPart{std::string(path), *comment}});
  }

  const ViewReader& view_;
  std::map<std::string, Definition> definitions_;
  std::vector<Proposed> doc_comments_;
};

std::vector<Proposed> propose_commits(const ViewReader& view,
                                      std::span<const CommitChange> commits) {
  std::vector<Proposed> proposed;
  for (const CommitChange& commit : commits) {
    if (commit.paths.size() > most_touched) continue;
    auto text = query_of_subject(commit.subject);
    if (!text) continue;
    SuiteQuery query{std::move(*text), "commit", {}, {}};
    for (const std::string& path : commit.paths) {
      const std::size_t number = view.find(path);
      if (number == view.file_count() || !is_asked_for(path)) continue;
      const ViewFile file = view.file(number);
      const Language language = view.segments()[file.segment].segment->language(file.blob);
      if (language == Language::plain_text || language == Language::markdown) continue;
      if (query.relevant.empty()) query.language = language_name(language);
      query.relevant.push_back({path, std::nullopt});
    }
    const bool few = !query.relevant.empty() && query.relevant.size() <= most_answers;
    if (few) proposed.push_back({std::move(query), std::nullopt});
  }
  return DefinitionWalk::unique_texts(std::move(proposed));
}

/// Orders the queries by a hash of their texts. Moves a query to the end if its file already has
/// enough queries.
void shuffle(std::vector<Proposed>& proposed) {
  std::ranges::sort(proposed, {}, [](const Proposed& one) {
    return std::pair(hash64(one.query.text), one.query.text);
  });
  std::map<std::string, std::size_t> taken;
  std::ranges::stable_partition(proposed, [&](const Proposed& one) {
    return ++taken[one.query.relevant[0].path] <= most_of_a_file;
  });
}

/// The number of queries to take from each source. The numbers are equal unless a source has too
/// few queries; the other sources then give more.
std::array<std::size_t, 3> share_out(std::size_t size, const std::array<std::size_t, 3>& there) {
  std::array<std::size_t, 3> taken{};
  for (std::size_t i = 0; size > 0 && taken != there; i = (i + 1) % there.size()) {
    if (taken[i] == there[i]) continue;
    ++taken[i];
    --size;
  }
  return taken;
}

/// The path, with a leading slash if another path of the view ends with this path.
std::string anchored(const std::string& path, const ViewReader& view) {
  for (std::size_t i = 0; i < view.file_count(); ++i) {
    const std::string_view other = view.file(i).path;
    if (other != path && is_same_file(other, path)) return "/" + path;
  }
  return path;
}

}  // namespace

SuiteProposal propose_suite(const ViewReader& view, std::span<const CommitChange> commits,
                            std::size_t size) {
  DefinitionWalk walk(view);
  std::array<std::vector<Proposed>, 3> sources{walk.doc_comments(), propose_commits(view, commits),
                                               walk.symbols()};
  std::array<std::size_t, 3> there{};
  for (std::size_t i = 0; i < sources.size(); ++i) {
    shuffle(sources[i]);
    there[i] = sources[i].size();
  }
  const std::array<std::size_t, 3> taken = share_out(size, there);
  SuiteProposal proposal;
  proposal.doc_comments = taken[0];
  proposal.commits = taken[1];
  proposal.symbols = taken[2];
  if (!view.commit().is_none()) proposal.suite.commit = view.commit().hex();
  for (std::size_t i = 0; i < sources.size(); ++i) {
    sources[i].resize(taken[i]);
    std::ranges::sort(sources[i], {}, [](const Proposed& one) {
      return std::tie(one.query.relevant[0].path, one.query.text);
    });
    for (Proposed& one : sources[i]) {
      for (FilePart& part : one.query.relevant) part.path = anchored(part.path, view);
      redact_secrets(one.query.text);
      proposal.suite.queries.push_back(std::move(one.query));
      if (one.hidden) proposal.suite.hidden.push_back(std::move(*one.hidden));
    }
  }
  return proposal;
}

}  // namespace gitctx
