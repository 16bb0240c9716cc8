#include "embed/local/static_embedder.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.h"

namespace gitctx {
namespace {

using Words = std::vector<std::pair<std::string, std::uint32_t>>;

std::vector<TokenCount> tokens_of(const Words& words) {
  std::vector<TokenCount> tokens;
  for (const auto& [word, count] : words) tokens.push_back({word, count});
  return tokens;
}

std::vector<float> document(Embedder& embedder, const Words& words) {
  const std::vector<TokenCount> tokens = tokens_of(words);
  const EmbedInput input{{}, tokens};
  return embedder.embed_documents(std::span(&input, 1)).values;
}

std::vector<float> query(Embedder& embedder, const Words& words) {
  const std::vector<TokenCount> tokens = tokens_of(words);
  const EmbedInput input{{}, tokens};
  return embedder.embed_queries(std::span(&input, 1)).values;
}

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
  double ab = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return ab / std::sqrt(aa * bb);
}

/// The slow twin of the embedder, in double precision.
std::vector<double> slow_document(const StaticModel& model, const Words& words) {
  std::vector<double> sum(model.dimension());
  const auto add = [&](std::uint32_t row, double weight) {
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sum[i] += weight * model.document_weight(row) * model.document_unit() * model.row(row)[i];
    }
  };
  for (const auto& [word, count] : words) {
    if (word.size() < 2 || count == 0) continue;
    const double weight = std::min(1 + std::log(count), 8.0);
    if (const auto row = model.find(word)) {
      add(*row, weight);
      continue;
    }
    const auto grams = gram_rows(word, model.gram_row_count());
    for (const std::uint32_t gram : grams) {
      add(model.word_count() + gram, weight / std::sqrt(static_cast<double>(grams.size())));
    }
  }
  return sum;
}

rc::Gen<Words> any_words() {
  const auto known = rc::gen::element<std::string>("retry", "http", "server", "parse", "file",
                                                   "token", "the", "connection");
  const auto unknown = rc::gen::container<std::string>(rc::gen::inRange('a', 'z'));
  return rc::gen::container<Words>(
      rc::gen::pair(rc::gen::oneOf(known, unknown), rc::gen::inRange<std::uint32_t>(0, 2000)));
}

RC_GTEST_PROP(StaticEmbedder, NearlyEqualsTheSlowTwin, ()) {
  const Words words = *any_words();
  const auto embedder = make_static_embedder(embedded_model());
  const std::vector<float> quick = document(*embedder, words);
  const std::vector<double> slow = slow_document(embedded_model(), words);
  double difference = 0;
  double length = 0;
  for (std::size_t i = 0; i < slow.size(); ++i) {
    difference += (quick[i] - slow[i]) * (quick[i] - slow[i]);
    length += slow[i] * slow[i];
  }
  // The embedder rounds weights to multiples of 1/64, and the rows of unknown words to int8.
  RC_ASSERT(std::sqrt(difference) <= 0.03 * std::sqrt(length) + 0.02);
}

RC_GTEST_PROP(StaticEmbedder, OrderAndEarlierCallsChangeNoBit, ()) {
  Words words = *any_words();
  const auto embedder = make_static_embedder(embedded_model());
  const std::vector<float> first = document(*embedder, words);
  std::ranges::reverse(words);
  RC_ASSERT(document(*embedder, words) == first);
  RC_ASSERT(document(*make_static_embedder(embedded_model()), words) == first);
}

TEST(StaticEmbedder, MoreWordsThanOneSumHolds) {
  Words words;
  for (int i = 0; i < 1500; ++i) words.emplace_back("word" + std::to_string(i), 1);
  const auto embedder = make_static_embedder(embedded_model());
  const std::vector<float> vector = document(*embedder, words);
  const std::vector<double> slow = slow_document(embedded_model(), words);
  for (std::size_t i = 0; i < slow.size(); ++i) {
    EXPECT_NEAR(vector[i], slow[i], 0.05 * std::abs(slow[i]) + 1.5);
  }
}

TEST(StaticEmbedder, QueriesHaveLengthOne) {
  const auto embedder = make_static_embedder(embedded_model());
  const std::vector<float> vector = query(*embedder, {{"retry", 1}, {"backoff", 1}});
  EXPECT_NEAR(cosine(vector, vector), 1, 1e-6);
  double squares = 0;
  for (const float value : vector) squares += value * value;
  EXPECT_NEAR(squares, 1, 1e-5);
  EXPECT_EQ(query(*embedder, {{"x", 1}}), std::vector<float>(256));
}

TEST(StaticEmbedder, HasLearnedWhatBelongsTogether) {
  const auto embedder = make_static_embedder(embedded_model());
  const auto asked = query(*embedder, {{"remove", 1}, {"whitespace", 1}});
  const auto trim = document(*embedder, {{"trim", 1}, {"strip", 1}, {"string", 1}});
  const auto socket = document(*embedder, {{"socket", 1}, {"connect", 1}, {"address", 1}});
  EXPECT_GT(cosine(asked, trim), cosine(asked, socket) + 0.1);
}

TEST(ModelFileEmbedder, RefusesAFileThatIsNone) {
  EXPECT_THROW(make_model_file_embedder("/nowhere/x.gcm"), Error);
  EXPECT_THROW(make_model_file_embedder("/dev/null"), Error);
  EXPECT_THROW(make_model_file_embedder("/proc/self/cmdline"), Error);
}

}  // namespace
}  // namespace gitctx
