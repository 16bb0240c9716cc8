#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/yaml_fields.h"
#include "core/ranges.h"
#include "eval/retrieval_metrics.h"

namespace gitctx {

/// The maximum size of a suite file.
inline constexpr std::uint64_t most_suite_bytes = std::uint64_t{10} * 1024 * 1024;

/// Reads the fields of suites and cassettes.
class YamlReader : public YamlFields {
 public:
  using YamlFields::YamlFields;

  /// Throws Error(usage) if the field `version` is above `known`.
  void check_version(const YAML::Node& map, int known) const;
  /// A text, number or boolean as written; lists and maps are refused.
  std::string scalar(const YAML::Node& node, std::string_view name) const;
  /// A list of texts, or one text.
  std::vector<std::string> texts(const YAML::Node& map, const char* name) const;
  /// A list of at least one element; `what` names the elements in messages.
  YAML::Node list(const YAML::Node& map, const char* name, std::string_view what) const;
  /// The enumerator whose name is in the field, or the first enumerator if the field is missing.
  /// `names` is in the order of the enumerators.
  template <class Enum>
  Enum choice(const YAML::Node& map, const char* name,
              std::span<const std::string_view> names) const {
    return static_cast<Enum>(place_of(map, name, names));
  }
  bool flag(const YAML::Node& map, const char* name, bool fallback) const;
  int number(const YAML::Node& map, const char* name, int fallback, int maximum) const;
  /// A share from 0 to 1, written as `5%` or 0.05.
  double share(const YAML::Node& node, std::string_view name) const;
  LineRange lines(const YAML::Node& first, const YAML::Node& last) const;
  /// A path, or a map of `path`, `start_line` and `end_line`.
  FilePart file_part(const YAML::Node& node) const;

 private:
  std::size_t place_of(const YAML::Node& map, const char* name,
                       std::span<const std::string_view> names) const;
};

/// The YAML map of a part, as file_part() reads it.
std::string yaml_of(const FilePart& part);

}  // namespace gitctx
