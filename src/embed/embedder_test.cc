#include "embed/embedder.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "embed/local/static_embedder.h"

namespace gitctx {
namespace {

TEST(MakeEmbedder, KnowsTheModelsByName) {
  EXPECT_EQ(make_embedder({.embedding = "embedded"})->model().id, embedded_model().id());
  EXPECT_EQ(make_embedder({.embedding = "hashed"})->model().id, "hashed-v1-256");
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

}  // namespace
}  // namespace gitctx
