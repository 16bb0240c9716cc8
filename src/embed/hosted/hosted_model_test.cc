#include "embed/hosted/hosted_model.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace gitctx {
namespace {

TEST(HostedModel, TheCacheNameTellsTheDimension) {
  const HostedModel model = *find_hosted_model({.embedding = "openai/text-embedding-3-small"});
  EXPECT_EQ(dimension_of_cache_name(model.cache_name(256, InputKind::document)), 256u);
  for (const char* name :
       {"", "m", "a/b", "a/12x/any", "12", "a//any", "a/-1/any", "a/99999999999999999999999/any"}) {
    EXPECT_EQ(dimension_of_cache_name(name), std::nullopt) << name;
  }
}

HostedModel found(const Settings::Model& settings) { return find_hosted_model(settings).value(); }

Error error_for(const Settings::Model& settings) {
  try {
    find_hosted_model(settings);
  } catch (const Error& error) {
    return error;
  }
  return Error(ErrorCode::failure, "no error");
}

TEST(FindHostedModel, LeavesModelsOfThisMachineAlone) {
  EXPECT_FALSE(find_hosted_model({.embedding = "embedded"}));
  EXPECT_FALSE(find_hosted_model({.embedding = "hashed"}));
  EXPECT_FALSE(find_hosted_model({.embedding = "/models/my.gcm"}));
}

TEST(FindHostedModel, KnowsModelsWithAndWithoutTheirProvider) {
  for (const char* name : {"openai/text-embedding-3-large", "text-embedding-3-large"}) {
    const HostedModel model = found({.embedding = name});
    EXPECT_EQ(model.full_name(), "openai/text-embedding-3-large");
    EXPECT_EQ(model.dimension, 3072u);
    EXPECT_EQ(model.input_tokens, 8191u);
    EXPECT_TRUE(model.counts_cl100k);
    EXPECT_TRUE(model.needs_key);
    EXPECT_FALSE(model.asks_dimension);
    EXPECT_EQ(model.known_provider, find_provider("openai"));
  }
  EXPECT_EQ(found({.embedding = "voyage-code-3"}).api, EmbeddingApi::voyage);
  EXPECT_EQ(found({.embedding = "cohere/embed-v4.0"}).request_items, 96u);
  EXPECT_EQ(found({.embedding = "gemini/gemini-embedding-001"}).dimension, 3072u);
  EXPECT_EQ(found({.embedding = "openai/text-embedding-9"}).dimension, 0u);
}

TEST(FindHostedModel, TakesAnyNameWithAServer) {
  const HostedModel model =
      found({.embedding = "nomic-ai/Nomic-Embed-Text", .base_url = "http://localhost:11434/v1/"});
  EXPECT_EQ(model.full_name(), "localhost:11434/nomic-ai/Nomic-Embed-Text");
  EXPECT_EQ(model.base_url, "http://localhost:11434/v1");
  EXPECT_FALSE(model.needs_key);
  EXPECT_EQ(model.dimension, 0u);
  EXPECT_EQ(model.sent_text("x", InputKind::query), "search_query: x");
  EXPECT_EQ(model.sent_text("x", InputKind::document), "search_document: x");
}

TEST(FindHostedModel, LetsAProviderBeReachedElsewhere) {
  const HostedModel model =
      found({.embedding = "voyage/voyage-code-3", .base_url = "https://ai.mongodb.com/v1"});
  EXPECT_EQ(model.api, EmbeddingApi::voyage);
  EXPECT_EQ(model.provider, "voyage");
  EXPECT_EQ(model.base_url, "https://ai.mongodb.com/v1");
}

TEST(FindHostedModel, RefusesANameThatMeansNothing) {
  for (const char* name : {"gpt", "openai", "openai/", "acme/embed"}) {
    const Error error = error_for({.embedding = name});
    EXPECT_EQ(error.code(), ErrorCode::configuration);
    EXPECT_EQ(error.message(), std::string("no embedding model named '") + name + "'");
  }
}

TEST(FindHostedModel, AsksForADimensionOnlyWhereItIsNotTheModelsOwn) {
  EXPECT_FALSE(found({.embedding = "text-embedding-3-small", .dimensions = 1536}).asks_dimension);
  const HostedModel model = found({.embedding = "text-embedding-3-small", .dimensions = 512});
  EXPECT_TRUE(model.asks_dimension);
  EXPECT_EQ(model.dimension, 512u);
  EXPECT_EQ(
      error_for({.embedding = "text-embedding-3-small", .dimensions = 2000}).message(),
      "openai/text-embedding-3-small returns vectors of 1536 dimensions, but model.dimensions "
      "asks for 2000");
  EXPECT_EQ(error_for({.embedding = "text-embedding-ada-002", .dimensions = 256}).hint(),
            "Set model.dimensions to 0");
}

TEST(HostedModel, NamesVectorsByModelDimensionAndKind) {
  const HostedModel openai = found({.embedding = "text-embedding-3-small"});
  EXPECT_EQ(openai.id(1536), "openai/text-embedding-3-small/1536");
  EXPECT_EQ(openai.cache_name(1536, InputKind::query), "openai/text-embedding-3-small/1536/any");
  const HostedModel voyage = found({.embedding = "voyage-code-3"});
  EXPECT_EQ(voyage.cache_name(1024, InputKind::query), "voyage/voyage-code-3/1024/query");
  EXPECT_EQ(voyage.cache_name(1024, InputKind::document), "voyage/voyage-code-3/1024/document");
}

}  // namespace
}  // namespace gitctx
