#include "tools/train/pair_set.h"

#include <algorithm>

#include "base/hash.h"

namespace gitctx {

void PairSet::add(Pair pair, std::span<const PairToken> query,
                  std::span<const PairToken> document) {
  pair.begin = static_cast<std::uint32_t>(tokens_.size());
  tokens_.insert(tokens_.end(), query.begin(), query.end());
  pair.middle = static_cast<std::uint32_t>(tokens_.size());
  tokens_.insert(tokens_.end(), document.begin(), document.end());
  pair.end = static_cast<std::uint32_t>(tokens_.size());
  pairs_.push_back(pair);
}

void PairSet::append(const PairSet& other, std::uint32_t repository) {
  std::vector<std::uint32_t> numbers;
  numbers.reserve(other.words_.size());
  for (std::uint32_t i = 0; i < other.words_.size(); ++i) {
    numbers.push_back(words_.intern(other.words_.text(i)));
  }
  std::vector<PairToken> query;
  std::vector<PairToken> document;
  const auto translate = [&](std::span<const PairToken> from, std::vector<PairToken>& to) {
    to.clear();
    for (const PairToken& token : from) to.push_back({numbers[token.token], token.count});
  };
  for (const Pair& pair : other.pairs_) {
    translate(other.query(pair), query);
    translate(other.document(pair), document);
    Pair copy = pair;
    copy.repository = repository;
    copy.file = mix64(pair.file ^ (std::uint64_t{repository} << 32));
    add(copy, query, document);
  }
}

void PairSet::cap() {
  const auto rank_of = [](const Pair& pair) {
    return mix64(pair.query ^ (pair.file * 0x9e3779b97f4a7c15u));
  };
  std::array<std::uint64_t, pair_kinds.size()> limits{};
  for (std::size_t kind = 0; kind < pair_kinds.size(); ++kind) {
    std::vector<std::uint64_t> ranks;
    for (const Pair& pair : pairs_) {
      if (static_cast<std::size_t>(pair.kind) == kind) ranks.push_back(rank_of(pair));
    }
    limits[kind] = ~std::uint64_t{0};
    if (ranks.size() <= pair_kinds[kind].cap) continue;
    const auto place = ranks.begin() + static_cast<std::ptrdiff_t>(pair_kinds[kind].cap);
    std::ranges::nth_element(ranks, place);
    limits[kind] = *place;
  }
  PairSet kept;
  for (const Pair& pair : pairs_) {
    if (rank_of(pair) >= limits[static_cast<std::size_t>(pair.kind)]) continue;
    kept.add(pair, query(pair), document(pair));
  }
  pairs_ = std::move(kept.pairs_);
  tokens_ = std::move(kept.tokens_);
}

}  // namespace gitctx
