#include "embed/local/static_model.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "embed/local/static_embedder.h"

namespace gitctx {
namespace {

/// A model of the given words, with 64 dimensions and eight rows of n-grams.
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
  EXPECT_NO_THROW(model.verify("x.gcm"));
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
  EXPECT_EQ(refusal(std::span(bytes).first(10)),
            "x.gcm is not an embedding model: it is too short");
  EXPECT_EQ(refusal(std::span(bytes).first(bytes.size() - 64)),
            "x.gcm is not an embedding model: it is truncated");
  bytes[8] = std::byte{9};
  EXPECT_EQ(refusal(bytes),
            "x.gcm is not an embedding model: it has version 9, this program reads version 2");
  bytes[0] = std::byte{'X'};
  EXPECT_EQ(
      refusal(bytes),
      "x.gcm is not an embedding model: it does not start with the magic bytes of a model file");
}

/// The message with which verify() refuses the bytes; empty if verify() accepts them.
std::string damage(std::span<const std::byte> bytes) {
  try {
    StaticModel::open(bytes, "x.gcm").verify("x.gcm");
  } catch (const Error& error) {
    return error.message();
  }
  return {};
}

TEST(StaticModel, VerifyFindsAWrongChecksum) {
  std::vector<std::byte> bytes = encode_model(small_content({"retry"}));
  EXPECT_EQ(damage(bytes), "");
  bytes.back() ^= std::byte{1};
  EXPECT_EQ(damage(bytes), "x.gcm is damaged: its checksum does not match");
}

TEST(StaticModel, VerifyFindsEveryFlippedBitOfTheHeader) {
  const std::vector<std::byte> intact = encode_model(small_content({"retry", "backoff"}));
  for (std::size_t bit = 0; bit < sizeof(ModelHeader) * 8; ++bit) {
    std::vector<std::byte> bytes = intact;
    bytes[bit / 8] ^= std::byte{1} << bit % 8;
    EXPECT_NE(damage(bytes), "") << "byte " << bit / 8;
  }
}

TEST(StaticModel, AVersion1FileIsRefused) {
  std::vector<std::byte> bytes = encode_model(small_content({"retry"}));
  bytes[8] = std::byte{1};
  EXPECT_EQ(refusal(bytes),
            "x.gcm is not an embedding model: it has version 1, this program reads version 2");
}

TEST(StaticModel, VerifyRefusesWeightsThatAreNotNumbersOrTooLarge) {
  ModelContent content = small_content({"retry"});
  content.query_weights[2] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(damage(encode_model(content)), "x.gcm is damaged: the query weight of row 2 is nan");
  content.query_weights[2] = -std::numeric_limits<float>::infinity();
  EXPECT_EQ(damage(encode_model(content)), "x.gcm is damaged: the query weight of row 2 is -inf");
  content.query_weights[2] = 2e6f;
  EXPECT_NE(damage(encode_model(content)), "");
}

TEST(StaticModel, VerifyRefusesDocumentWeightsThatCouldOverflowASum) {
  std::vector<std::byte> bytes = encode_model(small_content({"retry"}));
  ModelHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  const std::size_t weights =
      sizeof header +
      RankedWords::read(header, std::span(bytes).subspan(sizeof header))->byte_count();
  const std::uint16_t too_large = 4096;
  std::memcpy(&bytes[weights + 2 * sizeof too_large], &too_large, sizeof too_large);
  header.checksum = model_checksum(bytes);
  std::memcpy(bytes.data(), &header, sizeof header);
  EXPECT_EQ(damage(bytes),
            "x.gcm is damaged: the document weight of row 2 is 4096, more than 4095");
}

TEST(StaticModel, RefusesUnitsThatAreNotNumbers) {
  for (const float value : {std::numeric_limits<float>::quiet_NaN(),
                            std::numeric_limits<float>::infinity(), -1.0f, 1e9f}) {
    ModelContent content = small_content({"retry"});
    content.path_weight = value;
    EXPECT_EQ(refusal(encode_model(content)),
              "x.gcm is not an embedding model: its header is invalid");
  }
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
  // The n-grams of <ab>: <ab, ab>, <ab>
  EXPECT_EQ(gram_rows("ab", 1 << 20).size(), 3u);
  EXPECT_EQ(gram_rows(std::string(90, 'x'), 1 << 20).size(), most_grams);
  EXPECT_EQ(gram_rows("retry", 64), gram_rows("retry", 64));
}

TEST(EmbeddedModel, IsIntactAndSmallEnough) {
  const StaticModel& model = embedded_model();
  EXPECT_NO_THROW(model.verify("the embedded model"));
  EXPECT_EQ(model.word(0).data(), word_frequency().word(0).data());  // stored once
  EXPECT_EQ(model.dimension(), 256u);
  EXPECT_GT(model.word_count(), 20'000u);
  EXPECT_LT(model.row_count() * model.dimension(), 15'500'000u);
}

}  // namespace
}  // namespace gitctx
