#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/language.h"
#include "eval/queries/proposed_query.h"
#include "index/view_reader.h"

namespace gitctx {

/// Queries that are pasted from a file: the whole content of a string, or a line of a comment or of
/// a document that is a whole sentence or heading, that occurs exactly once in the view, in any
/// case. The answer is its line.
std::vector<ProposedQuery> propose_literals(const ViewReader& view, const HiddenComments& comments,
                                            const std::stop_token& stop);

/// The texts of a file that someone may paste; each is within a line. The contents of strings come
/// first, then lines of prose, both in the order of the file.
std::vector<std::string_view> literal_candidates(std::string_view text, Language language);

/// Counts how often texts occur, in one pass over each file.
class OccurrenceCounter {
 public:
  /// The texts must have at least eight bytes.
  explicit OccurrenceCounter(const std::vector<std::string>& texts);

  void add(std::string_view file);

  /// For the text with this number.
  std::size_t count(std::size_t number) const { return counts_[number]; }

 private:
  const std::vector<std::string>& texts_;
  std::vector<std::size_t> counts_;
  std::vector<bool> may_start_;  ///< by some bits of a hash of the first eight bytes
  std::unordered_multimap<std::uint64_t, std::size_t> by_start_;
};

}  // namespace gitctx
