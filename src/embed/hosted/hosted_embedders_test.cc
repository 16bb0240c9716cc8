#include "embed/hosted/hosted_embedders.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <thread>
#include <utility>

#include "base/database.h"
#include "base/error.h"
#include "embed/hosted/token_counter.h"
#include "embed/testing/fake_embedding_service.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t dimension = 8;

/// An embedder source that uses a service in this process and keeps its files in a temporary
/// folder.
struct HostedEmbeddersTest : testing::Test {
  TempDir dir;
  FakeEmbeddingService service{dimension};
  Settings::Model settings{.embedding = "acme-embed", .base_url = "http://localhost:1/v1"};
  std::string key;
  double usd_per_day = 0;
  double usd_per_run = 0;
  std::size_t parallel_requests = 4;
  RetryPolicy retry{.attempts = 1};

  std::unique_ptr<EmbedderSource> open() {
    HostedOptions options;
    options.requests.api_key = key;
    options.requests.parallel_requests = parallel_requests;
    options.requests.retry = retry;
    options.requests.make_transport = [this] {
      return std::make_unique<BorrowedTransport>(service);
    };
    options.bill = {.ledger_file = dir / "spending.sqlite",
                    .price_file = {},
                    .usd_per_day = usd_per_day,
                    .usd_per_run = usd_per_run};
    options.cache_file = dir / "embeddings.sqlite";
    options.batch_file = dir / "batches.json";
    return make_hosted_embedders(find_hosted_model(settings).value(), std::move(options));
  }

  void use_openai() {
    settings = {.embedding = "text-embedding-3-small",
                .base_url = "http://localhost:1/v1",
                .dimensions = dimension};
  }
};

EmbeddingMatrix embed(EmbedderSource& source, const std::vector<std::string>& texts,
                      InputKind kind = InputKind::document, std::stop_token stop = {}) {
  std::vector<EmbedInput> inputs;
  for (const std::string& text : texts) inputs.push_back({.text = text, .tokens = {}});
  const auto embedder = source.make_embedder(std::move(stop));
  return kind == InputKind::document ? embedder->embed_documents(inputs)
                                     : embedder->embed_queries(inputs);
}

std::vector<std::string> numbered(const std::string& word, int count) {
  std::vector<std::string> texts;
  for (int i = 0; i < count; ++i) texts.push_back(fmt::format("{} {}", word, i));
  return texts;
}

Error error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  return Error(ErrorCode::failure, "no error");
}

TEST_F(HostedEmbeddersTest, GivesARowOfLength1ForEachTextInItsOrder) {
  service.reverses = true;
  const auto source = open();
  const EmbeddingMatrix matrix = embed(*source, {"one", "two", "one", " \n", "three"});
  ASSERT_EQ(matrix.rows, 5u);
  EXPECT_EQ(matrix.dimension, dimension);
  for (const std::size_t i : {0, 1, 4}) {
    double squares = 0;
    for (const float value : matrix.row(i)) squares += value * value;
    EXPECT_NEAR(squares, 1, 1e-6);
  }
  EXPECT_TRUE(std::ranges::equal(matrix.row(0), matrix.row(2)));
  EXPECT_FALSE(std::ranges::equal(matrix.row(0), matrix.row(1)));
  EXPECT_TRUE(std::ranges::all_of(matrix.row(3), [](float v) { return v == 0; }));
  const EmbeddingMatrix alone = embed(*source, {"three"});
  EXPECT_TRUE(std::ranges::equal(alone.row(0), matrix.row(4)));
}

TEST_F(HostedEmbeddersTest, AsksForADimensionOnceAndPinsItInTheIdOfTheModel) {
  EXPECT_EQ(open()->make_embedder()->model().id, "localhost:1/acme-embed/8");
  EXPECT_EQ(service.calls(), 1u);
  EXPECT_EQ(open()->make_embedder()->model().dimension, dimension);
  EXPECT_EQ(service.calls(), 1u);
}

