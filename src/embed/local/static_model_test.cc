#include "embed/local/static_model.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "embed/local/static_embedder.h"

namespace gitctx {
namespace {

/// Words a, b, ... of 64 dimensions and eight rows of n-grams.
ModelContent small_content(const std::vector<std::string>& words) {
  ModelContent content;
  content.dimension = 64;
  content.path_weight = 5;
  content.words = words;
  const std::size_t rows = words.size() + 8;
  for (std::size_t row = 0; row < rows; ++row) {
    content.document_weights.push_back(0.01f * static_cast<float>(row + 1));
    content.query_weights.push_back(0.02f * static_cast<float>(row + 1));
    for (std::size_t i = 0; i < content.dimension; ++i) {
      content.rows.push_back(static_cast<std::int8_t>((row * 31 + i * 7) % 255) - 127);
    }
  }
  return content;
}

std::string refusal(std::span<const std::byte> bytes) {
  try {
    StaticModel::open(bytes, "x.gcm");
  } catch (const Error& error) {
    return error.message();
  }
  return {};
}

TEST(StaticModel, HoldsWhatWasWritten) {
  const ModelContent content = small_content({"retry", "backoff", "größe"});
  const std::vector<std::byte> bytes = encode_model(content);
  const StaticModel model = StaticModel::open(bytes, "x.gcm");
  EXPECT_TRUE(model.is_intact());
  EXPECT_EQ(model.word_count(), 3u);
  EXPECT_EQ(model.gram_row_count(), 8u);
  EXPECT_EQ(model.path_weight(), 5);
  EXPECT_TRUE(model.id().starts_with("static-v1-"));
  for (std::uint32_t row = 0; row < 3; ++row) {
    EXPECT_EQ(model.word(row), content.words[row]);
    EXPECT_EQ(model.find(content.words[row]), row);
  }
  EXPECT_EQ(model.find("other"), std::nullopt);
  for (std::uint32_t row = 0; row < model.row_count(); ++row) {
    EXPECT_EQ(model.query_weight(row), content.query_weights[row]);
    EXPECT_NEAR(model.document_weight(row) * model.document_unit(), content.document_weights[row],
                model.document_unit());
    EXPECT_EQ(std::memcmp(model.row(row).data(), content.rows.data() + row * 64, 64), 0);
  }
}

TEST(StaticModel, OtherContentHasAnotherId) {
  ModelContent content = small_content({"a1"});
  const auto first = encode_model(content);
  content.rows[5] = 3;
  const auto second = encode_model(content);
  EXPECT_NE(StaticModel::open(first, "").id(), StaticModel::open(second, "").id());
}

TEST(StaticModel, RefusesWhatIsNone) {
  std::vector<std::byte> bytes = encode_model(small_content({"retry"}));
  EXPECT_EQ(refusal(std::span(bytes).first(10)), "x.gcm is no embedding model: it is too short");
  EXPECT_EQ(refusal(std::span(bytes).first(bytes.size() - 64)),
            "x.gcm is no embedding model: it is cut short");
  bytes[8] = std::byte{9};
  EXPECT_EQ(refusal(bytes), "x.gcm is no embedding model: its version is 9, this program reads 1");
  bytes[0] = std::byte{'X'};
  EXPECT_EQ(refusal(bytes), "x.gcm is no embedding model: it does not start as one");
}

TEST(StaticModel, ADamagedOneIsNotIntact) {
  std::vector<std::byte> bytes = encode_model(small_content({"retry"}));
  bytes.back() ^= std::byte{1};
  EXPECT_FALSE(StaticModel::open(bytes, "x.gcm").is_intact());
}

RC_GTEST_PROP(StaticModel, FindsItsWordsAndNoOthers, ()) {
  auto words = *rc::gen::container<std::vector<std::string>>(
      rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'f'))));
  std::ranges::sort(words);
  const auto repeated = std::ranges::unique(words);
  words.erase(repeated.begin(), repeated.end());
  const std::vector<std::byte> bytes = encode_model(small_content(words));
  const StaticModel model = StaticModel::open(bytes, "x.gcm");
  for (std::uint32_t row = 0; row < words.size(); ++row) RC_ASSERT(model.find(words[row]) == row);
  RC_ASSERT(!model.find("nothing"));
}

RC_GTEST_PROP(StaticModel, ADamagedHeaderIsRefusedOrReadWithinBounds, ()) {
  std::vector<std::byte> bytes = encode_model(small_content({"retry", "backoff"}));
  const auto at = *rc::gen::inRange<std::size_t>(8, sizeof(ModelHeader));
  bytes[at] = std::byte{*rc::gen::arbitrary<std::uint8_t>()};
  try {
    const StaticModel model = StaticModel::open(bytes, "x.gcm");
    for (std::uint32_t row = 0; row < model.word_count(); ++row) model.find(model.word(row));
    RC_ASSERT(model.row(model.row_count() - 1).size() == model.dimension());
  } catch (const Error&) {
    RC_SUCCEED("refused");
  }
}

TEST(GramRows, AreThoseOfTheMarkedWord) {
  // <ab>: <ab, ab>, <ab>
  EXPECT_EQ(gram_rows("ab", 1 << 20).size(), 3u);
  EXPECT_EQ(gram_rows(std::string(90, 'x'), 1 << 20).size(), most_grams);
  EXPECT_EQ(gram_rows("retry", 64), gram_rows("retry", 64));
}

TEST(EmbeddedModel, IsIntactAndSmallEnough) {
  const StaticModel& model = embedded_model();
  EXPECT_TRUE(model.is_intact());
  EXPECT_EQ(model.dimension(), 256u);
  EXPECT_GT(model.word_count(), 20'000u);
  EXPECT_LT(model.row_count() * model.dimension(), 15'500'000u);
}

}  // namespace
}  // namespace gitctx
