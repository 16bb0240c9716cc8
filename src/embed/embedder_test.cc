#include "embed/embedder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/error.h"
#include "embed/local/static_embedder.h"

namespace gitctx {
namespace {

TEST(MakeEmbedder, KnowsTheModelsByName) {
  EXPECT_EQ(make_embedder({.embedding = "embedded"})->model().id, embedded_model().id());
  EXPECT_EQ(make_embedder({.embedding = "hashed"})->model().id, "hashed-v1-256");
}

TEST(ShownModel, HasTheNameThatTheSettingsHave) {
  for (const char* const name : {"embedded", "hashed"}) {
    const std::string id = make_embedder({.embedding = name})->model().id;
    EXPECT_EQ(shown_model(id), std::string(name) + " (" + id + ")");
  }
  EXPECT_EQ(shown_model("openai/small/8"), "openai/small/8");
  EXPECT_EQ(other_model_message("openai/small/8", "hashed-v1-256"),
            "the index was made with the embedding model openai/small/8, but hashed "
            "(hashed-v1-256) is configured");
}

TEST(MakeEmbedder, MakesTheDefault) { EXPECT_NE(make_embedder({}), nullptr); }

TEST(MakeEmbedder, NamesTheModelsItKnowsWhenItRefusesOne) {
  try {
    make_embedder({.embedding = "gpt"});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::configuration);
    EXPECT_EQ(error.message(), "no embedding model named 'gpt'");
    EXPECT_EQ(error.hint(),
              "Set model.embedding to embedded, hashed, a model file (.gcm), openai/NAME, "
              "voyage/NAME, cohere/NAME, gemini/NAME, or any name with model.base_url");
  }
}

TEST(MakeEmbedder, RefusesAHostedModel) {
  try {
    make_embedder({.embedding = "text-embedding-3-small"});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::configuration);
    EXPECT_EQ(error.message(),
              "openai/text-embedding-3-small is a hosted model, which cannot be used here");
  }
}

TEST(VectorProblem, NamesWhatNoSearchCanUse) {
  using Vector = std::vector<float>;
  const auto problem = [](const Vector& vector) {
    const char* const found = vector_problem(vector);
    return std::string(found == nullptr ? "" : found);
  };
  EXPECT_EQ(problem({0, -1}), "");
  EXPECT_EQ(problem(Vector(65'536, 1.0F)), "");
  EXPECT_EQ(problem({}), "has no numbers");
  EXPECT_EQ(problem(Vector(65'537, 1.0F)), "has more than 65,536 numbers");
  EXPECT_EQ(problem({0, 0}), "is all zeros");
  EXPECT_EQ(problem({1, NAN}), "contains NaN or infinite values");
  EXPECT_EQ(problem({1, -INFINITY}), "contains NaN or infinite values");
}

}  // namespace
}  // namespace gitctx
