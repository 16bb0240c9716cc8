#include "git/config_grammar.h"

#include <cstddef>

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr bool is_key_byte(char c) { return is_alphanumeric(c) || c == '-'; }
constexpr bool is_config_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Reads a text byte by byte, as git does. At the end of the text, next() returns a line feed.
class ConfigGrammar {
 public:
  explicit ConfigGrammar(std::string_view text) : text_(text) {}

  bool accepts() {
    bool in_comment = false;
    for (;;) {
      const char c = next();
      if (c == '\n') {
        if (is_past_end_) return true;
        in_comment = false;
      } else if (in_comment || is_config_blank(c)) {
        continue;
      } else if (c == '#' || c == ';') {
        in_comment = true;
      } else if (!(c == '[' ? accepts_section() : is_letter(c) && accepts_setting())) {
        return false;
      }
    }
  }

 private:
  char next() {
    if (text_.substr(at_).starts_with("\r\n")) ++at_;
    is_past_end_ = at_ >= text_.size();
    return is_past_end_ ? '\n' : text_[at_++];
  }

  /// Reads `[name]` or `[name "subsection"]` after the bracket. Returns whether it is well-formed.
  bool accepts_section() {
    for (bool is_first = true;; is_first = false) {
      const char c = next();
      if (is_past_end_) return false;
      if (c == ']') return !is_first;
      if (is_config_blank(c)) return c != '\n' && accepts_subsection();
      if (!is_key_byte(c) && c != '.') return false;
    }
  }

  bool accepts_subsection() {
    char c = next();
    while (c != '\n' && is_config_blank(c)) c = next();
    if (c != '"') return false;
    for (c = next(); c != '"'; c = next()) {
      if (c == '\\') c = next();
      if (c == '\n') return false;
    }
    return next() == ']';
  }

  /// Reads `key` or `key = value` after the first letter. Returns whether it is well-formed.
  bool accepts_setting() {
    char c = next();
    while (is_key_byte(c)) c = next();
    while (c == ' ' || c == '\t') c = next();
    return c == '\n' || (c == '=' && accepts_value());
  }

  bool accepts_value() {
    bool is_quoted = false;
    bool in_comment = false;
    for (;;) {
      const char c = next();
      if (c == '\n') return !is_quoted;
      if (in_comment) continue;
      if (c == '"') {
        is_quoted = !is_quoted;
      } else if (!is_quoted && (c == ';' || c == '#')) {
        in_comment = true;
      } else if (c == '\\' && !std::string_view("\ntbn\\\"").contains(next())) {
        return false;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool is_past_end_ = false;
};

}  // namespace

bool is_config_text(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return ConfigGrammar(text).accepts();
}

}  // namespace gitctx