TEST_F(HostedEmbeddersTest, QueriesDoWithoutADamagedCache) {
  const EmbeddingMatrix before = embed(*open(), {"one"}, InputKind::query);
  for (const char* const suffix : {"-wal", "-shm"})
    std::filesystem::remove((dir / "embeddings.sqlite").string() + suffix);
  std::ofstream(dir / "embeddings.sqlite") << std::string(1000, 'x');
  const auto source = open();
  EXPECT_EQ(embed(*source, {"one"}, InputKind::query).values, before.values);
  const std::optional<Error> fault = source->usage().cache_fault;
  ASSERT_TRUE(fault.has_value());
  EXPECT_THAT(fault->message(), testing::HasSubstr("embeddings.sqlite"));
  EXPECT_THAT(fault->hint(), testing::HasSubstr("Move the file away"));
  EXPECT_THROW(embed(*source, {"one"}), Error);

  std::filesystem::remove(dir / "embeddings.sqlite");
  const auto repaired = open();
  embed(*repaired, {"one"}, InputKind::query);
  EXPECT_FALSE(repaired->usage().cache_fault.has_value());
}

/// Changes the cache as a clone with a damaged or crafted file has it.
void run_sql(const std::filesystem::path& file, const char* sql) {
  Database::open(file).execute(sql);
}

TEST_F(HostedEmbeddersTest, NothingIsPaidForThatTheCacheCannotKeep) {
  for (const char* const sql :
       {"UPDATE models SET dimension = 9", "PRAGMA user_version = 99",
        "ALTER TABLE vectors RENAME TO v; CREATE VIEW vectors AS SELECT * FROM v"}) {
    std::filesystem::remove(dir / "embeddings.sqlite");
    embed(*open(), {"one"});
    const std::size_t before = service.calls();
    run_sql(dir / "embeddings.sqlite", sql);
    const auto source = open();
    source->require_cache();
    EXPECT_THROW(embed(*source, {"two"}), Error) << sql;
    EXPECT_EQ(service.calls(), before) << sql;
  }
}

TEST_F(HostedEmbeddersTest, DocumentsAreNotPaidForIfTheirModelHasAnotherDimensionInTheCache) {
  const auto source = open();
  embed(*source, {"one"});
  EXPECT_TRUE(source->usage().all_kept);
  const std::size_t before = service.calls();
  run_sql(dir / "embeddings.sqlite",
          "UPDATE models SET dimension = 9 WHERE name NOT LIKE '%probe'");
  EXPECT_THROW(embed(*open(), {"two"}), Error);
  EXPECT_EQ(service.calls(), before);
}

TEST_F(HostedEmbeddersTest, TellsWhetherAllEmbeddingsAreKept) {
  embed(*open(), {"one"});
  run_sql(dir / "embeddings.sqlite", "PRAGMA user_version = 99");
  const auto source = open();
  embed(*source, {"two"}, InputKind::query);
  EXPECT_FALSE(source->usage().all_kept);
}

TEST_F(HostedEmbeddersTest, SendsNothingBeforeItHasTo) {
  use_openai();
  key = "sk-test";
  const auto source = open();
  EXPECT_EQ(source->make_embedder()->model().id, "openai/text-embedding-3-small/8");
  EXPECT_FALSE(source->make_embedder()->model().reads_tokens);
  EXPECT_FALSE(std::filesystem::exists(dir / "embeddings.sqlite"));
  EXPECT_EQ(embed(*source, {}).rows, 0u);
  EXPECT_EQ(service.requests().size(), 0u);
}

TEST_F(HostedEmbeddersTest, SendsADifferentTextOnceAndAKnownOneNever) {
  use_openai();
  auto source = open();
  embed(*source, {"a", "b", "a", "c"});
  EXPECT_EQ(service.texts(), (std::map<std::string, int>{{"a", 1}, {"b", 1}, {"c", 1}}));
  embed(*source, {"c", "d"});
  EXPECT_EQ(service.texts()["c"], 1);
  const EmbeddingUsage usage = source->usage();
  EXPECT_EQ(usage.texts, 6u);
  EXPECT_EQ(usage.cached_texts, 2u);
  EXPECT_EQ(usage.calls, 2u);
  source = open();
  embed(*source, {"a", "b", "c", "d"});
  EXPECT_EQ(service.calls(), 2u);
  EXPECT_EQ(source->usage().cached_texts, 4u);
  EXPECT_EQ(source->usage().tokens, 0u);
}

