// Indexing and searching with a hosted model. A service in this process imitates the model.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "embed/hosted/hosted_embedders.h"
#include "embed/hosted/token_counter.h"
#include "embed/testing/fake_embedding_service.h"
#include "index/manifest.h"
#include "testing/planted_secrets.h"
#include "testing/temp_dir.h"
#include "tests/pipeline/indexed_repo.h"

namespace gitctx {
namespace {

constexpr std::size_t dimension = 16;

struct HostedIndex : testing::Test {
  HostedIndex() {
    service.tokens_of = [this](std::string_view text) { return counter.count(text); };
  }

  static constexpr int file_count = 200;

  void write_repository() {
    for (int i = 0; i < file_count; ++i) {
      builder.write(fmt::format("src/file_{}.c", i),
                    fmt::format("// Number {0}.\nint compute_{0}(int value) {{\n"
                                "  return value * {0};\n}}\n",
                                i));
    }
    builder.write("src/copy.c", "int same;\n").write("src/other/copy.c", "int same;\n\n");
    builder.commit("files");
  }

  std::unique_ptr<EmbedderSource> open() {
    HostedOptions options;
    options.requests.retry = {.attempts = 1};
    options.requests.parallel_requests = 2;
    options.requests.make_transport = [this] {
      return std::make_unique<BorrowedTransport>(service);
    };
    options.bill = {
        .ledger_file = dir / "spending.sqlite", .price_file = {}, .usd_per_run = usd_per_run};
    options.cache_file = dir / "embeddings.sqlite";
    options.batch_file = dir / "batches.json";
    return make_hosted_embedders(model, std::move(options));
  }

  IngestReport index(EmbedderSource& embedders, const IndexRequest& request = {},
                     std::stop_token stop = {}) {
    const IndexedRepo repo(builder.path());
    return run_index(repo.layout, repo.settings, embedders, request, std::move(stop), {});
  }

  std::set<std::string> found(EmbedderSource& embedders, const std::string& text) {
    const IndexedRepo repo(builder.path());
    const auto snapshot = repo.snapshot();
    const ViewReader view = snapshot->open_view(*snapshot->find_view_of("HEAD@"));
    const auto embedder = embedders.make_embedder();
    std::set<std::string> paths;
    const Query query{.text = text, .mode = SearchMode::semantic, .limit = 5};
    for (const Hit& hit : search(*snapshot, view, query, *embedder).hits) paths.insert(hit.path);
    return paths;
  }

  void expect_each_text_once() {
    for (const auto& [text, count] : service.texts()) EXPECT_EQ(count, 1) << text;
  }

