#pragma once

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace gitctx {

/// Reads a text that is one YAML document; documents without a value do not count. The node is null
/// if the text has no value. Throws YAML::Exception for broken YAML, for a second document, and for
/// a text with more than 1,000,000 values.
YAML::Node load_yaml_document(std::string_view yaml);

/// Reads and checks the fields of one YAML text. Messages begin with `FILE:LINE: `. `file` and
/// `hint` must outlive the object.
class YamlFields {
 public:
  struct Limits {
    ErrorCode wrong = ErrorCode::usage;     ///< code of an Error about a field
    ErrorCode broken = ErrorCode::failure;  ///< code of an Error about text that is not YAML
    std::size_t megabytes = 64;             ///< maximum size of the text
  };

  YamlFields(std::string_view file, std::string_view hint) : YamlFields(file, hint, Limits()) {}
  YamlFields(std::string_view file, std::string_view hint, const Limits& limits)
      : file_(file), hint_(hint), limits_(limits) {}

  std::string_view file() const { return file_; }

  /// Parses the text and returns `read(root)`. Throws Error(broken) if the text is not YAML, is too
  /// large, has more than 1,000,000 values (with all aliases expanded), or has more than 100
  /// levels. Also throws Error(broken) if `read` throws YAML::Exception, for example because a
  /// value is a list instead of a number.
  template <class Read>
  auto read(std::string_view yaml, Read&& read) const {
    try {
      return std::forward<Read>(read)(load(yaml));
    } catch (const YAML::Exception& error) {
      fail_as_broken(error);
    }
  }

  /// Throws Error(wrong) with the line of the node. The functions below throw the same Error.
  [[noreturn]] void fail(const YAML::Node& node, const std::string& what) const;

  /// Throws if the node is not a map or has an unknown key. The check reports misspelt keys, which
  /// would otherwise be ignored.
  void check_keys(const YAML::Node& map, std::initializer_list<std::string_view> known) const;
  /// The value of `name`; nothing if it is missing or null.
  static std::optional<YAML::Node> optional_child(const YAML::Node& map, const char* name);
  /// The map below `name`; nothing if it is missing or null. Throws if it is not a map; `what`
  /// names the entries in the message.
  std::optional<YAML::Node> optional_map(const YAML::Node& map, const char* name,
                                         std::string_view what) const;
  /// The value of `name`. Throws if it is missing or null.
  YAML::Node child(const YAML::Node& map, const char* name) const;
  /// The text of `name`; empty if the key is missing and `needed` is false.
  std::string text(const YAML::Node& map, const char* name, bool needed) const;
  int whole_number(const YAML::Node& node, std::string_view name, int minimum, int maximum) const;
  double real(const YAML::Node& node, std::string_view name, double minimum, double maximum) const;

 protected:
  static std::optional<double> parse_real(std::string_view written);

 private:
  YAML::Node load(std::string_view yaml) const;
  [[noreturn]] void fail_as_broken(const YAML::Exception& error) const;

  std::string_view file_;
  std::string_view hint_;
  Limits limits_;
};

}  // namespace gitctx