TEST_F(HostedEmbeddersTest, ASecondIdenticalQueryMakesNoCall) {
  settings.embedding = "nomic-embed-text";
  const EmbeddingMatrix first = embed(*open(), {"where is it"}, InputKind::query);
  const std::size_t calls = service.calls();
  const EmbeddingMatrix second = embed(*open(), {"where is it"}, InputKind::query);
  EXPECT_EQ(service.calls(), calls);
  EXPECT_EQ(first.values, second.values);
  EXPECT_EQ(service.texts()["search_query: where is it"], 1);
  embed(*open(), {"where is it"});
  EXPECT_EQ(service.texts()["search_document: where is it"], 1);
}

TEST_F(HostedEmbeddersTest, CutsTextsIntoRequestsAndSendsSeveralAtOnce) {
  service.delay = std::chrono::milliseconds(20);
  const auto source = open();
  embed(*source, numbered("text", 64 * 6 + 1));
  EXPECT_EQ(service.calls(), 1u + 7u);  // one request asked for the dimension
  EXPECT_GT(service.most_at_once(), 1u);
  EXPECT_LE(service.most_at_once(), parallel_requests);
}

TEST_F(HostedEmbeddersTest, ManyThreadsSendATextOnceAndNeverTooMuchAtOnce) {
  use_openai();
  service.delay = std::chrono::milliseconds(5);
  const auto source = open();
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        for (int round = 0; round < 4; ++round) {
          std::vector<std::string> texts = numbered("shared", 40);
          texts.push_back(fmt::format("own {} {}", t, round));
          embed(*source, texts);
        }
      });
    }
  }
  for (const auto& [text, count] : service.texts()) EXPECT_EQ(count, 1) << text;
  EXPECT_EQ(service.texts().size(), 40u + 32u);
  EXPECT_LE(service.most_at_once(), parallel_requests);
  EXPECT_EQ(source->usage().tokens, service.tokens());
}

TEST_F(HostedEmbeddersTest, WhatWasPaidForBeforeAFailureIsNotPaidForAgain) {
  use_openai();
  parallel_requests = 1;
  int answered = 0;
  service.answer = [&](const std::vector<std::string>&) -> std::optional<HttpResult> {
    if (answered++ < 2) return std::nullopt;
    return FakeEmbeddingService::refusal(500, "out of order");
  };
  const std::vector<std::string> texts = numbered("text", 512 * 5);
  const Error error = error_of([&] { embed(*open(), texts); });
  EXPECT_EQ(error.code(), ErrorCode::provider);
  EXPECT_EQ(error.message(), "openai/text-embedding-3-small failed (status 500): out of order");
  EXPECT_EQ(service.texts().size(), 512u * 2);
  service.answer = nullptr;
  embed(*open(), texts);
  for (const auto& [text, count] : service.texts()) EXPECT_EQ(count, 1) << text;
  EXPECT_EQ(service.texts().size(), texts.size());
}

TEST_F(HostedEmbeddersTest, AStopKeepsWhatIsUnderWayAndStartsNothing) {
  use_openai();
  parallel_requests = 2;
  service.delay = std::chrono::milliseconds(30);
  std::stop_source stop;
  service.answer = [&](const std::vector<std::string>&) -> std::optional<HttpResult> {
    stop.request_stop();
    return std::nullopt;
  };
  const auto source = open();
  const std::vector<std::string> texts = numbered("text", 512 * 6);
  const Error error =
      error_of([&] { embed(*source, texts, InputKind::document, stop.get_token()); });
  EXPECT_EQ(error.code(), ErrorCode::interrupted);
  EXPECT_LE(service.requests().size(), 3u);
  EXPECT_EQ(source->usage().tokens, service.tokens()) << "all that was charged has arrived";
  service.answer = nullptr;
  embed(*open(), texts);
  for (const auto& [text, count] : service.texts()) EXPECT_EQ(count, 1) << text;
}

