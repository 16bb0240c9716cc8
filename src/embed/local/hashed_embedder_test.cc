#include "embed/local/hashed_embedder.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <map>
#include <random>

#include "embed/local/common_words.h"
#include "embed/local/hashed_word.h"

namespace gitctx {
namespace {

using Counts = std::vector<TokenCount>;

EmbedInput input(const Counts& tokens) { return {.text = {}, .tokens = tokens}; }

std::vector<float> document(Embedder& embedder, const Counts& tokens) {
  const EmbedInput one = input(tokens);
  return embedder.embed_documents({&one, 1}).values;
}

std::vector<float> query(Embedder& embedder, const Counts& tokens) {
  const EmbedInput one = input(tokens);
  return embedder.embed_queries({&one, 1}).values;
}

double product(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

double cosine(const Counts& a, const Counts& b) {
  const auto embedder = make_hashed_embedder();
  return product(query(*embedder, a), query(*embedder, b));
}

TEST(HashedEmbedder, DescribesItself) {
  const auto embedder = make_hashed_embedder();
  EXPECT_EQ(embedder->model().id, "hashed-v1-256");
  EXPECT_EQ(embedder->model().dimension, 256u);
  EXPECT_TRUE(embedder->model().reads_tokens);
  EXPECT_GT(embedder->model().path_weight, 0);
  EXPECT_EQ(embedder->model().dollars_per_million_tokens, 0);
}

// Indexes store vectors of this model: if these values change, the model id must change too.
TEST(HashedEmbedder, KeepsTheVectorsOfItsModel) {
  const auto embedder = make_hashed_embedder();
  const auto vector = document(*embedder, {{"retry", 2}, {"the", 1}, {"backoff", 1}});
  const std::array<float, 6> expected{-0.0598463f, -0.1984134f, 0.0612274f,
                                      -0.1160097f, -0.0267007f, -0.115089f};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(vector[i], expected[i], 1e-6) << i;
}

TEST(HashedEmbedder, GivesZerosForTextsWithoutWords) {
  const auto embedder = make_hashed_embedder();
  const std::vector<float> zeros(256);
  EXPECT_EQ(document(*embedder, {}), zeros);
  EXPECT_EQ(query(*embedder, {}), zeros);
  EXPECT_EQ(document(*embedder, {{"x", 7}, {"", 1}, {"word", 0}}), zeros);
}

TEST(HashedEmbedder, TakesNoTexts) {
  const auto matrix = make_hashed_embedder()->embed_documents({});
  EXPECT_EQ(matrix.rows, 0u);
  EXPECT_EQ(matrix.dimension, 256u);
}

TEST(HashedEmbedder, NormalisesQueriesOnly) {
  const auto embedder = make_hashed_embedder();
  const Counts tokens{{"parse", 3}, {"header", 1}};
  const auto as_query = query(*embedder, tokens);
  const auto as_document = document(*embedder, tokens);
  EXPECT_NEAR(product(as_query, as_query), 1, 1e-5);
  EXPECT_GT(product(as_document, as_document), 2);
  EXPECT_NEAR(product(as_query, as_document) * product(as_query, as_document),
              product(as_document, as_document), 1e-4);
}

TEST(HashedEmbedder, GivesARareWordAboutLengthOne) {
  const auto embedder = make_hashed_embedder();
  for (const char* word : {"ab", "backoff", "authentication", "misconfigured"}) {
    const auto vector = document(*embedder, {{word, 1}});
    EXPECT_NEAR(std::sqrt(product(vector, vector)), 1, 0.15) << word;
  }
}

TEST(HashedEmbedder, WeighsCountsByTheirLogarithm) {
  const auto embedder = make_hashed_embedder();
  const auto once = document(*embedder, {{"segment", 1}});
  for (const std::uint32_t count : {2u, 63u, 64u, 4000000000u}) {
    const auto often = document(*embedder, {{"segment", count}});
    EXPECT_NEAR(product(often, once) / product(once, once), 1 + std::log(count), 0.01) << count;
  }
}

TEST(HashedEmbedder, FindsInflectionsOfAWordClose) {
  EXPECT_GT(cosine({{"retry"}}, {{"retries"}}), 0.6);
  EXPECT_GT(cosine({{"connect"}}, {{"connection"}}), 0.6);
  EXPECT_GT(cosine({{"parse"}}, {{"parser"}}), 0.3);
  EXPECT_LT(std::abs(cosine({{"retry"}}, {{"parser"}})), 0.25);
}

struct Likeness {
  const char* name;
  Counts question;
  Counts answer;
  Counts other;
};

class EveryLikeness : public testing::TestWithParam<Likeness> {};

INSTANTIATE_TEST_SUITE_P(
    HashedEmbedder, EveryLikeness,
    testing::Values(
        Likeness{"Retries",
                 {{"where"}, {"are"}, {"retries"}, {"backed"}, {"off"}},
                 {{"retry", 2}, {"back"}, {"off"}, {"delay", 3}, {"return"}},
                 {{"where"}, {"are"}, {"the", 3}, {"parse"}, {"json", 3}, {"token"}, {"return"}}},
        Likeness{"PasswordHash",
                 {{"how"}, {"is"}, {"a"}, {"password"}, {"hashed"}},
                 {{"hash", 2}, {"password", 3}, {"salt"}, {"string"}},
                 {{"how"}, {"is"}, {"render", 2}, {"template", 4}, {"string"}}},
        Likeness{"ConnectionPool",
                 {{"connection"}, {"pool"}, {"size"}},
                 {{"pool", 2}, {"connections", 2}, {"max"}, {"acquire"}},
                 {{"font"}, {"size", 3}, {"margin"}, {"color"}}},
        Likeness{"SameNamesAnotherLanguage",
                 {{"func"}, {"http"}, {"server"}, {"listen"}},
                 {{"class"}, {"http"}, {"server"}, {"listening"}, {"def"}},
                 {{"func"}, {"matrix"}, {"multiply"}, {"int"}}}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_P(EveryLikeness, IsFoundBeforeAnotherText) {
  const auto& [name, question, answer, other] = GetParam();
  EXPECT_GT(cosine(question, answer), cosine(question, other) + 0.1);
}

TEST(HashedEmbedder, CountsFunctionWordsLittle) {
  EXPECT_EQ(word_weight_quarters("the"), 1);
  EXPECT_EQ(word_weight_quarters("return"), 3);
  EXPECT_EQ(word_weight_quarters("backoff"), rare_word_quarters);
  EXPECT_EQ(word_weight_quarters(""), rare_word_quarters);
}

TEST(HashedEmbedder, TakesWordsOfAnyBytesAndLength) {
  const auto embedder = make_hashed_embedder();
  const std::string longest(96, 'q');
  for (const std::string& word :
       {longest, std::string("数据"), std::string("\0\xff", 2), std::string(3000, 'z')}) {
    const auto vector = document(*embedder, {{word, 1}});
    EXPECT_GT(product(vector, vector), 0.1);
  }
}

/// Documents of made-up words; `words` owns the bytes that the tokens refer to.
struct Corpus {
  std::vector<std::string> words;
  std::vector<Counts> documents;
  std::vector<EmbedInput> inputs;
};

Corpus make_corpus(unsigned seed, std::size_t document_count, std::size_t word_count) {
  std::mt19937 random(seed);
  Corpus corpus;
  for (std::size_t i = 0; i < word_count; ++i) {
    std::string word;
    for (std::size_t length = 1 + random() % 40; length > 0; --length) {
      word += static_cast<char>('a' + random() % 26);
    }
    corpus.words.push_back(word);
  }
  for (std::size_t d = 0; d < document_count; ++d) {
    std::map<std::string_view, std::uint32_t> counts;
    for (int i = 0; i < 60; ++i) ++counts[corpus.words[random() % word_count]];
    Counts tokens;
    for (const auto& [word, count] : counts) tokens.push_back({word, count});
    corpus.documents.push_back(tokens);
  }
  for (const Counts& tokens : corpus.documents) corpus.inputs.push_back(input(tokens));
  return corpus;
}

TEST(HashedEmbedder, EmbedsAloneAsInABatchAndAfterOthers) {
  // The memo has fewer slots than there are words, so slots are overwritten.
  const Corpus corpus = make_corpus(11, 600, 40000);
  const auto used = make_hashed_embedder();
  const auto batch = used->embed_documents(corpus.inputs);
  const auto again = used->embed_documents(corpus.inputs);
  EXPECT_EQ(batch.values, again.values);
  for (std::size_t i = 0; i < corpus.inputs.size(); i += 50) {
    const auto alone = document(*make_hashed_embedder(), corpus.documents[i]);
    EXPECT_TRUE(std::ranges::equal(alone, batch.row(i))) << i;
  }
}

RC_GTEST_PROP(HashedEmbedder, IgnoresTheOrderOfTokens, (unsigned seed)) {
  const Corpus corpus = make_corpus(seed, 1, 200);
  Counts shuffled = corpus.documents[0];
  std::mt19937 random(seed);
  std::ranges::shuffle(shuffled, random);
  const auto embedder = make_hashed_embedder();
  RC_ASSERT(document(*embedder, shuffled) == document(*embedder, corpus.documents[0]));
}

TEST(HashedEmbedder, AddsUpTextsThatOverflow32Bits) {
  const auto embedder = make_hashed_embedder();
  const Counts once{{"segment", 4000000000u}};
  const Counts often(20000, once[0]);
  const auto one = document(*embedder, once);
  const auto many = document(*embedder, often);
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_NEAR(many[i], one[i] * 20000, std::abs(one[i]) * 0.01) << i;
  }
}

TEST(HashWord, HasTheSameLengthForShortAndLongWords) {
  Stemmer stemmer;
  for (const std::string& word : {std::string("io"), std::string("word"),
                                  std::string("abcdefghijklmnopqrstuvwxyz0123456789")}) {
    double squares = 0;
    for (const std::int8_t value : hash_word(word, stemmer)) squares += value * value;
    EXPECT_GT(std::sqrt(squares), 0.6 * hashed_row_length) << word;
    EXPECT_LT(std::sqrt(squares), 1.4 * hashed_row_length) << word;
  }
}

}  // namespace
}  // namespace gitctx
