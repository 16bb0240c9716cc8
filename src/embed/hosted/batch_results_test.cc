#include "embed/hosted/batch_results.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"

namespace gitctx {
namespace {

TEST(BatchResults, RefuseALineWithoutAnEnd) {
  BatchResults results(2, [](std::span<const ContentHash>, const EmbeddingMatrix&) {});
  const std::string piece(1024 * 1024, 'x');
  const auto add_all = [&] {
    for (int i = 0; i < 17; ++i) results.add(piece);
  };
  EXPECT_THROW(add_all(), Error);
}

TEST(BatchResults, SkipVectorsThatNoSearchCanUse) {
  std::size_t rows = 0;
  BatchResults results(2, [&](std::span<const ContentHash> hashes, const EmbeddingMatrix&) {
    rows += hashes.size();
  });
  const auto line = [](std::string_view vector) {
    return std::string(R"({"custom_id":")") + std::string(32, 'a') +
           R"(","response":{"status_code":200,"body":{"data":[{"embedding":)" +
           std::string(vector) + "}]}}}\n";
  };
  results.add(line("[0,0]") + line("[1e999,1]") + line("[1,2,3]") + line("[3,4]"));
  results.finish();
  EXPECT_EQ(rows, 1u);
}

}  // namespace
}  // namespace gitctx
