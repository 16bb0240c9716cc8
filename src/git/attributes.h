#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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

/// The value that one line gives to an attribute. `unspecified` (`!attr`) is also a value: as in
/// git, the search for a value then ends, and earlier lines do not apply.
enum class AttributeValue : std::uint8_t { set, unset, unspecified };

/// The values that one line gives to the attributes; null for an attribute that is not on the line.
using AttributeValues = std::array<std::optional<AttributeValue>, attribute_count>;

/// The macros that the root .gitattributes defines (`[attr]name linguist-generated`), by name.
using AttributeMacros = std::map<std::string, AttributeValues, std::less<>>;

/// Holds the lines of a .gitattributes file that give a value to an Attribute. As on GitHub,
/// `attribute=TEXT` counts as `set` unless the text is "false".
class AttributeRules {
 public:
  struct Match {
    AttributeValue value = AttributeValue::unspecified;
    std::size_t line = 0;
  };

  /// Adds the macros of the file to `macros`, and expands known macros in the lines.
  static AttributeRules parse(std::string_view text, AttributeMacros& macros);

  bool empty() const { return size() == 0; }
  std::size_t size() const;

  /// The last line that matches `path`, which is relative to the folder of the .gitattributes.
  std::optional<Match> match(std::string_view path, Attribute attribute, MatchWork& work) const;

 private:
  /// The lines that give a value to one attribute.
  struct Lines {
    PatternList patterns;
    std::vector<Match> matches;  ///< one match for each pattern
  };
  void add_line(std::string_view line, std::size_t number, AttributeMacros& macros);

  std::array<Lines, attribute_count> lines_;
};

}  // namespace gitctx
