#include "embed/hosted/openai_batches.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "embed/hosted/batch_results.h"
#include "embed/testing/fake_embedding_service.h"
#include "http/testing/virtual_clock.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

constexpr std::size_t dimension = 4;

/// Files and batches of a fake service; a batch advances only when its status is requested.
class FakeBatchService final : public HttpTransport {
 public:
  HttpResult send(const HttpRequest& request, const std::stop_token& stop) override {
    const std::string path = request.url.substr(request.url.find("/v1") + 3);
    calls.push_back(request.method + " " + path);
    if (refuse && refuse(calls.back())) return FakeEmbeddingService::refusal(500, "out of order");
    if (path == "/embeddings") return embedder.send(request, stop);
    if (path == "/files") {
      files.push_back(lines_of(request.body));
      return reply({{"id", fmt::format("file-{}", files.size() - 1)}});
    }
    if (path == "/batches" && request.method == "POST") {
      const Json body = Json::parse(request.body);
      batches.push_back({{"id", fmt::format("batch_{}", batches.size())},
                         {"input_file_id", body["input_file_id"]},
                         {"status", "validating"},
                         {"looks", 0}});
      return reply(batches.back());
    }
    if (path.starts_with("/batches?")) return reply({{"data", batches}});
    if (path.starts_with("/batches/")) return reply(look_at(batches.at(number_in(path))));
    if (path.ends_with("/content")) return content(number_in(path), request);
    return FakeEmbeddingService::refusal(404, "no such path");
  }

  FakeEmbeddingService embedder{dimension};
  std::vector<std::string> calls;
  std::vector<std::vector<Json>> files;
  std::vector<Json> batches;
  std::string end = "completed";
  std::size_t lines_left_out = 0;
  std::function<bool(const std::string& call)> refuse;

 private:
  static HttpResult reply(const Json& body) { return HttpResponse{200, {}, body.dump()}; }

  static std::size_t number_in(const std::string& path) {
    return static_cast<std::size_t>(std::stoul(path.substr(path.find_first_of("0123456789"))));
  }

  static std::vector<Json> lines_of(const std::string& body) {
    std::vector<Json> lines;
    for (std::size_t at = body.find("{\"custom_id\""); at != std::string::npos;
         at = body.find("{\"custom_id\"", at + 1)) {
      lines.push_back(Json::parse(body.substr(at, body.find('\n', at) - at)));
    }
    return lines;
  }

  Json look_at(Json& batch) {
    const int looks = batch["looks"].get<int>();
    batch["looks"] = looks + 1;
    if (looks >= 2) {
      batch["status"] = end;
      batch["output_file_id"] = batch["input_file_id"];
      if (end == "failed") {
        batch.erase("output_file_id");
        batch["errors"] = {{"data", {{{"message", "Enqueued token limit reached"}}}}};
      }
    } else {
      batch["status"] = "in_progress";
      batch["request_counts"] = {{"completed", looks}};
    }
    return batch;
  }

  HttpResult content(std::size_t file, const HttpRequest& request) {
    std::string body;
    for (std::size_t i = files[file].size(); i-- > lines_left_out;) {
      const Json& line = files[file][i];
      HttpRequest one;
      one.body = line["body"].dump();
      const HttpResult result = embedder.send(one, {});
      body += Json{{"id", "x"},
                   {"custom_id", line["custom_id"]},
                   {"response", {{"status_code", 200}, {"body", Json::parse(result->body)}}},
                   {"error", nullptr}}
                  .dump() +
              "\n";
    }
    // A piece may end anywhere, even within a line.
    for (std::size_t at = 0; at < body.size(); at += 100) {
      request.on_body(std::string_view(body).substr(at, 100));
    }
    return HttpResponse{200, {}, {}};
  }
};

struct OpenAiBatchesTest : testing::Test {
  OpenAiBatchesTest() { reopen(); }

