#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// A place in a prompt's YAML. What is wrong with it is said as `FILE:LINE: ...`, Error(usage).
class PromptNode {
 public:
  PromptNode(const YAML::Node& node, std::string_view file) : node_(node), file_(file) {}

  /// The node has to be a map with no other keys than these.
  void check_keys(std::initializer_list<std::string_view> known) const;
  PromptNode child(const char* name) const;
  std::optional<PromptNode> optional_child(const char* name) const;
  std::vector<PromptNode> items() const;

  std::string text() const;  ///< not blank
  std::int64_t whole_number(std::int64_t minimum, std::int64_t maximum) const;
  double number(double minimum, double maximum) const;
  /// The whole below it as JSON, keys in their order; what is not quoted may be a number, a boolean
  /// or null.
  std::string json() const;

  [[noreturn]] void fail(const std::string& what) const;

 private:
  YAML::Node node_;
  std::string_view file_;
};

/// YAML text; `file` has to outlive it and its nodes. Throws failure for broken YAML.
class PromptReader {
 public:
  PromptReader(std::string_view yaml, std::string_view file);
  PromptNode root() const { return {root_, file_}; }

 private:
  std::string_view file_;
  YAML::Node root_;
};

}  // namespace gitctx
