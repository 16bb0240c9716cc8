#include "ingest/blob_pipeline.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/error.h"
#include "base/hash.h"
#include "lexical/testing/random_query.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

constexpr std::size_t batch_files = 32;
constexpr std::size_t dimension = 4;

/// The parameters of one round of the random test.
struct Plan {
  std::size_t entries = 0;
  int threads = 1;
  bool hosted = false;
  bool embeds = true;
  std::size_t parallel_calls = 1;
  std::size_t fail_at = 0;  ///< the number of the call that fails; 0: no call fails
  enum class Stage { none, make_embedder, edit, embed, consume } failing = Stage::none;
  std::size_t stop_at = 0;  ///< number of the edit that requests a stop; 0: no stop
};

/// Counts calls and throws at call number `fail_at`.
class Fault {
 public:
  explicit Fault(std::size_t fail_at) : left_(static_cast<std::int64_t>(fail_at)) {}
  void call() {
    if (--left_ == 0) throw Error(ErrorCode::provider, "injected");
  }

 private:
  std::atomic<std::int64_t> left_;
};

class FakeEmbedder final : public Embedder {
 public:
  FakeEmbedder(Fault& fault, std::atomic<int>& alive) : fault_(fault), alive_(alive) { ++alive_; }
  ~FakeEmbedder() override { --alive_; }

  const ModelDescription& model() const override { return model_; }
  EmbeddingMatrix embed_documents(std::span<const EmbedInput> inputs) override {
    fault_.call();
    return {inputs.size(), dimension, std::vector<float>(inputs.size() * dimension, 0.5f)};
  }
  EmbeddingMatrix embed_queries(std::span<const EmbedInput> inputs) override {
    return embed_documents(inputs);
  }

 private:
  ModelDescription model_{.id = "fake", .dimension = dimension};
  Fault& fault_;
  std::atomic<int>& alive_;
};

class FakeEmbedders final : public EmbedderSource {
 public:
  explicit FakeEmbedders(const Plan& plan)
      : plan_(plan),
        make_(plan.failing == Plan::Stage::make_embedder ? plan.fail_at : 0),
        embed_(plan.failing == Plan::Stage::embed ? plan.fail_at : 0) {}

  std::unique_ptr<Embedder> make_embedder(std::stop_token) override {
    make_.call();
    return std::make_unique<FakeEmbedder>(embed_, alive_);
  }
  bool is_hosted() const override { return plan_.hosted; }
  std::size_t parallel_calls() const override { return plan_.parallel_calls; }

  int alive() const { return alive_; }

 private:
  const Plan& plan_;
  Fault make_;
  Fault embed_;
  std::atomic<int> alive_ = 0;
};

class BlobPipeline : public ::testing::Test {
 protected:
  BlobPipeline() {
    constexpr int files = 40;
    for (int i = 0; i < files; ++i) {
      builder_.write(fmt::format("f{}.c", i), fmt::format("int f{}() {{ return {}; }}\n", i, i));
    }
    builder_.commit("files");
    for (int i = 0; i < files; ++i) {
      const std::string path = fmt::format("f{}.c", i);
      files_.push_back({.path = path, .blob = builder_.blob_id("HEAD:" + path)});
    }
    layout_ = require_repository(builder_.path(), GitEnvironment{});
  }

  /// Random entries over a few files whose blobs repeat, so that there are many batches.
  std::vector<const ViewEntry*> random_entries(RandomSource& random, std::size_t count) const {
    std::vector<const ViewEntry*> entries;
    for (std::size_t i = 0; i < count; ++i) {
      entries.push_back(&files_[random.below(static_cast<std::uint32_t>(files_.size()))]);
    }
    return entries;
  }

  struct Outcome {
    std::vector<BlobId> blobs;
    bool finished = false;
    bool failed = false;
    bool stopped = false;
  };

  /// Runs the pipeline and checks the invariants of every run.
  Outcome run(const Plan& plan, const std::vector<const ViewEntry*>& entries) {
    Outcome outcome;
    FakeEmbedders embedders(plan);
    Fault edit_fault(plan.failing == Plan::Stage::edit ? plan.fail_at : 0);
    Fault consume_fault(plan.failing == Plan::Stage::consume ? plan.fail_at : 0);
    std::stop_source stop;
    std::atomic<std::size_t> edited = 0;
    std::atomic<std::size_t> consumed = 0;
    const std::size_t in_flight = most_batches_in_flight(plan, entries.size());
    std::atomic<bool> within_window = true;
    const TextEdit edit = [&](const ViewEntry&, std::string&) {
      edit_fault.call();
      const std::size_t number = ++edited;
      if (number == plan.stop_at) stop.request_stop();
      // One more batch is allowed: it may have left the queue without being counted as consumed
      // yet.
      if (number > (consumed + 1 + in_flight) * batch_files) within_window = false;
      if (number % 7 == 0) std::this_thread::yield();
    };
    Settings settings;
    settings.index.threads = plan.threads;
    const IndexingTools tools{layout_, settings, embedders, edit, plan.embeds};
    const auto consume = [&](BatchResult&& result, std::size_t entries_done) {
      ++consumed;
      consume_fault.call();
      check_vectors(plan, result);
      for (const IndexedBatch::Blob& blob : result.batch.blobs) outcome.blobs.push_back(blob.id);
      EXPECT_EQ(entries_done, outcome.blobs.size());
    };
    try {
      outcome.finished = index_blobs(tools, entries, stop.get_token(), consume);
    } catch (const Error& error) {
      EXPECT_EQ(error.message(), "injected");
      outcome.failed = true;
    }
    outcome.stopped = stop.stop_requested();
    EXPECT_TRUE(within_window);
    EXPECT_EQ(embedders.alive(), 0) << "threads outlive the call";
    check_order(outcome, entries);
    return outcome;
  }

