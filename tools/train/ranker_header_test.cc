#include "tools/train/ranker_header.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "base/file.h"

namespace gitctx {
namespace {

TEST(RankerHeader, ReproducesTheWeightsOfThisBuild) {
  std::vector<RankerModel> models;
  for (const RankerMode& mode : ranker_modes) models.push_back(ranker_model(mode.mode));
  const std::filesystem::path source = GITCTX_SOURCE_DIR;
  EXPECT_EQ(ranker_header(models), read_file(source / "src/search/ranker_weights.h"));
}

TEST(RankerHeader, LeavesOutWeightsThatRoundToZero) {
  RankerModel model;
  model.weights = weights_of({{Feature::bm25, 0.00004}, {Feature::depth, -0.00004}});
  const std::vector<RankerModel> models = {model};
  EXPECT_EQ(ranker_header(models).find("Feature::"), std::string::npos);
}

}  // namespace
}  // namespace gitctx