  /// Opens the files again, as a new process would.
  void reopen() {
    batches.reset();
    const HostedModel model = *find_hosted_model({.embedding = "text-embedding-3-small",
                                                  .base_url = "http://localhost:1/v1",
                                                  .dimensions = dimension});
    RequestOptions requests;
    requests.api_key = "sk-test";
    requests.retry = {.attempts = 1};
    requests.make_transport = [this] { return std::make_unique<BorrowedTransport>(service); };
    embeddings = std::make_unique<HostedEmbeddings>(
        model, std::move(requests),
        BillOptions{.ledger_file = dir / "spending.sqlite", .price_file = {}},
        dir / "cache.sqlite");
    batches = std::make_unique<OpenAiBatches>(
        *embeddings, BatchOptions{.file = dir / "batches.json", .most_texts = most_texts}, clock);
  }

  void collect(const std::stop_token& stop = {}) {
    batches->collect(stop, [&](const BatchProgress& progress) { seen.push_back(progress); });
  }

  /// The number of requests that are needed to embed the texts.
  std::size_t calls_for(const std::vector<std::string>& texts) {
    const std::size_t before = service.calls.size();
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    embeddings->embed(views, InputKind::document, {});
    return service.calls.size() - before;
  }

  TempDir dir;
  VirtualClock clock;
  FakeBatchService service;
  std::size_t most_texts = 100;
  std::unique_ptr<HostedEmbeddings> embeddings;
  std::unique_ptr<OpenAiBatches> batches;
  std::vector<BatchProgress> seen;
};

const std::vector<std::string> texts{"int a;", "int b;", "int a;", " ", "int c;"};

TEST_F(OpenAiBatchesTest, BringsVectorsIntoTheCacheForHalfThePrice) {
  batches->add(texts, {});
  batches->send({});
  EXPECT_EQ(batches->pending_texts(), 3u);
  collect();
  EXPECT_EQ(batches->pending_texts(), 0u);
  EXPECT_EQ(calls_for(texts), 0u);
  EXPECT_EQ(service.calls,
            (std::vector<std::string>{"POST /files", "POST /batches", "GET /batches/batch_0",
                                      "GET /batches/batch_0", "GET /batches/batch_0",
                                      "GET /files/file-0/content"}));
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[1].texts_done, 1u);
  EXPECT_EQ(seen[1].texts_total, 3u);
  EXPECT_EQ(seen[2].status, "completed");
  const EmbeddingUsage usage = embeddings->usage();
  EXPECT_EQ(usage.tokens, 9u);
  EXPECT_DOUBLE_EQ(usage.dollars, 9 * 0.01 / 1e6);
  ASSERT_GE(clock.naps.size(), 2u);
  EXPECT_EQ(clock.naps[1], 2 * clock.naps[0]);
}

TEST_F(OpenAiBatchesTest, SendsALineForEachTextNamedByItsContent) {
  batches->add(texts, {});
  batches->send({});
  ASSERT_EQ(service.files.size(), 1u);
  ASSERT_EQ(service.files[0].size(), 3u);
  const Json& line = service.files[0][0];
  EXPECT_EQ(line["custom_id"], hex_of(embeddings->hash_of("int a;", InputKind::document)));
  EXPECT_EQ(line["method"], "POST");
  EXPECT_EQ(line["url"], "/v1/embeddings");
  EXPECT_EQ(line["body"], (Json{{"model", "text-embedding-3-small"},
                                {"input", {"int a;"}},
                                {"encoding_format", "base64"},
                                {"dimensions", 4}}));
}

TEST_F(OpenAiBatchesTest, ALaterRunTakesUpWhatIsUnderWay) {
  batches->add(texts, {});
  batches->send({});
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(collect(stop.get_token()), Error);
  reopen();
  EXPECT_EQ(batches->pending_texts(), 3u);
  collect();
  EXPECT_EQ(calls_for(texts), 0u);
  EXPECT_EQ(embeddings->usage().tokens, 0u) << "paid by the run that sent it";
  EXPECT_EQ(service.batches.size(), 1u);
}

TEST_F(OpenAiBatchesTest, ABatchThatWasBegunUnnoticedIsFoundAndNotBegunAgain) {
  batches->add(texts, {});
  batches->send({});
  // The file that remains if the program is killed before it writes the batch's id.
  dir.write("batches.json", R"({"batches":[{"id":"","input_file_id":"file-0","model":)"
                            R"("openai/text-embedding-3-small/4","texts":3,"tokens":9}]})");
  reopen();
  collect();
  EXPECT_EQ(service.batches.size(), 1u);
  EXPECT_EQ(calls_for(texts), 0u);
}

