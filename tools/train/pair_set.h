#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/string_table.h"

namespace gitctx {

/// Where a pair of a query and a document comes from.
enum class PairKind : std::uint8_t {
  comment,   ///< a comment -> the definition that contains or follows it, or the lines below it
  name,      ///< name of a definition -> the definition without its name
  place,     ///< words of the path, or the leading comment of a file -> a chunk of the file
  commit,    ///< subject of a commit -> lines that the commit added
  markdown,  ///< heading and paragraph -> the code fence below
  test,      ///< description of a test -> its body
};

struct PairKindRow {
  std::string_view name;
  std::size_t cap = 0;  ///< maximum number of pairs of this kind per repository
};

/// Indexed by PairKind.
inline constexpr std::array<PairKindRow, 6> pair_kinds = {{{"comment", 14'000},
                                                           {"name", 9'000},
                                                           {"place", 5'000},
                                                           {"commit", 6'000},
                                                           {"markdown", 2'000},
                                                           {"test", 4'000}}};

/// The number of a sub-token in the set's table, and how often the sub-token occurs in the text.
struct PairToken {
  std::uint32_t token = 0;
  std::uint32_t count = 1;
};

/// Holds pairs of a query and a document for training, each text as a bag of sub-tokens.
class PairSet {
 public:
  struct Pair {
    PairKind kind = PairKind::comment;
    std::uint32_t repository = 0;
    std::uint64_t file = 0;   ///< hash of the path; pairs of a file are not each other's negatives
    std::uint64_t query = 0;  ///< hash of the query's tokens
    std::uint32_t begin = 0;  ///< first token; the query's tokens precede the document's
    std::uint32_t middle = 0;
    std::uint32_t end = 0;
  };

  void add(Pair pair, std::span<const PairToken> query, std::span<const PairToken> document);
  /// Appends the pairs of another set and assigns them to `repository`.
  void append(const PairSet& other, std::uint32_t repository);
  /// Limits the pairs of each kind to the kind's cap. The kept pairs are chosen by hash and keep
  /// their order.
  void cap();

  std::size_t size() const { return pairs_.size(); }
  const Pair& operator[](std::size_t i) const { return pairs_[i]; }
  std::span<const PairToken> query(const Pair& pair) const {
    return std::span(tokens_).subspan(pair.begin, pair.middle - pair.begin);
  }
  std::span<const PairToken> document(const Pair& pair) const {
    return std::span(tokens_).subspan(pair.middle, pair.end - pair.middle);
  }
  StringTable& words() { return words_; }
  const StringTable& words() const { return words_; }

 private:
  std::vector<Pair> pairs_;
  std::vector<PairToken> tokens_;
  StringTable words_;
};

}  // namespace gitctx
