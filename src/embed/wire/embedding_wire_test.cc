#include "embed/wire/embedding_wire.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "base/base64.h"
#include "base/error.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

const std::vector<std::string> texts{"int main() {}", "say \"no\"\n\x01"};

Json body_for(const HostedModel& model, InputKind kind, bool base64 = true) {
  return Json::parse(
      make_embedding_request(model, {.texts = texts, .kind = kind, .base64 = base64}, "k").body);
}

HostedModel model_named(const std::string& name, int dimensions = 0, std::string base_url = {}) {
  return *find_hosted_model(
      {.embedding = name, .base_url = std::move(base_url), .dimensions = dimensions});
}

std::string base64_of(std::vector<float> values) {
  return encode_base64(std::as_bytes(std::span(values)));
}

Error error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  return Error(ErrorCode::failure, "no error");
}

TEST(OpenAiEmbeddings, AskForBase64AndNoFieldThatIsNotNeeded) {
  const Json body = body_for(model_named("openai/text-embedding-3-small"), InputKind::document);
  EXPECT_EQ(
      body,
      (Json{{"model", "text-embedding-3-small"}, {"input", texts}, {"encoding_format", "base64"}}));
  EXPECT_EQ(body_for(model_named("text-embedding-3-large", 256), InputKind::query, false),
            (Json{{"model", "text-embedding-3-large"},
                  {"input", texts},
                  {"encoding_format", "float"},
                  {"dimensions", 256}}));
}

TEST(OpenAiEmbeddings, GoToTheServerThatIsConfigured) {
  const HttpRequest request = make_embedding_request(
      model_named("nomic-embed-text", 0, "http://localhost:11434/v1/"), {.texts = texts}, "");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "http://localhost:11434/v1/embeddings");
  EXPECT_EQ(request.headers, (std::vector<HttpHeader>{{"Content-Type", "application/json"}}));
}

TEST(OpenAiEmbeddings, ReadBase64InAnyOrder) {
  const std::string body = fmt::format(
      R"({{"object":"list","data":[{{"object":"embedding","index":1,"embedding":"{}"}},)"
      R"({{"embedding":"{}","index":0,"object":"embedding"}}],"model":"m",)"
      R"("usage":{{"prompt_tokens":8,"total_tokens":9}}}})",
      base64_of({0, 2}), base64_of({0.6F, 0.8F}));
  const EmbeddingReply reply = parse_embedding_reply(body, {.rows = 2, .dimension = 2});
  EXPECT_EQ(reply.vectors.values, (std::vector<float>{0.6F, 0.8F, 0, 1}));
  EXPECT_EQ(reply.tokens, 8u);
}

TEST(OpenAiEmbeddings, ReadNumbersAndTolerateMissingIndexAndUsage) {
  const EmbeddingReply reply = parse_embedding_reply(
      R"({"data": [ {"embedding": [ 3, 4.0 ]}, {"embedding": [1e-60, -1]} ]})", {.rows = 2});
  EXPECT_EQ(reply.vectors.dimension, 2u);
  EXPECT_EQ(reply.vectors.values, (std::vector<float>{0.6F, 0.8F, 0, -1}));
  EXPECT_EQ(reply.tokens, std::nullopt);
}

TEST(OpenAiEmbeddings, BringVectorsOfEveryLengthToLengthOne) {
  for (const std::string scale : {"e-44", "e-30", "e-10", "e10", "e30"}) {
    const auto reply = parse_embedding_reply(
        R"({"data": [{"embedding": [30)" + scale + ", 40" + scale + "]}]}", {.rows = 1});
    const auto row = reply.vectors.row(0);
    EXPECT_NEAR(std::hypot(row[0], row[1]), 1, 1e-6) << scale;
    EXPECT_GT(row[1], row[0]) << scale;
  }
}

TEST(OpenAiEmbeddings, ReadTheTotalWhereThatIsAllThereIs) {
  const std::string_view body =
      R"({"data":[{"embedding":[1],"index":null}],"usage":{"total_tokens":5}})";
  EXPECT_EQ(parse_embedding_reply(body, {.rows = 1}).tokens, 5u);
}

