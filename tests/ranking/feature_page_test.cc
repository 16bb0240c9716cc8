// The table of features in docs/retrieval.md must agree with the code. UPDATE=1 writes the names,
// weights and descriptions, and keeps the measurements in the column "without it".
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>

#include "base/file.h"
#include "search/ranker.h"

namespace gitctx {
namespace {

const std::filesystem::path page = std::filesystem::path(GITCTX_SOURCE_DIR) / "docs/retrieval.md";
constexpr std::string_view heading = "| feature | weight | without it | |\n|---|---|---|---|\n";

/// The rows of the page's table, and the text of the page before and after them.
struct PageParts {
  std::string before;
  std::string rows;
  std::string after;
};

PageParts split_page(const std::string& text) {
  const std::size_t begin = text.find(heading);
  if (begin == std::string::npos) return {};
  const std::size_t rows = begin + heading.size();
  const std::size_t end = text.find("\n\n", rows) + 1;
  return {text.substr(0, rows), text.substr(rows, end - rows), text.substr(end)};
}

/// The measurement of each feature: the third cell of the feature's row.
std::map<std::string, std::string> measurements(const std::string& rows) {
  std::map<std::string, std::string> values;
  std::istringstream lines(rows);
  std::string skipped, name, weight, without;
  while (std::getline(lines, skipped, '|') && std::getline(lines, name, '|') &&
         std::getline(lines, weight, '|') && std::getline(lines, without, '|') &&
         std::getline(lines, skipped)) {
    values[name.substr(1, name.size() - 2)] = without.substr(1, without.size() - 2);
  }
  return values;
}

TEST(FeaturePage, HasTheFeaturesAndWeightsOfTheCode) {
  const PageParts parts = split_page(read_file(page));
  ASSERT_FALSE(parts.rows.empty()) << page << " has no table of features";
  std::map<std::string, std::string> without = measurements(parts.rows);
  std::string rows;
  for (const FeatureRow& feature : feature_table) {
    const std::string measured = without[std::string(feature.name)];
    rows += fmt::format(
        "| {} | {:.4f} | {} | {} |\n", feature.name,
        ranker_model(SearchMode::hybrid).weights[static_cast<std::size_t>(feature.feature)],
        measured.empty() ? "?" : measured, feature.description);
  }
  const char* const update = std::getenv("UPDATE");
  if (update != nullptr && *update != '\0') {
    replace_file_atomically(page, parts.before + rows + parts.after);
    return;
  }
  EXPECT_EQ(parts.rows, rows) << "to rewrite the table: tests/ranking/update.sh";
}

}  // namespace
}  // namespace gitctx
