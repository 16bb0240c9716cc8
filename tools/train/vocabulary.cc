#include "tools/train/vocabulary.h"

#include <algorithm>
#include <numeric>

#include "embed/local/static_model.h"

namespace gitctx {

Vocabulary build_vocabulary(const PairSet& pairs, const VocabularyOptions& options) {
  const std::uint32_t token_count = pairs.words().size();
  std::vector<std::uint64_t> counts(token_count);
  std::vector<std::uint32_t> repositories(token_count);
  std::vector<std::uint32_t> last(token_count, 0xffffffff);
  double total = 0;
  const auto count = [&](const PairSet::Pair& pair, std::span<const PairToken> tokens) {
    for (const PairToken& token : tokens) {
      counts[token.token] += token.count;
      total += token.count;
      if (last[token.token] == pair.repository) continue;
      last[token.token] = pair.repository;
      ++repositories[token.token];
    }
  };
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    count(pairs[i], pairs.query(pairs[i]));
    count(pairs[i], pairs.document(pairs[i]));
  }

  std::vector<std::uint32_t> chosen;
  for (std::uint32_t token = 0; token < token_count; ++token) {
    if (pairs.words().text(token).size() < 2) continue;
    if (counts[token] >= options.least_count && repositories[token] >= options.least_repositories) {
      chosen.push_back(token);
    }
  }
  std::ranges::sort(chosen, [&](std::uint32_t a, std::uint32_t b) {
    return counts[a] != counts[b] ? counts[a] > counts[b]
                                  : pairs.words().text(a) < pairs.words().text(b);
  });
  if (chosen.size() > options.most_words) chosen.resize(options.most_words);

  Vocabulary vocabulary;
  vocabulary.gram_row_count = options.gram_rows;
  vocabulary.rows_of.resize(token_count);
  double known = 0;
  for (const std::uint32_t token : chosen) {
    vocabulary.rows_of[token] = {static_cast<std::uint32_t>(vocabulary.words.size())};
    vocabulary.words.emplace_back(pairs.words().text(token));
    vocabulary.shares.push_back(static_cast<double>(counts[token]) / std::max(total, 1.0));
    known += vocabulary.shares.back();
  }
  vocabulary.out_of_vocabulary = 1 - known;
  const auto word_count = static_cast<std::uint32_t>(vocabulary.words.size());
  for (std::uint32_t token = 0; token < token_count; ++token) {
    std::vector<std::uint32_t>& rows = vocabulary.rows_of[token];
    if (!rows.empty() || pairs.words().text(token).size() < 2) continue;
    rows = gram_rows(pairs.words().text(token), options.gram_rows);
    for (std::uint32_t& row : rows) row += word_count;
  }
  return vocabulary;
}

}  // namespace gitctx
