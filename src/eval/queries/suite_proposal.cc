#include "eval/queries/suite_proposal.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/stop.h"
#include "eval/queries/definition_queries.h"
#include "eval/queries/line_begins.h"
#include "eval/queries/literal_queries.h"
#include "eval/queries/proposed_query.h"
#include "eval/queries/token_queries.h"

namespace gitctx {
namespace {

constexpr std::size_t category_count = proposed_categories.size();
using Counts = std::array<std::size_t, category_count>;

/// The queries of each category, in the order of proposed_categories.
using Sources = std::array<std::vector<ProposedQuery>, category_count>;

Sources all_queries(const ViewReader& view, std::span<const CommitChange> commits,
                    const std::stop_token& stop) {
  DefinitionQueries definitions = propose_definitions(view, stop);
  const HiddenComments comments = comments_of(definitions.questions);
  std::vector<ProposedQuery> literals = propose_literals(view, comments, stop);
  TokenQueries tokens = propose_tokens(view, comments, stop);
  return {std::move(definitions.questions),
          propose_commits(view, commits),
          std::move(definitions.definitions),
          std::move(literals),
          std::move(tokens.words),
          std::move(tokens.names)};
}

/// The index of a category in proposed_categories.
constexpr std::size_t number_of(std::string_view category) {
  return static_cast<std::size_t>(std::ranges::find(proposed_categories, category) -
                                  proposed_categories.begin());
}

/// If several categories have the same text, keeps it only in the first of them, in the order
/// definition, name, word, literal.
void remove_repeated(Sources& sources) {
  std::set<std::string> texts;
  for (const std::string_view category : {"definition", "name", "word", "literal"}) {
    std::vector<ProposedQuery>& source = sources[number_of(category)];
    remove_texts(source, texts);
    for (const ProposedQuery& one : source) texts.insert(lower_case(one.query.text));
  }
}

/// The number of queries to take from each source. The numbers are equal unless a source has too
/// few queries; the other sources then give more.
Counts share_out(std::size_t size, const Counts& there) {
  Counts taken{};
  for (std::size_t i = 0; size > 0 && taken != there; i = (i + 1) % there.size()) {
    if (taken[i] == there[i]) continue;
    ++taken[i];
    --size;
  }
  return taken;
}

/// The lines that contain the text of a literal, word or name query. In `text`, blanks replace the
/// parts that the suite hides.
std::vector<std::uint32_t> answer_lines(const SuiteQuery& query, std::string_view text) {
  if (query.category != "literal") return lines_with_token(text, query.text);
  const std::size_t at = text.find(query.text);
  if (at == std::string_view::npos) return {};
  return {LineBegins(text).line_at(at)};
}

/// Replaces the file that answers a literal, word or name query by the lines that contain the
/// query.
void locate_text(ProposedQuery& proposed, const ViewReader& view, const Suite& suite) {
  const std::string path = proposed.query.relevant[0].path;
  std::string text = text_at(view, path);
  std::vector<HiddenRange> ranges;
  for (const HiddenPart& part : suite.hidden) {
    if (part.path == path) ranges.push_back(part.range);
  }
  blank_out(text, ranges);
  const std::vector<std::uint32_t> lines = answer_lines(proposed.query, text);
  if (!lines.empty()) proposed.query.relevant = parts_of_lines(path, lines);
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
                            const ReadVersions& read, std::size_t size,
                            const std::stop_token& stop) {
  // Choose the queries.
  Sources sources = all_queries(view, commits, stop);
  std::ranges::for_each(sources, keep_usable);
  remove_repeated(sources);
  std::ranges::for_each(sources, shuffle);
  for (const std::string_view category : {"literal", "word", "name"}) {
    limit_tests(sources[number_of(category)]);
  }
  locate_commits(sources[number_of("commit")], commits, view, read, {.queries = size}, stop);
  Counts there{};
  for (std::size_t i = 0; i < sources.size(); ++i) there[i] = sources[i].size();
  SuiteProposal proposal;
  proposal.counts = share_out(size, there);
  Suite& suite = proposal.suite;
  if (!view.commit().is_none()) suite.commit = view.commit().hex();
  for (std::size_t i = 0; i < sources.size(); ++i) {
    sources[i].erase(sources[i].begin() + static_cast<std::ptrdiff_t>(proposal.counts[i]),
                     sources[i].end());
    std::ranges::sort(sources[i], {}, [](const ProposedQuery& one) {
      return std::tie(one.query.relevant[0].path, one.query.text);
    });
    for (const ProposedQuery& one : sources[i]) {
      if (one.hidden) suite.hidden.push_back(*one.hidden);
    }
  }

  // Find the lines that answer the chosen queries.
  for (std::vector<ProposedQuery>& source : sources) {
    for (ProposedQuery& one : source) {
      throw_if_stopped(stop);
      SuiteQuery& query = one.query;
      if (!query.relevant[0].lines) locate_text(one, view, suite);
      for (FilePart& part : query.relevant) part.path = anchored(part.path, view);
      suite.queries.push_back(std::move(query));
    }
  }
  return proposal;
}

}  // namespace gitctx