TEST(OpenAiEmbeddings, RefuseWhatIsNotOneVectorOfThatDimensionForEachText) {
  const struct {
    const char* body;
    const char* message;
  } cases[] = {
      {R"({"data":[{"embedding":[1,2]}]})", "expected 2 vectors, the reply contains 1"},
      {R"({"data":[{"embedding":[1,2],"index":0},{"embedding":[1,2],"index":0}]})",
       "the reply does not have one vector for each of the 2 texts"},
      {R"({"data":[{"embedding":[1,2],"index":0},{"embedding":[1,2],"index":2}]})",
       "the reply does not have one vector for each of the 2 texts"},
      {R"({"data":[{"embedding":[1,2]},{"embedding":[1,2,3]}]})",
       "expected vectors of 2 dimensions, the reply contains one of 3"},
      {R"({"data":[{"embedding":[1,2]},{"embedding":[]}]})",
       "expected vectors of 2 dimensions, the reply contains one of 0"},
      {R"({"data":[{"embedding":[1,2]},{"embedding":[1,null]}]})",
       "the reply contains a malformed vector"},
      {R"({"data":[{"embedding":[1,2]},{"embedding":"AAAA?AAAAAA="}]})",
       "the reply contains a malformed vector"},
      {R"({"data":[{"embedding":[1,2]},{"embedding":"AADAfwAAwH8="}]})",
       "the reply contains a vector that contains NaN or infinite values"},
      {R"({"data":[{"embedding":[1,2]},)", "the reply has an unexpected format at byte 29"},
      {"<html>", "the reply has an unexpected format at byte 0"},
      {"{}", "expected 2 vectors, the reply contains 0"},
      {R"({"data":[{"embedding":[1,2]},{"embedding":[0,-0.0]}]})",
       "the reply contains a vector that is all zeros"},
      {R"({"data":[{"embedding":[1,2]},{"embedding":[1e-999,0.000e-99]}]})",
       "the reply contains a vector that is all zeros"},
      {R"({"data":[{"embedding":[1,2]},{"embedding":[1e999,0]}]})",
       "the reply contains a vector that contains NaN or infinite values"},
      {R"({"data":[{"embedding":[1,2]},{"embedding":[-1e39,0]}]})",
       "the reply contains a vector that contains NaN or infinite values"},
      {R"({"data":[{"embedding":[1,2]},{"embedding":[1,2]}],)"
       R"("usage":{"prompt_tokens":18446744073709551615}})",
       "the reply counts an impossible number of tokens"},
      {R"({"error":{"message":"the model is loading.\nTry later"}})",
       "the reply is an error: the model is loading. Try later"},
      {R"({"error":"out of memory","data":[]})", "the reply is an error: out of memory"},
  };
  for (const auto& wrong : cases) {
    const Error error =
        error_of([&] { parse_embedding_reply(wrong.body, {.rows = 2, .dimension = 2}); });
    EXPECT_EQ(error.message(), wrong.message) << wrong.body;
    EXPECT_EQ(error.code(), ErrorCode::provider);
  }
}

