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
#include <utility>
#include <vector>

#include "base/stop.h"
#include "core/ids.h"
#include "core/language.h"
#include "core/ranges.h"
#include "eval/queries/suite.h"
#include "index/segment_reader.h"
#include "index/view_reader.h"

namespace gitctx {

// The types and functions that all sources of proposed queries share.

/// A query that may enter a suite. `query.relevant` has at least one part.
struct ProposedQuery {
  SuiteQuery query;
  std::optional<HiddenPart> hidden;
  std::size_t commit = 0;  ///< index of the commit from which the query was made
};

/// A text of a view, with all files that have this text as their content.
struct ViewText {
  std::vector<std::string_view> paths;  ///< of all files with this text, sorted
  std::size_t number = 0;               ///< of the first file
  const SegmentReader* segment = nullptr;
  BlobIndex blob{};

  Language language() const { return segment->language(blob); }
  std::string read() const { return segment->text(blob); }
};

/// Calls `visit(const ViewText&)` for every text of a view, in the order of the first files. A text
/// is visited once, because a small repository can have any number of files with the same large
/// text. Throws Error(interrupted) before the next text if a stop has been requested.
template <class Visit>
void for_each_text(const ViewReader& view, const std::stop_token& stop, Visit&& visit) {
  for (std::size_t i = 0; i < view.file_count(); ++i) {
    throw_if_stopped(stop);
    const ViewFile file = view.file(i);
    const ViewReader::SegmentUse& use = view.segments()[file.segment];
    if (use.first_file[to_int(file.blob)] != i) continue;
    ViewText text{.paths = {}, .number = i, .segment = use.segment, .blob = file.blob};
    for (std::size_t same = i; same < view.file_count(); same = view.next_same_blob(same)) {
      text.paths.push_back(view.file(same).path);
    }
    visit(std::as_const(text));
  }
}

/// The text of a file of the view; empty if the view does not have the file.
std::string text_at(const ViewReader& view, std::string_view path);

/// Whether the code of a file may be an answer. Tests, examples, third-party code and files of
/// gitctx may not be answers.
bool is_asked_for(std::string_view path);

/// Whether texts of a file may become queries. This is false for third-party code, generated files,
/// lock files, licences and files of gitctx.
bool has_own_text(std::string_view path, std::string_view text);

/// Calls visit(one, text) for each text that only one file has and that may become queries. The
/// content of several files has no text that occurs only once.
void for_each_own_text(const ViewReader& view, const std::stop_token& stop, const auto& visit) {
  for_each_text(view, stop, [&](const ViewText& one) {
    if (one.paths.size() > 1) return;
    const std::string text = one.read();
    if (has_own_text(one.paths[0], text)) visit(one, text);
  });
}

/// The byte ranges of the comments that may become questions, by path.
using HiddenComments = std::map<std::string, std::vector<ByteRange>, std::less<>>;

HiddenComments comments_of(const std::vector<ProposedQuery>& questions);

/// Replaces `comments` and secrets in the text of a file by blanks. Queries may be made from the
/// rest.
std::string visible_text(std::string text, std::string_view path, const HiddenComments& comments);

/// Makes parts of a file from lines; consecutive lines become one part. `lines` must be sorted.
std::vector<FilePart> parts_of_lines(const std::string& path,
                                     const std::vector<std::uint32_t>& lines);

/// Removes queries that contain a secret. Also removes all queries whose text occurs more than
/// once, because such a text does not identify one place.
void keep_usable(std::vector<ProposedQuery>& proposed);

/// Puts the queries into a pseudo-random order that depends only on their texts. The order consists
/// of rounds, each with up to two queries of every file. Therefore, files with few queries come as
/// early as files with many queries, and kinds of files are represented in proportion.
void shuffle(std::vector<ProposedQuery>& proposed);

/// Moves or removes the queries that come from tests, so that for any n, at most a third of the
/// first n queries come from tests.
void limit_tests(std::vector<ProposedQuery>& proposed);

/// Removes the queries whose text is one of `texts`, ignoring case. `texts` must be in lower case.
void remove_texts(std::vector<ProposedQuery>& proposed, const std::set<std::string>& texts);

/// The maximum number of candidates that a category keeps from one file.
inline constexpr std::size_t most_candidates_per_file = 8;

/// Keeps `count` of the texts. The choice is pseudo-random and depends only on the texts.
void keep_by_chance(std::vector<std::string_view>& texts, std::size_t count);

}  // namespace gitctx
