#pragma once

#include <yaml-cpp/yaml.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/ranges.h"
#include "eval/retrieval_metrics.h"

namespace gitctx {

/// Reads the fields of one YAML text; knows the name of its file for messages, which are
/// `FILE:LINE: ...`. `file` and `hint` have to outlive it.
class YamlReader {
 public:
  YamlReader(std::string_view file, std::string_view hint) : file_(file), hint_(hint) {}

  std::string_view file() const { return file_; }

  /// Throws failure for broken YAML and for a text of more than 64 MB.
  YAML::Node load(std::string_view yaml) const;

  /// Throws usage with the line of the node.
  [[noreturn]] void fail(const YAML::Node& node, const std::string& what) const;

  /// Throws failure for a `version` above the one that is known.
  void check_version(const YAML::Node& map, int known) const;
  /// A misspelt key would be a setting that silently does not hold.
  void check_keys(const YAML::Node& map, std::initializer_list<std::string_view> known) const;

  /// Empty if it is not there and not needed.
  std::string text(const YAML::Node& map, const char* name, bool needed) const;
  /// A text, a number or a boolean as it is written; lists and maps are refused.
  std::string scalar(const YAML::Node& node, std::string_view name) const;
  /// A list of texts, or one text.
  std::vector<std::string> texts(const YAML::Node& map, const char* name) const;
  bool flag(const YAML::Node& map, const char* name, bool fallback) const;
  int whole_number(const YAML::Node& node, std::string_view name, int minimum, int maximum) const;
  int number(const YAML::Node& map, const char* name, int fallback, int maximum) const;
  double real(const YAML::Node& node, std::string_view name, double minimum, double maximum) const;
  /// `5%` or 0.05: a share of 1.
  double share(const YAML::Node& node, std::string_view name) const;
  LineRange lines(const YAML::Node& first, const YAML::Node& last) const;
  /// A path, or a map of `path`, `start_line` and `end_line`.
  FilePart file_part(const YAML::Node& node) const;

 private:
  std::string_view file_;
  std::string_view hint_;
};

}  // namespace gitctx
