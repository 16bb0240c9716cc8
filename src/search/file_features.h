#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "index/view_reader.h"
#include "search/feature_table.h"
#include "search/query_features.h"

namespace gitctx {

/// Measures of the agreement between a query and a file, computed without the text of the file.
struct FileFeatures {
  FeatureVector values{};           ///< features of path, language and length; the others are 0
  std::vector<float> path_impacts;  ///< impact of each query term in the path

  double& operator[](Feature feature) { return values[static_cast<std::size_t>(feature)]; }
  double operator[](Feature feature) const { return values[static_cast<std::size_t>(feature)]; }
};

/// The feature `namesake` of a file in a folder whose name begins with the repository's name, if
/// another candidate is in a folder with exactly that name.
inline constexpr double namesake_package_share = 0.1;

/// Measures files of a view for one query, each file once. The arguments must outlive the meter.
class FileMeter {
 public:
  FileMeter(const ViewReader& view, const ParsedQuery& query, QueryFeatures& query_features)
      : view_(view), query_(query), query_features_(query_features) {}

  /// The reference is valid as long as the meter exists.
  const FileFeatures& measure(std::uint32_t file);

 private:
  void add_path(std::uint32_t file, FileFeatures& features);
  void add_traits(const ViewFile& file, FileFeatures& features) const;
  bool has_newer_version(std::string_view path) const;

  const ViewReader& view_;
  const ParsedQuery& query_;
  QueryFeatures& query_features_;
  std::map<std::uint32_t, FileFeatures> files_;
};

}  // namespace gitctx