  static std::size_t most_batches_in_flight(const Plan& plan, std::size_t entries) {
    const std::size_t batches = (entries + batch_files - 1) / batch_files;
    const std::size_t workers = std::min(static_cast<std::size_t>(plan.threads), batches);
    const std::size_t embedders =
        plan.hosted && plan.embeds ? std::min(plan.parallel_calls, batches) : 0;
    return 2 * (workers + embedders) + 2;
  }

  static void check_vectors(const Plan& plan, const BatchResult& result) {
    const std::size_t chunks = result.batch.chunks.size();
    const bool embedded = plan.embeds || !plan.hosted;
    EXPECT_EQ(result.batch.vector_scales.size(), embedded ? chunks : 0);
    EXPECT_EQ(result.batch.vectors.size(), embedded ? chunks * dimension : 0);
    EXPECT_EQ(result.texts.size(), embedded ? 0 : chunks);
  }

  /// Checks that up to the end of the run no entry is lost, repeated or out of order.
  static void check_order(const Outcome& outcome, const std::vector<const ViewEntry*>& entries) {
    ASSERT_LE(outcome.blobs.size(), entries.size());
    for (std::size_t i = 0; i < outcome.blobs.size(); ++i) {
      ASSERT_EQ(outcome.blobs[i], entries[i]->blob) << "entry " << i;
    }
    if (outcome.finished) {
      EXPECT_EQ(outcome.blobs.size(), entries.size());
    }
  }

  RepoBuilder builder_;
  std::vector<ViewEntry> files_;
  RepositoryLayout layout_;
};

TEST_F(BlobPipeline, KeepsOrderAndWindowWithoutFaults) {
  RandomSource random(1);
  for (const int threads : {1, 2, 5}) {
    for (const bool hosted : {false, true}) {
      for (const bool embeds : {false, true}) {
        const Plan plan{
            .threads = threads, .hosted = hosted, .embeds = embeds, .parallel_calls = 3};
        EXPECT_TRUE(run(plan, random_entries(random, 330)).finished);
      }
    }
  }
  EXPECT_TRUE(run({}, {}).finished) << "no entries";
}

TEST_F(BlobPipeline, EndsInOrderAtAnyFailureOrStop) {
  constexpr std::uint64_t rounds = 80;
  std::size_t failures = 0;
  std::size_t stops = 0;
  for (std::uint64_t seed = 0; seed < rounds; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    RandomSource random(seed);
    Plan plan;
    plan.entries = random.below(500);
    plan.threads = static_cast<int>(1 + random.below(5));
    plan.hosted = random.chance(0.6);
    plan.embeds = random.chance(0.8);
    plan.parallel_calls = 1 + random.below(4);
    if (random.chance(0.6)) {
      plan.failing = static_cast<Plan::Stage>(1 + random.below(4));
      const bool by_entry = plan.failing == Plan::Stage::edit;
      plan.fail_at = 1 + random.below(by_entry ? 500 : 8);
    }
    if (random.chance(0.4)) plan.stop_at = 1 + random.below(500);
    const Outcome outcome = run(plan, random_entries(random, plan.entries));
    EXPECT_TRUE(outcome.finished || outcome.failed || outcome.stopped);
    if (outcome.failed) {
      EXPECT_NE(plan.failing, Plan::Stage::none);
    }
    failures += outcome.failed ? 1 : 0;
    stops += !outcome.failed && !outcome.finished ? 1 : 0;
  }
  EXPECT_GT(failures, 5u);
  EXPECT_GT(stops, 3u);
}

TEST_F(BlobPipeline, DeliversTheBatchesBeforeAFailure) {
  RandomSource random(7);
  const auto entries = random_entries(random, 10 * batch_files);
  const Plan plan{.threads = 1, .fail_at = 5 * batch_files + 1, .failing = Plan::Stage::edit};
  const Outcome outcome = run(plan, entries);
  EXPECT_TRUE(outcome.failed);
  EXPECT_EQ(outcome.blobs.size(), 5 * batch_files);
}

TEST_F(BlobPipeline, AStopBeforeTheFirstBatchConsumesNothing) {
  RandomSource random(9);
  const auto entries = random_entries(random, 100);
  Settings settings;
  const Plan plan;
  FakeEmbedders embedders(plan);
  const TextEdit no_edit;
  std::stop_source stop;
  stop.request_stop();
  const bool finished =
      index_blobs({layout_, settings, embedders, no_edit}, entries, stop.get_token(),
                  [](BatchResult&&, std::size_t) { FAIL() << "a batch after the stop"; });
  EXPECT_FALSE(finished);
}

TEST(WorkerCount, IsTheSettingOrOnePerCore) {
  EXPECT_EQ(worker_count(3), 3);
  EXPECT_GE(worker_count(0), 1);
}

}  // namespace
}  // namespace gitctx