TEST_F(OpenAiBatchesTest, ABatchThatCouldNotBeBegunIsBegunByALaterRun) {
  batches->add(texts, {});
  service.refuse = [](const std::string& call) { return call == "POST /batches"; };
  EXPECT_THROW(batches->send({}), Error);
  EXPECT_EQ(embeddings->usage().tokens, 0u);
  service.refuse = nullptr;
  reopen();
  collect();
  EXPECT_EQ(calls_for(texts), 0u);
  EXPECT_EQ(embeddings->usage().tokens, 9u);
  EXPECT_EQ(service.files.size(), 1u);
}

TEST_F(OpenAiBatchesTest, TakesWhatAnExpiredBatchHasFinished) {
  service.end = "expired";
  service.lines_left_out = 1;
  batches->add(texts, {});
  batches->send({});
  collect();
  EXPECT_EQ(calls_for(texts), 1u);
  EXPECT_EQ(batches->pending_texts(), 0u);
}

TEST_F(OpenAiBatchesTest, SaysWhyABatchFailedAndForgetsIt) {
  service.end = "failed";
  batches->add(texts, {});
  batches->send({});
  try {
    collect();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::provider);
    EXPECT_EQ(error.message(), "openai: batch batch_0 failed: Enqueued token limit reached");
  }
  EXPECT_EQ(batches->pending_texts(), 0u);
}

TEST_F(OpenAiBatchesTest, ARecordWithAMalformedIdIsRefused) {
  batches->add(texts, {});
  batches->send({});
  const std::string record = read_file(dir / "batches.json");
  EXPECT_GT(batches->pending_texts(), 0u);
  for (const char* id : {"batch_0", "file-0"}) {
    ASSERT_TRUE(record.contains(id)) << record;
    for (const char* malformed : {"../files/1", "a/b", "a?b", "a b"}) {
      std::string changed = record;
      changed.replace(changed.find(id), std::string(id).size(), malformed);
      dir.write("batches.json", changed);
      EXPECT_THROW(collect(), Error) << id << malformed;
    }
  }
}

TEST_F(OpenAiBatchesTest, ManyTextsAreSeveralBatches) {
  most_texts = 10;
  reopen();
  std::vector<std::string> many;
  for (int i = 0; i < 25; ++i) many.push_back(fmt::format("text {}", i));
  batches->add(many, {});
  batches->send({});
  EXPECT_EQ(service.batches.size(), 3u);
  EXPECT_EQ(batches->pending_texts(), 25u);
  collect();
  EXPECT_EQ(calls_for(many), 0u);
}

TEST_F(OpenAiBatchesTest, NothingToSendIsNoCall) {
  calls_for({"int a;"});
  const std::size_t calls = service.calls.size();
  batches->add(std::vector<std::string>{"int a;", " "}, {});
  batches->send({});
  collect();
  EXPECT_EQ(service.calls.size(), calls);
  EXPECT_FALSE(std::filesystem::exists(dir / "batches.json"));
}

TEST(BatchResults, PassesOverLinesThatBringNoVector) {
  std::vector<ContentHash> kept;
  BatchResults results(2, [&](std::span<const ContentHash> hashes, const EmbeddingMatrix& vectors) {
    kept.insert(kept.end(), hashes.begin(), hashes.end());
    EXPECT_EQ(vectors.values.size(), 2 * hashes.size());
  });
  const ContentHash hash = hash128("x");
  const std::string good = fmt::format(R"({{"custom_id":"{}","response":{{"status_code":200,)"
                                       R"("body":{{"data":[{{"embedding":[1,2]}}]}}}}}})",
                                       hex_of(hash));
  results.add("\n{\"custom_id\":\"zz\",\"response\":null}\nnonsense\n" + good + "\n");
  results.add(R"({"custom_id":"00","response":{"status_code":500,"body":{}}})");
  results.add("\n" + good.substr(0, 40));
  results.finish();
  EXPECT_EQ(kept, std::vector<ContentHash>{hash});
}

}  // namespace
}  // namespace gitctx
