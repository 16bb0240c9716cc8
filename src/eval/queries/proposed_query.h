#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/stop.h"
#include "core/ranges.h"
#include "eval/queries/suite.h"
#include "index/segment_reader.h"
#include "index/view_reader.h"

namespace gitctx {

// The parts that the sources of proposed queries share.

/// A query that may enter a suite. `query.relevant` has at least one part.
struct ProposedQuery {
  SuiteQuery query;
  std::optional<HiddenPart> hidden;
  std::size_t commit = 0;  ///< for a commit: its number in the list of commits
};

/// Calls `visit(number, path, language, text)` for every file of a view. Throws Error(interrupted)
/// before the next file if a stop has been requested.
template <class Visit>
void for_each_text(const ViewReader& view, const std::stop_token& stop, Visit&& visit) {
  for (std::size_t i = 0; i < view.file_count(); ++i) {
    throw_if_stopped(stop);
    const ViewFile file = view.file(i);
    const SegmentReader& segment = *view.segments()[file.segment].segment;
    visit(i, file.path, segment.language(file.blob), segment.text(file.blob));
  }
}

/// The text of a file of the view; empty if the view does not have the file.
std::string text_at(const ViewReader& view, std::string_view path);

/// Whether the code of a file may be an answer. Tests, examples, third-party code and files of
/// gitctx may not be answers.
bool is_asked_for(std::string_view path);

/// Whether a text of a file may be pasted as a query: a text of third-party code, of a generated
/// file, of a lock file, of a licence, or of a file of gitctx may not.
bool has_own_text(std::string_view path, std::string_view text);

/// The comments that may become questions, by path.
using HiddenComments = std::map<std::string, std::vector<ByteRange>, std::less<>>;

HiddenComments comments_of(const std::vector<ProposedQuery>& questions);

/// The text of a file without its comments that may be hidden, and without secrets: a query may be
/// made from the rest. Blanks replace what is left out.
std::string visible_text(std::string text, std::string_view path, const HiddenComments& comments);

/// The lines as parts of a file; neighbouring lines are one part. `lines` must be sorted.
std::vector<FilePart> parts_of_lines(const std::string& path,
                                     const std::vector<std::uint32_t>& lines);

/// Removes queries whose text occurs more than once, because the text does not identify one place,
/// and queries with a secret.
void keep_usable(std::vector<ProposedQuery>& proposed);

/// Orders the queries by chance. The chance depends only on the texts of the queries, and each file
/// has the same chance, so that kinds of files are represented in proportion. Up to two queries of
/// a file come before a third query of another file.
void shuffle(std::vector<ProposedQuery>& proposed);

/// Moves and removes queries from tests so that at most a third of the first n queries, for any n,
/// is from tests.
void limit_tests(std::vector<ProposedQuery>& proposed);

/// Removes the queries with one of the texts, which are in lower case, in any case.
void remove_texts(std::vector<ProposedQuery>& proposed, const std::set<std::string>& texts);

/// The maximum number of candidates of a category that are kept from one file.
inline constexpr std::size_t most_candidates_per_file = 8;

/// Keeps the `count` queries that come first if the texts are ordered by chance.
void keep_by_chance(std::vector<std::string_view>& texts, std::size_t count);

}  // namespace gitctx
