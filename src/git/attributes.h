#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/paths/glob.h"

namespace gitctx {

/// The attributes of .gitattributes that gitctx reads.
enum class Attribute : std::uint8_t {
  generated = 0,  ///< linguist-generated
  vendored = 1,   ///< linguist-vendored
  binary = 2,
  language = 3,  ///< linguist-language=NAME
  encoding = 4,  ///< encoding=NAME, as gitk and git gui read it
};
inline constexpr int attribute_count = 5;

/// The value that one line gives to an attribute. `unspecified` (`!attr`) is also a value: as in
/// git, the search for a value then ends, and earlier lines do not apply.
enum class AttributeValue : std::uint8_t { set, unset, unspecified };

/// A value, and the text after the equals sign, if there is one.
struct AttributeSetting {
  AttributeValue value = AttributeValue::unspecified;
  std::string text;
};

/// The values that one line gives to the attributes; null for an attribute that is not on the line.
using AttributeValues = std::array<std::optional<AttributeSetting>, attribute_count>;

/// The macros that .gitattributes files define (`[attr]name linguist-generated`), by name.
using AttributeMacros = std::map<std::string, AttributeValues, std::less<>>;

/// Holds those lines of a .gitattributes file that give a value to an Attribute. As on GitHub,
/// `attribute=TEXT` counts as `set` unless the text is "false".
class AttributeRules {
 public:
  struct Match {
    AttributeValue value = AttributeValue::unspecified;
    std::size_t line = 0;
    std::string_view text;  ///< points into the rules
  };

  /// Adds the macros of the file to `macros`, and expands known macros in the lines.
  static AttributeRules parse(std::string_view text, AttributeMacros& macros);

  bool empty() const { return size() == 0; }
  /// Whether any line gives a value to the attribute.
  bool has(Attribute attribute) const { return !lines_of(attribute).settings.empty(); }
  std::size_t size() const;

  /// The last line that matches `path`, which is relative to the folder of the .gitattributes.
  std::optional<Match> match(std::string_view path, Attribute attribute, MatchWork& work) const;

 private:
  /// The lines that give a value to one attribute.
  struct Lines {
    PatternList patterns;
    std::vector<AttributeSetting> settings;  ///< one for each pattern
    std::vector<std::size_t> numbers;        ///< the line numbers of the patterns
  };
  const Lines& lines_of(Attribute attribute) const {
    return lines_[static_cast<std::size_t>(attribute)];
  }
  void add_line(std::string_view line, std::size_t number, AttributeMacros& macros);

  std::array<Lines, attribute_count> lines_;
};

}  // namespace gitctx
