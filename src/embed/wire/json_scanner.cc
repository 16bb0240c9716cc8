#include "embed/wire/json_scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"

namespace gitctx {

void JsonScanner::fail() const {
  throw Error(ErrorCode::provider,
              fmt::format("the reply has an unexpected format at byte {}", at_));
}

void JsonScanner::pass_blanks() {
  while (at_ < text_.size() &&
         (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
    ++at_;
  }
}

char JsonScanner::peek() {
  pass_blanks();
  return at_ < text_.size() ? text_[at_] : '\0';
}

bool JsonScanner::accept(char c) {
  if (peek() != c) return false;
  ++at_;
  return true;
}

void JsonScanner::expect(char c) {
  if (!accept(c)) fail();
}

std::string_view JsonScanner::string() {
  expect('"');
  const std::size_t begin = at_;
  for (;;) {
    const std::size_t quote = text_.find('"', at_);
    if (quote == std::string_view::npos) fail();
    std::size_t slashes = 0;
    while (quote - slashes > begin && text_[quote - slashes - 1] == '\\') ++slashes;
    at_ = quote + 1;
    if (slashes % 2 == 0) return text_.substr(begin, quote - begin);
  }
}

double JsonScanner::number() {
  pass_blanks();
  double value = 0;
  const char* const end = text_.data() + text_.size();
  const auto parsed = std::from_chars(text_.data() + at_, end, value);
  if (parsed.ec != std::errc{}) fail();
  at_ = static_cast<std::size_t>(parsed.ptr - text_.data());
  return value;
}

std::string_view JsonScanner::flat_array() {
  expect('[');
  const std::size_t begin = at_;
  const std::size_t end = text_.find(']', begin);
  if (end == std::string_view::npos) fail();
  at_ = end + 1;
  return text_.substr(begin, end - begin);
}

void JsonScanner::pass_over() {
  std::size_t depth = 0;
  do {
    const char c = peek();
    const bool is_punctuation = c == '}' || c == ']' || c == ',' || c == ':';
    if (c == '\0' || (is_punctuation && depth == 0)) fail();
    if (c == '"') {
      string();
    } else if (c == '{' || c == '[') {
      ++depth;
      ++at_;
      if (peek() != '}' && peek() != ']') continue;
    } else if (!is_punctuation) {
      at_ = std::min(text_.find_first_of(",:]}{[\" \n\r\t", at_), text_.size());
    }
    // Each closing bracket ends one level.
    while (depth > 0 && (peek() == '}' || peek() == ']')) {
      --depth;
      ++at_;
    }
    if (depth > 0 && (peek() == ',' || peek() == ':')) ++at_;
  } while (depth > 0);
}

std::string_view JsonScanner::raw() {
  pass_blanks();
  const std::size_t begin = at_;
  pass_over();
  return text_.substr(begin, at_ - begin);
}

void JsonScanner::finish() {
  if (peek() != '\0' || at_ < text_.size()) fail();
}

}  // namespace gitctx
