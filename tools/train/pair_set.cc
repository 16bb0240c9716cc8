#include "tools/train/pair_set.h"

#include <algorithm>

#include "base/hash.h"

namespace gitctx {

std::string_view pair_kind_name(PairKind kind) {
  constexpr std::array<std::string_view, pair_kind_count> names = {"comment", "name",     "place",
                                                                   "commit",  "markdown", "test"};
  return names[static_cast<std::size_t>(kind)];
}

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
  std::vector<std::vector<std::uint64_t>> ranks(pair_kind_count);
  const auto rank_of = [](const Pair& pair) {
    return mix64(pair.query ^ (pair.file * 0x9e3779b97f4a7c15u));
  };
  for (const Pair& pair : pairs_) {
    ranks[static_cast<std::size_t>(pair.kind)].push_back(rank_of(pair));
  }
  std::array<std::uint64_t, pair_kind_count> limits{};
  for (std::size_t kind = 0; kind < pair_kind_count; ++kind) {
    std::vector<std::uint64_t>& all = ranks[kind];
    limits[kind] = ~std::uint64_t{0};
    if (all.size() <= pair_caps[kind]) continue;
    const auto place = all.begin() + static_cast<std::ptrdiff_t>(pair_caps[kind]);
    std::ranges::nth_element(all, place);
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
