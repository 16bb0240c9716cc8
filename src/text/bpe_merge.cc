#include "text/bpe_merge.h"

#include <algorithm>
#include <queue>

namespace gitctx {
namespace {

constexpr auto no_rank = BpeVocabulary::no_rank;

// Up to this length, checking all pairs for each merge is faster than a heap.
constexpr std::size_t longest_scanned_piece = 96;

/// A part of the piece, and the rank of the pair that it forms with the next part.
struct Part {
  std::uint32_t begin = 0;
  std::uint32_t pair_rank = no_rank;
};

void merge_by_scanning(const BpeVocabulary& vocabulary, std::string_view piece,
                       std::vector<std::uint32_t>& tokens) {
  Part parts[longest_scanned_piece + 1];
  std::size_t count = piece.size();
  for (std::size_t i = 0; i <= count; ++i) parts[i].begin = static_cast<std::uint32_t>(i);
  const auto pair_rank = [&](std::size_t i) {
    if (i + 2 > count) return no_rank;
    return vocabulary.rank(piece.substr(parts[i].begin, parts[i + 2].begin - parts[i].begin));
  };
  for (std::size_t i = 0; i + 1 < count; ++i) parts[i].pair_rank = pair_rank(i);

  while (count > 1) {
    const auto lowest =
        std::min_element(parts, parts + count - 1,
                         [](const Part& a, const Part& b) { return a.pair_rank < b.pair_rank; });
    if (lowest->pair_rank == no_rank) break;
    const auto i = static_cast<std::size_t>(lowest - parts);
    std::copy(parts + i + 2, parts + count + 1, parts + i + 1);
    --count;
    parts[i].pair_rank = pair_rank(i);
    if (i > 0) parts[i - 1].pair_rank = pair_rank(i - 1);
  }
  for (std::size_t i = 0; i < count; ++i) {
    tokens.push_back(
        vocabulary.rank(piece.substr(parts[i].begin, parts[i + 1].begin - parts[i].begin)));
  }
}

/// Merges the parts of a long piece. Keeps the parts in a linked list, indexed by the position of
/// the first byte, and the pairs to merge in a heap. A pair whose rank has changed is not removed
/// from the heap, but skipped.
class HeapMerger {
 public:
  HeapMerger(const BpeVocabulary& vocabulary, std::string_view piece)
      : vocabulary_(vocabulary), piece_(piece), links_(piece.size() + 1) {
    const auto size = static_cast<std::uint32_t>(piece.size());
    for (std::uint32_t i = 0; i <= size; ++i) links_[i] = {i == 0 ? 0 : i - 1, i + 1, no_rank};
    std::vector<Pair> pairs;
    pairs.reserve(size);
    for (std::uint32_t i = 0; i + 1 < size; ++i) {
      links_[i].pair_rank = vocabulary_.rank(piece_.substr(i, 2));
      if (links_[i].pair_rank != no_rank) pairs.push_back({links_[i].pair_rank, i});
    }
    heap_ = Heap(std::greater<>(), std::move(pairs));
  }

  void merge_all() {
    while (!heap_.empty()) {
      const auto [rank, begin] = heap_.top();
      heap_.pop();
      if (links_[begin].pair_rank == rank) merge(begin);
    }
  }

  void append_tokens(std::vector<std::uint32_t>& tokens) const {
    for (std::uint32_t i = 0; i < piece_.size(); i = links_[i].next) {
      tokens.push_back(vocabulary_.rank(piece_.substr(i, links_[i].next - i)));
    }
  }

 private:
  struct Link {
    std::uint32_t previous = 0;
    std::uint32_t next = 0;
    std::uint32_t pair_rank = no_rank;  ///< rank of the pair of this part and the next part
  };
  struct Pair {
    std::uint32_t rank;
    std::uint32_t begin;
    auto operator<=>(const Pair&) const = default;
  };
  using Heap = std::priority_queue<Pair, std::vector<Pair>, std::greater<>>;

  void merge(std::uint32_t begin) {
    const std::uint32_t second = links_[begin].next;
    const std::uint32_t after = links_[second].next;
    links_[second].pair_rank = no_rank;
    links_[begin].next = after;
    links_[after].previous = begin;
    rank_pair(begin);
    if (begin > 0) rank_pair(links_[begin].previous);
  }

  void rank_pair(std::uint32_t begin) {
    Link& link = links_[begin];
    link.pair_rank = no_rank;
    if (link.next >= piece_.size()) return;
    link.pair_rank = vocabulary_.rank(piece_.substr(begin, links_[link.next].next - begin));
    if (link.pair_rank != no_rank) heap_.push({link.pair_rank, begin});
  }

  const BpeVocabulary& vocabulary_;
  std::string_view piece_;
  std::vector<Link> links_;
  Heap heap_;
};

}  // namespace

void append_bpe_tokens(const BpeVocabulary& vocabulary, std::string_view piece,
                       std::vector<std::uint32_t>& tokens) {
  if (piece.empty()) return;
  const std::uint32_t whole = vocabulary.rank(piece);
  if (whole != no_rank) {
    tokens.push_back(whole);
  } else if (piece.size() <= longest_scanned_piece) {
    merge_by_scanning(vocabulary, piece, tokens);
  } else {
    HeapMerger merger(vocabulary, piece);
    merger.merge_all();
    merger.append_tokens(tokens);
  }
}

}  // namespace gitctx
