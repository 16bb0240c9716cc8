#include "tools/train/ranker_header.h"

#include <fmt/format.h>

namespace gitctx {

namespace {

std::string model_text(std::string_view mode, const RankerModel& model) {
  std::string text = fmt::format(
      "inline constexpr RankerModel {}_model = {{\n    .weights = weights_of({{\n", mode);
  for (const FeatureRow& feature : feature_table) {
    const std::string weight =
        fmt::format("{:.4f}", model.weights[static_cast<std::size_t>(feature.feature)]);
    if (std::stod(weight) == 0) continue;
    text += fmt::format("        {{Feature::{}, {}}},\n", feature.name, weight);
  }
  text += "    }),\n    .calibration = {\n";
  const Calibration& calibration = model.calibration;
  const auto add = [&](std::string_view name, double value) {
    text += fmt::format("        .{} = {:.4f},\n", name, value);
  };
  add("constant", calibration.constant);
  add("raw", calibration.raw);
  add("below_best", calibration.below_best);
  add("known_share", calibration.known_share);
  add("best_coverage", calibration.best_coverage);
  add("best_cosine", calibration.best_cosine);
  add("lay_share", calibration.lay_share);
  add("log_rank", calibration.log_rank);
  const ChunkWeights& chunk = model.chunk;
  return text +
         fmt::format(
             "    }},\n    .chunk = {{.bm25 = {:.4f}, .cosine = {:.4f}, .symbol_f1 = {:.4f}, "
             ".log_size = {:.4f}}}}};\n\n",
             chunk.bm25, chunk.cosine, chunk.symbol_f1, chunk.log_size);
}

}  // namespace

std::string ranker_header(std::span<const RankerModel> models) {
  std::string text =
      "#pragma once\n\n#include \"search/ranker.h\"\n\nnamespace gitctx {\n\n"
      "// Written by `gitctx-train ranker` (docs/retrieval.md); do not edit.\n\n"
      "// clang-format off\n";
  for (std::size_t m = 0; m < models.size(); ++m) {
    text += model_text(ranker_modes[m].name, models[m]);
  }
  return text + "// clang-format on\n\n}  // namespace gitctx\n";
}

}  // namespace gitctx
