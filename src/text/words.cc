#include "text/words.h"

#include <utf8proc.h>

#include <cstdint>
#include <utility>

#include "base/ascii.h"
#include "base/utf8.h"

namespace gitctx {

namespace {

enum class Shape { lower, upper, digit, ideograph, separator };

struct Letter {
  Shape shape = Shape::separator;
  std::string_view bytes;  // bytes as written
  std::int32_t lower = 0;  // code point in lower case
};

Shape shape_of_ascii(char c) {
  if (is_lower(c)) return Shape::lower;
  if (is_upper(c)) return Shape::upper;
  if (is_digit(c)) return Shape::digit;
  return Shape::separator;
}

// Whether a character is a CJK ideograph, kana or Hangul. Runs of these characters are cut into
// pairs.
bool is_ideograph(std::int32_t c) {
  return (c >= 0x2e80 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3) ||
         (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

Shape shape_of(std::int32_t code_point) {
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
      return Shape::upper;
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
      return is_ideograph(code_point) ? Shape::ideograph : Shape::lower;
    case UTF8PROC_CATEGORY_ND:
      return Shape::digit;
    default:
      return Shape::separator;
  }
}

Letter next_letter(std::string_view& rest) {
  const char first = rest.front();
  if (static_cast<unsigned char>(first) < 0x80) {
    const Letter letter{shape_of_ascii(first), rest.substr(0, 1), lower_case(first)};
    rest.remove_prefix(1);
    return letter;
  }
  std::int32_t code_point = 0;
  const auto length = utf8proc_iterate(reinterpret_cast<const std::uint8_t*>(rest.data()),
                                       static_cast<utf8proc_ssize_t>(rest.size()), &code_point);
  if (length <= 0) {
    rest.remove_prefix(1);
    return {};
  }
  const Letter letter{shape_of(code_point), rest.substr(0, static_cast<std::size_t>(length)),
                      utf8proc_tolower(code_point)};
  rest.remove_prefix(static_cast<std::size_t>(length));
  return letter;
}

/// Receives the letters of a word one by one, and cuts the word into parts.
class Splitter {
 public:
  explicit Splitter(WordParts& out) : out_(out) {}

  void add(const Letter& letter, Shape following) {
    if (letter.shape == Shape::separator) {
      finish();
      return;
    }
    if (letter.shape == Shape::ideograph) {
      add_ideograph(letter);
      return;
    }
    if (starts_part(letter.shape, following)) finish();
    if (letter.shape == Shape::digit) ++digits_;
    if (digits_ > glued_digits && digits_begin_ > 0) split_off_digits();
    if (letter.shape != Shape::digit) {
      digits_ = 0;
    } else if (digits_ == 1) {
      digits_begin_ = part_.size();
    }
    append_utf8(part_, static_cast<char32_t>(letter.lower));
    previous_ = letter.shape;
  }

  void finish() {
    if (!part_.empty()) out_.parts.push_back(std::move(part_));
    part_.clear();
    previous_ideograph_.clear();
    digits_ = 0;
    digits_begin_ = 0;
    previous_ = Shape::separator;
  }

 private:
  static constexpr int glued_digits = 3;

  bool starts_part(Shape shape, Shape following) const {
    if (part_.empty()) return false;
    if (previous_ == Shape::ideograph) return true;
    if (shape == Shape::upper) {
      // A part starts at Bar in fooBar, at Server in HTTPServer, and at Sum in sha256Sum.
      return previous_ != Shape::upper || following == Shape::lower;
    }
    return shape == Shape::lower && previous_ == Shape::digit && digits_ > glued_digits;
  }

  void split_off_digits() {
    std::string digits = part_.substr(digits_begin_);
    part_.resize(digits_begin_);
    out_.parts.push_back(std::move(part_));
    part_ = std::move(digits);
    digits_begin_ = 0;
  }

  void add_ideograph(const Letter& letter) {
    if (previous_ != Shape::ideograph) finish();
    if (previous_ideograph_.empty()) {
      part_.assign(letter.bytes);
    } else {
      part_ = previous_ideograph_ + std::string(letter.bytes);
      out_.parts.push_back(part_);
      part_.clear();
    }
    previous_ideograph_.assign(letter.bytes);
    previous_ = Shape::ideograph;
  }

  WordParts& out_;
  std::string part_;
  std::string previous_ideograph_;
  int digits_ = 0;
  std::size_t digits_begin_ = 0;
  Shape previous_ = Shape::separator;
};

}  // namespace

std::string_view take_word(std::string_view& run) {
  constexpr int most_ideographs = 16;
  const auto is_gap = [](const Letter& letter) {
    return letter.shape == Shape::separator && letter.bytes != "_";
  };
  std::string_view rest = run;
  Letter letter;
  while (!rest.empty() && is_gap(letter = next_letter(rest))) run = rest;
  if (run.empty()) return {};
  const bool in_ideographs = letter.shape == Shape::ideograph;
  for (int count = 1; !rest.empty(); ++count) {
    std::string_view after = rest;
    const Letter next = next_letter(after);
    const bool continues = !is_gap(next) && (next.shape == Shape::ideograph) == in_ideographs;
    const bool is_full = in_ideographs && count == most_ideographs;
    if (!continues || is_full) {
      const std::string_view word = run.substr(0, run.size() - rest.size());
      const std::size_t repeated = continues ? letter.bytes.size() : 0;
      run.remove_prefix(word.size() - repeated);
      return word;
    }
    letter = next;
    rest = after;
  }
  return std::exchange(run, {});
}

WordParts split_word(std::string_view word) {
  WordParts result;
  Splitter splitter(result);
  std::string_view rest = word;
  if (rest.empty()) return result;
  Letter letter = next_letter(rest);
  while (!rest.empty()) {
    const Letter following = next_letter(rest);
    splitter.add(letter, following.shape);
    letter = following;
  }
  splitter.add(letter, Shape::separator);
  splitter.finish();
  const bool is_cjk = letter.shape == Shape::ideograph;
  if (result.parts.size() > 1 && !is_cjk) {
    for (const std::string& part : result.parts) result.whole += part;
  }
  return result;
}

}  // namespace gitctx
