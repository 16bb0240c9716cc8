#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/glob.h"

namespace gitctx {

/// The attributes of .gitattributes that gitctx reads.
enum class Attribute : std::uint8_t { generated = 0, vendored = 1 };
inline constexpr int attribute_count = 2;

/// The value of an attribute on one line. As in git, `unspecified` (`!attr`) also ends the search
/// for a value.
enum class AttributeValue : std::uint8_t { set, unset, unspecified };

/// Macros of the root .gitattributes (`[attr]name linguist-generated`), by name.
using AttributeMacros = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Holds the lines of one .gitattributes file that set an Attribute. As on GitHub, any value except
/// "false" counts as set.
class AttributeRules {
 public:
  struct Match {
    AttributeValue value = AttributeValue::unspecified;
    std::size_t line = 0;
  };

  /// Adds the macros of the file to `macros`, and expands known macros in the lines.
  static AttributeRules parse(std::string_view text, AttributeMacros& macros);

  bool empty() const { return rules_.empty(); }

  /// The last line that matches `path`, which is relative to the folder of the .gitattributes.
  std::optional<Match> match(std::string_view path, Attribute attribute) const;

 private:
  struct Rule {
    IgnorePattern pattern;
    std::size_t line = 0;
    std::optional<AttributeValue> values[attribute_count];
  };
  void add_line(std::string_view line, std::size_t number, AttributeMacros& macros);

  std::vector<Rule> rules_;
};

}  // namespace gitctx
