#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// A file that a text names, and a line of the file.
struct NamedPlace {
  std::string path;        ///< as written, with '/' separators; may be from another machine
  std::uint32_t line = 0;  ///< 0: no line is named
  bool is_folder = false;  ///< the path ends with a separator

  bool operator==(const NamedPlace&) const = default;
};

/// The places that a text names, in the order of the text, without repetitions, at most 300. Known
/// forms are `a/b.py`, `b.py:12`, `b.py:12:3`, `b.cs(12,3)`, `b.py#L12`, `"a/b.py", line 12`,
/// `a/b.php on line 12`, `pkg.Class.method(Class.java:12)`, and paths in URLs.
std::vector<NamedPlace> named_places(std::string_view text);

}  // namespace gitctx