TEST_F(HostedEmbeddersTest, HalvesABatchThatIsTooLargeAndRemembers) {
  service.answer = [](const std::vector<std::string>& texts) -> std::optional<HttpResult> {
    if (texts.size() <= 10) return std::nullopt;
    return FakeEmbeddingService::refusal(413, "batch size 64 > maximum allowed batch size 10");
  };
  const auto source = open();
  embed(*source, numbered("text", 64));
  EXPECT_EQ(service.texts().size(), 64u + 1u);
  const std::size_t refused = service.requests().size() - service.calls();
  EXPECT_LE(refused, 1u + 1u + 1u);
  embed(*source, numbered("more", 64));
  EXPECT_EQ(service.requests().size() - service.calls(), refused) << "nothing is refused again";
}

TEST_F(HostedEmbeddersTest, CutsADocumentThatIsTooLongAndNoOther) {
  service.answer = [](const std::vector<std::string>& texts) -> std::optional<HttpResult> {
    for (const std::string& text : texts) {
      if (text.size() > 1000) {
        return FakeEmbeddingService::refusal(
            500, "input (1500 tokens) is too large to process. increase the physical batch size");
      }
    }
    return std::nullopt;
  };
  std::string longest;
  while (longest.size() < 3000) longest += "ä";
  embed(*open(), {"a", longest, "b"});
  EXPECT_EQ(service.texts().size(), 1u + 3u);
  EXPECT_EQ(service.texts()[longest.substr(0, 750)], 1) << "whole characters are kept";
}

TEST_F(HostedEmbeddersTest, TakesNumbersFromAServiceThatKnowsNoBase64) {
  service.sends_only_floats = true;
  const EmbeddingMatrix quiet = embed(*open(), {"a"});
  EXPECT_EQ(quiet.dimension, dimension);
  EXPECT_NE(service.requests().back().body.find("base64"), std::string::npos);

  bool is_refused = false;
  service.answer = [&](const std::vector<std::string>&) -> std::optional<HttpResult> {
    if (std::exchange(is_refused, true)) return std::nullopt;
    return FakeEmbeddingService::refusal(400, "Unknown parameter: 'encoding_format'");
  };
  EXPECT_EQ(embed(*open(), {"b"}).dimension, dimension);
  EXPECT_EQ(service.requests().back().body.find("base64"), std::string::npos);
}

TEST_F(HostedEmbeddersTest, RefusesAnotherDimensionThanTheModelHas) {
  settings.dimensions = 16;
  const Error error = error_of([&] { embed(*open(), {"a"}); });
  EXPECT_EQ(error.code(), ErrorCode::configuration);
  EXPECT_EQ(error.message(),
            "localhost:1/acme-embed returned vectors of 8 dimensions instead of 16");
  EXPECT_EQ(error.hint(),
            "Set model.dimensions to 8, or to 0 to accept any, then run: gitctx index");
}

TEST_F(HostedEmbeddersTest, AQueryThatIsTooLongNamesBothNumbers) {
  use_openai();
  std::string query;
  for (int i = 0; i < 9000; ++i) query += "word ";
  const Error error = error_of([&] { embed(*open(), {query}, InputKind::query); });
  EXPECT_EQ(error.code(), ErrorCode::usage);
  EXPECT_EQ(error.message(),
            "the query has 9001 tokens, openai/text-embedding-3-small accepts 8191");
  EXPECT_EQ(service.requests().size(), 0u);
}