TEST(OpenAiEmbeddings, RefuseVectorsThatNoIndexCanHold) {
  const auto reply_with = [](std::size_t dimension) {
    std::string numbers = "1";
    for (std::size_t i = 1; i < dimension; ++i) numbers += ",1";
    return R"({"data":[{"embedding":[)" + numbers + "]}]}";
  };
  EXPECT_EQ(parse_embedding_reply(reply_with(65'536), {.rows = 1}).vectors.dimension, 65'536u);
  const Error error =
      error_of([&] { parse_embedding_reply(reply_with(65'537), {.rows = 1, .dimension = 0}); });
  EXPECT_EQ(error.message(),
            "the reply contains vectors of 65537 numbers; gitctx reads up to 65536");
  EXPECT_EQ(error.code(), ErrorCode::provider);
}

TEST(OpenAiEmbeddings, NeverReadPastATruncatedReply) {
  const std::string body = fmt::format(
      R"({{"data":[{{"index":0,"embedding":"{}"}},{{"index":1,"embedding":[1,2]}}],"usage":{{}}}})",
      base64_of({1, 2}));
  for (std::size_t size = 0; size < body.size(); ++size) {
    const std::string part = body.substr(0, size);
    EXPECT_THROW(parse_embedding_reply(part, {.rows = 2}), Error) << size;
  }
  EXPECT_NO_THROW(parse_embedding_reply(body, {.rows = 2}));
}

TEST(VoyageEmbeddings, SayTheKindAndCutOnlyDocuments) {
  const HostedModel model = model_named("voyage/voyage-code-3", 512);
  EXPECT_EQ(body_for(model, InputKind::document), (Json{{"input", texts},
                                                        {"model", "voyage-code-3"},
                                                        {"input_type", "document"},
                                                        {"truncation", true},
                                                        {"output_dimension", 512},
                                                        {"encoding_format", "base64"}}));
  const Json query = body_for(model, InputKind::query, false);
  EXPECT_EQ(query["input_type"], "query");
  EXPECT_EQ(query["truncation"], false);
  EXPECT_FALSE(query.contains("encoding_format"));
}

TEST(CohereEmbeddings, SayTheKind) {
  const HostedModel model = model_named("cohere/embed-v4.0");
  EXPECT_EQ(body_for(model, InputKind::document), (Json{{"model", "embed-v4.0"},
                                                        {"texts", texts},
                                                        {"input_type", "search_document"},
                                                        {"embedding_types", {"base64"}},
                                                        {"truncate", "END"}}));
  EXPECT_EQ(body_for(model, InputKind::query)["input_type"], "search_query");
  EXPECT_EQ(make_embedding_request(model, {.texts = texts}, "k").url,
            "https://api.cohere.com/v2/embed");
}

TEST(CohereEmbeddings, ReadBothTypesAndTheBilledTokens) {
  const EmbeddingReply reply = parse_embedding_reply(
      R"({"id":"x","embeddings":{"float":[[0.6,0.8],[0,2]]},"texts":["a","b"],)"
      R"("meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":12}}})",
      {.rows = 2});
  EXPECT_EQ(reply.vectors.values, (std::vector<float>{0.6F, 0.8F, 0, 1}));
  EXPECT_EQ(reply.tokens, 12u);
  const std::string base64 =
      fmt::format(R"({{"embeddings":{{"base64":["{}"]}}}})", base64_of({0, -3}));
  EXPECT_EQ(parse_embedding_reply(base64, {.rows = 1}).vectors.values, (std::vector<float>{0, -1}));
}

TEST(GeminiEmbeddings, AreOneRequestForEachTextInOne) {
  const HostedModel model = model_named("gemini/gemini-embedding-001", 768);
  const HttpRequest request =
      make_embedding_request(model, {.texts = texts, .kind = InputKind::query}, "secret");
  EXPECT_EQ(request.url,
            "https://generativelanguage.googleapis.com/v1beta/models/"
            "gemini-embedding-001:batchEmbedContents");
  EXPECT_EQ(request.headers.back(), (HttpHeader{"x-goog-api-key", "secret"}));
  const Json body = Json::parse(request.body);
  ASSERT_EQ(body["requests"].size(), 2u);
  EXPECT_EQ(body["requests"][0], (Json{{"model", "models/gemini-embedding-001"},
                                       {"content", {{"parts", {{{"text", texts[0]}}}}}},
                                       {"taskType", "CODE_RETRIEVAL_QUERY"},
                                       {"outputDimensionality", 768}}));
}

TEST(GeminiEmbeddings, ReadValuesAndNormaliseThem) {
  const EmbeddingReply reply = parse_embedding_reply(
      R"({"embeddings":[{"values":[3,4]},{"values":[0,5]}]})", {.rows = 2, .dimension = 2});
  EXPECT_EQ(reply.vectors.values, (std::vector<float>{0.6F, 0.8F, 0, 1}));
}

}  // namespace
}  // namespace gitctx
