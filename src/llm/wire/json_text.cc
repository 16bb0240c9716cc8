#include "llm/wire/json_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace gitctx {
namespace {

/// Goes through JSON text byte by byte and knows what is inside a string.
class Nesting {
 public:
  void add(char c) {
    if (in_string_) {
      if (escaped_)
        escaped_ = false;
      else if (c == '\\')
        escaped_ = true;
      else if (c == '"')
        in_string_ = false;
      return;
    }
    if (c == '"') in_string_ = true;
    if (c == '{' || c == '[') ++depth_;
    if ((c == '}' || c == ']') && depth_ > 0) --depth_;
  }
  std::size_t depth() const { return depth_; }

 private:
  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

/// Length of the balanced text that starts at the front; 0: it never ends.
std::size_t balanced_size(std::string_view text) {
  Nesting nesting;
  for (std::size_t i = 0; i < text.size(); ++i) {
    nesting.add(text[i]);
    if (nesting.depth() == 0) return i + 1;
  }
  return 0;
}

}  // namespace

std::size_t json_depth(std::string_view text) {
  Nesting nesting;
  std::size_t deepest = 0;
  for (const char c : text) {
    nesting.add(c);
    deepest = std::max(deepest, nesting.depth());
  }
  return deepest;
}

std::optional<std::string_view> find_json_object(std::string_view text) {
  // Braces that open nothing are rare; a text full of them is not worth a square of its length.
  constexpr int most_tries = 50;
  std::size_t begin = text.find('{');
  for (int tries = 0; begin != std::string_view::npos && tries < most_tries; ++tries) {
    const std::string_view part = text.substr(begin, balanced_size(text.substr(begin)));
    if (!part.empty() && nlohmann::json::accept(part)) return part;
    begin = text.find('{', begin + 1);
  }
  return std::nullopt;
}

}  // namespace gitctx
