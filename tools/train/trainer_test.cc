#include "tools/train/trainer.h"

#include <gtest/gtest.h>

#include "testing/code_generator.h"
#include "testing/repo_builder.h"
#include "tools/train/corpus.h"

namespace gitctx {
namespace {

/// Three repositories, each with forty generated files and a short history.
class TrainerTest : public testing::Test {
 protected:
  TrainerTest() {
    for (std::uint32_t r = 0; r < 3; ++r) {
      for (std::uint32_t i = 0; i < 40; ++i) {
        const GeneratedFile file = generate_file(r * 1000 + i);
        repositories_[r].write(file.path, file.text);
        if (i % 10 == 9) repositories_[r].commit("add part number " + std::to_string(i));
      }
      entries_.push_back({"r" + std::to_string(r), {}, repositories_[r].path()});
    }
  }

  PairSet pairs(int threads) const {
    return collect_pairs(entries_, threads, [](auto&&...) {});
  }

  static TrainOptions options(int threads) {
    TrainOptions options;
    options.dimension = 64;
    options.batch = 64;
    options.threads = threads;
    return options;
  }

  static TrainedModel train(const PairSet& pairs, const TrainOptions& options) {
    const Vocabulary vocabulary = build_vocabulary(pairs, {3, 1, 5000, 256});
    return train_model(pairs, vocabulary, options, [](const TrainProgress&) {});
  }

  RepoBuilder repositories_[3];
  std::vector<CorpusEntry> entries_;
};

TEST_F(TrainerTest, PairsAreTheSameForAnyNumberOfThreads) {
  const PairSet one = pairs(1);
  const PairSet three = pairs(3);
  ASSERT_GT(one.size(), 300u);
  ASSERT_EQ(one.size(), three.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].query, three[i].query);
    EXPECT_EQ(one[i].file, three[i].file);
    EXPECT_EQ(one.document(one[i]).size(), three.document(three[i]).size());
  }
}

TEST_F(TrainerTest, ASecondRunGivesTheSameBytesWithAnyNumberOfThreads) {
  const PairSet all = pairs(2);
  const std::vector<std::byte> first = encode_model(train(all, options(1)).content);
  EXPECT_EQ(encode_model(train(all, options(1)).content), first);
  EXPECT_EQ(encode_model(train(all, options(3)).content), first);
}

TEST_F(TrainerTest, TrainingBringsQueriesNearTheirDocuments) {
  const PairSet all = pairs(2);
  const Vocabulary vocabulary = build_vocabulary(all, {3, 1, 5000, 256});
  TrainOptions longer = options(2);
  longer.epochs = 8;
  std::vector<double> losses;
  const TrainedModel model =
      train_model(all, vocabulary, longer,
                  [&](const TrainProgress& progress) { losses.push_back(progress.loss); });
  ASSERT_GE(losses.size(), 2u);
  EXPECT_LT(losses.back(), 0.8 * losses.front());
  const std::vector<std::byte> bytes = encode_model(model.content);
  EXPECT_NO_THROW(StaticModel::open(bytes, "trained").verify("trained"));
}

}  // namespace
}  // namespace gitctx