  TempDir dir;
  RepoBuilder builder;
  HostedModel model = *find_hosted_model({.embedding = "text-embedding-3-small",
                                          .base_url = "http://localhost:1/v1",
                                          .dimensions = dimension});
  TokenCounter counter{model};
  FakeEmbeddingService service{dimension};
  double usd_per_run = 0;
};

// Anyone can write the list of views in a clone, so a damaged view must not cost money unasked.
TEST_F(HostedIndex, RebuildsOnlyRequestedViewsOfADamagedIndex) {
  builder.write("src/one.c", "int old_version;\n").commit("one");
  builder.write("src/one.c", "int new_version;\n").commit("two");
  index(*open(), {.refs = {"HEAD~1"}, .history = true});
  const IndexedRepo repo(builder.path());
  const auto snapshot = repo.snapshot();
  for (const SegmentRecord& segment : snapshot->manifest().segments) {
    std::filesystem::remove(repo.index_folder() / segment.file);
  }
  std::filesystem::remove(dir / "embeddings.sqlite");
  const auto before = service.texts();
  const IngestReport report = index(*open());
  EXPECT_EQ(std::set<std::string>(report.dropped.begin(), report.dropped.end()),
            (std::set<std::string>{"history", "ref:HEAD~1"}));
  int embedded_again = 0;
  for (const auto& [text, count] : service.texts()) {
    const int again = count - before.at(text);
    EXPECT_TRUE(again == 0 || !text.contains("old_version")) << text;
    embedded_again += again;
  }
  EXPECT_GT(embedded_again, 0);
}

TEST_F(HostedIndex, ADryRunSaysToTheTokenWhatTheRunIsCharged) {
  write_repository();
  const auto estimating = open();
  const auto estimate = index(*estimating, {.dry_run = true}).estimate;
  ASSERT_TRUE(estimate);
  EXPECT_EQ(service.requests().size(), 0u);
  const auto embedders = open();
  const IngestReport report = index(*embedders);
  EXPECT_EQ(report.new_blobs, file_count + 2u);
  const EmbeddingUsage usage = embedders->usage();
  EXPECT_EQ(usage.tokens, service.tokens());
  EXPECT_EQ(usage.tokens, estimate->tokens);
  EXPECT_DOUBLE_EQ(usage.dollars, estimate->dollars);
  EXPECT_EQ(usage.calls, service.calls());
  EXPECT_EQ(usage.texts, estimate->texts);
  EXPECT_EQ(usage.cached_texts, estimate->cached_texts);
  expect_each_text_once();
}

TEST_F(HostedIndex, TheSecondRunMakesNoCallAndOneAfterARebuildNeither) {
  write_repository();
  index(*open());
  const std::size_t calls = service.calls();
  EXPECT_TRUE(index(*open()).up_to_date);
  const auto embedders = open();
  EXPECT_EQ(index(*embedders, {.force = true}).new_blobs, file_count + 2u);
  EXPECT_EQ(service.calls(), calls);
  EXPECT_EQ(embedders->usage().tokens, 0u);
  EXPECT_EQ(index(*open(), {.force = true, .dry_run = true}).estimate->tokens, 0u);
}

TEST_F(HostedIndex, SecretsAreNeitherSentNorPartOfTheKeysOfTheCache) {
  for (const PlantedSecret& secret : planted_secrets()) builder.write(secret.path, secret.text);
  builder.commit("secrets");
  const auto embedders = open();
  index(*embedders);
  std::string sent;
  for (const auto& [text, count] : service.texts()) sent += text;
  for (const PlantedSecret& secret : planted_secrets()) {
    EXPECT_TRUE(hides(sent, secret)) << secret.path;
  }
  EXPECT_GE(embedders->usage().secrets, planted_secrets().size());
  found(*embedders, "where is " + planted_secrets()[0].text);
  for (const auto& [text, count] : service.texts()) {
    EXPECT_EQ(text.find(planted_secrets()[0].value), std::string::npos) << text;
  }

  // If another secret replaces the first, the redacted text is the same and is not embedded again.
  const std::size_t calls = service.calls();
  PlantedSecret other = planted_secrets()[0];
  const std::string value = "AKIA" + random_characters("ABCDEFGHIJKLMNOP234567", 16, 4711);
  other.text.replace(other.text.find(other.value), other.value.size(), value);
  builder.write(other.path, other.text);
  builder.commit("rotate the key");
  index(*open());
  EXPECT_EQ(service.calls(), calls);
}

TEST_F(HostedIndex, NoLineOfAKeyIsSentWhereverItIsCut) {
  std::vector<std::string> key;
  std::string pem = "-----BEGIN RSA PRIVATE KEY-----\n";
  std::string comment = "// -----BEGIN RSA PRIVATE KEY-----\n";
  for (std::uint64_t i = 0; i < 40; ++i) {
    key.push_back(random_characters(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 64, 800 + i));
    pem += key.back() + "\n";
    comment += "// " + key.back() + "\n";
  }
  builder.write("server.pem", pem + "-----END RSA PRIVATE KEY-----\n");
  builder.write("server.c", comment + "// -----END RSA PRIVATE KEY-----\nint zebra = 1;\n");
  builder.commit("keys");
  const auto embedders = open();
  IndexedRepo repo(builder.path());
  repo.settings.index.chunk_tokens = 16;
  run_index(repo.layout, repo.settings, *embedders, {}, {}, {});
  for (const auto& [text, count] : service.texts()) {
    for (const std::string& line : key) EXPECT_EQ(text.find(line), std::string::npos) << text;
  }
  EXPECT_GE(embedders->usage().secrets, 4u) << "one in each chunk with lines of a key";
}

TEST_F(HostedIndex, AStoppedRunIsPaidForOnce) {
  write_repository();
  std::stop_source stop;
  service.delay = std::chrono::milliseconds(5);
  std::size_t asked = 0;
  service.answer = [&](const std::vector<std::string>& texts) -> std::optional<HttpResult> {
    asked += texts.size();
    if (asked >= 60) stop.request_stop();
    return std::nullopt;
  };
  EXPECT_TRUE(index(*open(), {}, stop.get_token()).interrupted);
  service.answer = nullptr;
  index(*open());
  expect_each_text_once();
  EXPECT_EQ(service.texts().size(), file_count + 1u);
}

TEST_F(HostedIndex, ARunThatFailsKeepsItsSegmentsAndTheNextPaysForTheRest) {
  write_repository();
  std::size_t asked = 0;
  service.answer = [&](const std::vector<std::string>& texts) -> std::optional<HttpResult> {
    asked += texts.size();
    if (asked < 100) return std::nullopt;
    return FakeEmbeddingService::refusal(503, "overloaded");
  };
  try {
    index(*open());
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::provider);
    EXPECT_EQ(error.message(), "openai/text-embedding-3-small failed (status 503): overloaded");
  }
  // The number of requests that succeed before the failure depends on the order of the threads.
  const IndexedRepo repo(builder.path());
  const bool has_index = read_manifest(repo.index_folder()).has_value();
  const std::size_t kept = has_index ? repo.head_files().size() : 0;
  EXPECT_LT(kept, file_count + 2u);
  service.answer = nullptr;
  EXPECT_EQ(index(*open()).new_blobs, file_count + 2u - kept);
  expect_each_text_once();
}

TEST_F(HostedIndex, StopsBeforeTheBudgetIsPassedAndKeepsWhatIsDone) {
  write_repository();
  const double all = index(*open(), {.dry_run = true}).estimate->dollars;
  usd_per_run = all / 2;
  const auto embedders = open();
  try {
    index(*embedders);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::configuration);
  }
  EXPECT_GT(embedders->usage().dollars, 0);
  EXPECT_LE(embedders->usage().dollars, usd_per_run);
  usd_per_run = 0;
  const auto rest = open();
  index(*rest);
  EXPECT_NEAR(rest->usage().dollars, all - embedders->usage().dollars, 1e-12);
  expect_each_text_once();
}

TEST_F(HostedIndex, FindsByTheVectorsOfTheService) {
  write_repository();
  index(*open());
  // With this service, a text is similar only to an equal text.
  std::string text;
  for (const auto& [sent, count] : service.texts()) {
    if (sent.contains("compute_7(")) text = sent;
  }
  const auto embedders = open();
  EXPECT_TRUE(found(*embedders, text).contains("src/file_7.c"));
  const std::size_t calls = service.calls();
  EXPECT_FALSE(found(*embedders, text).empty());
  EXPECT_EQ(service.calls(), calls) << "a second identical query makes no call";
}

TEST_F(HostedIndex, RefusesAnIndexOfAnotherDimension) {
  write_repository();
  index(*open());
  model.dimension = 8;
  try {
    found(*open(), "words");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::configuration);
    EXPECT_EQ(error.message(),
              "the index was made with the embedding model openai/text-embedding-3-small/16, but "
              "openai/text-embedding-3-small/8 is configured");
  }
}

}  // namespace
}  // namespace gitctx