TEST_F(HostedEmbeddersTest, AMissingKeySaysHowToSetIt) {
  settings = {.embedding = "voyage/voyage-code-3"};
  const Error error = error_of([&] { embed(*open(), {"a"}); });
  EXPECT_EQ(error.code(), ErrorCode::configuration);
  EXPECT_EQ(error.message(), "voyage/voyage-code-3 needs an API key");
  EXPECT_EQ(error.hint(),
            "Set VOYAGE_API_KEY, or run: gitctx config set --user model.voyage_api_key -   "
            "(reads it from standard input)");
  EXPECT_EQ(service.requests().size(), 0u);
}

TEST_F(HostedEmbeddersTest, AnErrorHasTheSentenceOfTheServiceAndNeverTheKey) {
  use_openai();
  key = "sk-secretsecretsecret123";
  service.answer = [&](const std::vector<std::string>&) -> std::optional<HttpResult> {
    return FakeEmbeddingService::refusal(401, "Incorrect API key provided: " + key + ".");
  };
  const Error error = error_of([&] { embed(*open(), {"a"}); });
  EXPECT_EQ(error.code(), ErrorCode::configuration);
  EXPECT_EQ(error.message().find(key), std::string::npos);
  EXPECT_TRUE(error.message().starts_with(
      "openai/text-embedding-3-small rejected the key (status 401): Incorrect API key provided: "));
  EXPECT_EQ(error.hint(),
            "Set OPENAI_API_KEY, or run: gitctx config set --user model.openai_api_key -   "
            "(reads it from standard input)");
}

TEST_F(HostedEmbeddersTest, ReportsThatTheServiceAsksToWait) {
  service.answer = [](const std::vector<std::string>&) -> std::optional<HttpResult> {
    return HttpResponse{.status = 429, .headers = {{"Retry-After", "60"}}, .body = {}};
  };
  retry.attempts = 2;
  std::stop_source stop;
  std::vector<ServerDelay> delays;
  service.on_delay = [&](const ServerDelay& delay) {
    delays.push_back(delay);
    stop.request_stop();
  };
  const Error error =
      error_of([&] { embed(*open(), {"a"}, InputKind::document, stop.get_token()); });
  EXPECT_EQ(error.code(), ErrorCode::interrupted);
  EXPECT_EQ(delays,
            (std::vector<ServerDelay>{{ServerDelay::Kind::asks_to_wait, "localhost:1", 60s}}));
}

TEST_F(HostedEmbeddersTest, SaysWhatTheServiceChargedAndWhatThatCosts) {
  use_openai();
  const auto source = open();
  embed(*source, numbered("some text with a few words in it", 700));
  const EmbeddingUsage usage = source->usage();
  EXPECT_EQ(usage.model, "openai/text-embedding-3-small");
  EXPECT_EQ(usage.tokens, service.tokens());
  EXPECT_EQ(usage.calls, 2u);
  EXPECT_DOUBLE_EQ(usage.dollars, static_cast<double>(service.tokens()) * 0.02 / 1e6);
  EXPECT_TRUE(usage.price_is_known);
}

TEST_F(HostedEmbeddersTest, CountsItselfWhereTheServiceDoesNot) {
  use_openai();
  service.omits_usage = true;
  const auto source = open();
  embed(*source, {"int main() { return 0; }"});
  EXPECT_EQ(source->usage().tokens, 9u);
}

TEST_F(HostedEmbeddersTest, StopsBeforeABudgetIsPassedAndKeepsWhatIsDone) {
  use_openai();
  parallel_requests = 1;
  usd_per_run = 0.0002;  // the price of 10,000 tokens
  std::vector<std::string> texts = numbered("a text of some ten tokens, that is about it,", 2000);
  const auto source = open();
  const Error error = error_of([&] { embed(*source, texts); });
  EXPECT_EQ(error.code(), ErrorCode::configuration);
  EXPECT_GT(service.calls(), 0u);
  EXPECT_LE(source->usage().dollars, usd_per_run);
  const auto bought = service.texts();
  usd_per_run = 0;
  embed(*open(), texts);
  for (const auto& [text, count] : service.texts()) EXPECT_EQ(count, 1) << text;
  EXPECT_GT(bought.size(), 0u);
}

