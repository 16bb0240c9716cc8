#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/glob.h"

namespace gitctx {

/// The attributes of interest here, of the many .gitattributes can hold.
enum class Attribute : std::uint8_t { generated = 0, vendored = 1 };
inline constexpr int attribute_count = 2;

/// What a line says about an attribute. `unspecified` (`!attr`) also ends the search, as in git.
enum class AttributeValue : std::uint8_t { set, unset, unspecified };

/// Macros of the root's .gitattributes (`[attr]name linguist-generated`), by name.
using AttributeMacros = std::map<std::string, std::vector<std::string>, std::less<>>;

/// The lines of one .gitattributes file that say something about an Attribute. A value other than
/// "false" counts as set, as on GitHub.
class AttributeRules {
 public:
  struct Match {
    AttributeValue value = AttributeValue::unspecified;
    std::size_t line = 0;
  };

  /// Adds the macros the file defines to `macros`, and uses those there.
  static AttributeRules parse(std::string_view text, AttributeMacros& macros);

  bool empty() const { return rules_.empty(); }

  /// The last line that fits the file `path`, relative to the folder of the .gitattributes.
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
