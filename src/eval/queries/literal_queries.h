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

/// Counts how often texts occur, in one pass over each file. At a place of a file, one search finds
/// all texts that occur there, however many texts begin with the same bytes.
class OccurrenceCounter {
 public:
  /// The texts must have at least eight bytes, and must outlive the counter.
  explicit OccurrenceCounter(const std::vector<std::string>& texts);

  void add(std::string_view file);

  /// The number of occurrences of each of the texts.
  std::vector<std::size_t> counts() const;
  /// The number of texts that add() has compared with a place of a file.
  std::uint64_t comparisons() const { return comparisons_; }

 private:
  struct Entry {
    std::string_view text;
    std::size_t parent = 0;  ///< the longest other text at the front of this text, or none
    std::size_t count = 0;   ///< places where this is the longest text
  };
  struct Group {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  void count_at(std::string_view rest, const Group& group);

  const std::vector<std::string>& texts_;
  std::vector<Entry> entries_;   ///< each text once, sorted
  std::vector<bool> may_start_;  ///< by some bits of a hash of the first eight bytes
  std::unordered_map<std::uint64_t, Group> by_start_;  ///< the entries with the same first bytes
  std::uint64_t comparisons_ = 0;
};

}  // namespace gitctx