TEST_F(HostedEmbeddersTest, AnAttemptThatMayHaveBeenChargedCountsAlthoughTheNextOneSucceeds) {
  use_openai();
  service.omits_usage = true;
  const auto fail_first = [this](HttpResult failure) {
    service.answer = [failure, failed = false](const auto&) mutable {
      return std::exchange(failed, true) ? std::nullopt : std::optional(failure);
    };
  };
  const auto cost_of = [this](const std::string& text) {
    const auto source = open();
    embed(*source, {text});
    return source->usage().dollars;
  };
  const double usd = cost_of("text 1");
  ASSERT_GT(usd, 0);
  retry = {.attempts = 2, .base = std::chrono::milliseconds(1)};
  const HttpResult closed = std::unexpected(NetworkFailure{NetworkFailure::Kind::closed, "lost"});
  fail_first(closed);
  EXPECT_DOUBLE_EQ(cost_of("text 2"), 2 * usd);
  fail_first(FakeEmbeddingService::refusal(504, "late"));
  EXPECT_DOUBLE_EQ(cost_of("text 3"), 2 * usd);
  fail_first(FakeEmbeddingService::refusal(503, "busy"));
  EXPECT_DOUBLE_EQ(cost_of("text 4"), usd) << "nothing was lost";

  usd_per_run = 1.5 * usd;
  fail_first(closed);
  const auto source = open();
  const std::size_t before = service.requests().size();
  const Error error = error_of([&] { embed(*source, {"text 5"}); });
  EXPECT_EQ(error.code(), ErrorCode::configuration) << error.message();
  EXPECT_EQ(service.requests().size(), before + 1) << "the next attempt could exceed the limit";
  EXPECT_DOUBLE_EQ(source->usage().dollars, usd);
}

TEST_F(HostedEmbeddersTest, WarnsWhenMostOfABudgetIsSpent) {
  use_openai();
  usd_per_day = 0.0001;  // the price of 5,000 tokens
  const auto source = open();
  embed(*source, {"a"});
  EXPECT_EQ(source->usage().budget_warning, "");
  embed(*source, numbered("a text of some ten tokens, that is about it,", 345));
  EXPECT_NE(source->usage().budget_warning, "");
}

TEST_F(HostedEmbeddersTest, EstimatesWhatIsNotInTheCacheAlreadyWithoutACall) {
  use_openai();
  embed(*open(), {"known text"});
  const std::size_t calls = service.requests().size();
  const auto source = open();
  const auto estimator = source->make_estimator();
  estimator->add(std::vector<std::string>{"known text", "int main() { return 0; }"});
  estimator->add(std::vector<std::string>{"int main() { return 0; }", "  "});
  const EmbeddingEstimate total = estimator->total();
  EXPECT_EQ(total.texts, 4u);
  EXPECT_EQ(total.cached_texts, 3u);
  EXPECT_EQ(total.tokens, 9u);
  EXPECT_EQ(total.tokens_at_least, 9u);
  EXPECT_EQ(total.tokens_at_most, 9u);
  EXPECT_DOUBLE_EQ(total.dollars, 9 * 0.02 / 1e6);
  EXPECT_EQ(service.requests().size(), calls);
}

TEST_F(HostedEmbeddersTest, EstimatesAndSendsTheTextsOfAModelThatIsNotKnown) {
  settings = {.embedding = "openai/foo-99", .base_url = "http://localhost:1/v1"};
  const std::vector<std::string> texts{"int main() { return 0; }"};
  const auto source = open();
  const auto estimator = source->make_estimator();
  estimator->add(texts);
  const EmbeddingEstimate total = estimator->total();
  EXPECT_GT(total.tokens, 0u);
  EXPECT_LT(total.tokens_at_least, total.tokens_at_most);
  EXPECT_FALSE(total.price_is_known);
  embed(*source, texts);
  EXPECT_THAT(service.requests().back().body, testing::HasSubstr("int main()"));
}

}  // namespace
}  // namespace gitctx
