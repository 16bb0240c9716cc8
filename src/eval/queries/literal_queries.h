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

/// Queries that someone may paste from a file: the whole content of a string, or a line of a
/// comment or document that is a whole sentence or heading. Each text occurs exactly once in the
/// view, ignoring case. The answer is the line with the text.
std::vector<ProposedQuery> propose_literals(const ViewReader& view, const HiddenComments& comments,
                                            const std::stop_token& stop);

/// The texts of a file that someone may paste; no text extends over several lines. The contents of
/// strings come first, then lines of prose, both in the order of the file.
std::vector<std::string_view> literal_candidates(std::string_view text, Language language);

/// Counts how often given texts occur in files, in one pass over each file. At each position in a
/// file, one binary search finds all texts that begin there, even if many texts begin with the same
/// bytes.
class OccurrenceCounter {
 public:
  /// Each text must have at least eight bytes. The vector must outlive the counter.
  explicit OccurrenceCounter(const std::vector<std::string>& texts);

  /// Counts the texts in the content of `files` files.
  void add(std::string_view content, std::size_t files = 1);

  /// The number of occurrences of each of the texts.
  std::vector<std::size_t> counts() const;
  /// How many times add() has compared a text with the bytes at a position in a file.
  std::uint64_t comparisons() const { return comparisons_; }

 private:
  struct Entry {
    std::string_view text;
    std::size_t parent = 0;  ///< entry of the longest other text that is a prefix of this text
    /// The number of places where this text is the longest of the texts that begin there.
    std::size_t count = 0;
  };
  struct Group {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  void count_at(std::string_view rest, const Group& group, std::size_t files);

  const std::vector<std::string>& texts_;
  std::vector<Entry> entries_;  ///< each text once, sorted
  /// Whether a text may start with a sequence of eight bytes; indexed by bits of its hash.
  std::vector<bool> may_start_;
  std::unordered_map<std::uint64_t, Group> by_start_;  ///< the entries, by their first bytes
  std::uint64_t comparisons_ = 0;
};

}  // namespace gitctx
