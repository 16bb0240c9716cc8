#pragma once

#include <cstddef>
#include <string_view>

namespace gitctx {

/// Reads JSON text value by value, without building a tree. Made for replies with megabytes of
/// numbers. Each call reads one value. Throws Error(provider), with the position in bytes, if the
/// next value is of another kind or not JSON.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : text_(text) {}

  /// Calls `member(key)` for every member; the call must read the value. Keys are not unescaped.
  template <class Member>
  void object(Member&& member) {
    expect('{');
    if (accept('}')) return;
    do {
      const std::string_view key = string();
      expect(':');
      member(key);
    } while (accept(','));
    expect('}');
  }

  /// Calls `element()` for every element; the call must read the value.
  template <class Element>
  void array(Element&& element) {
    expect('[');
    if (accept(']')) return;
    do {
      element();
    } while (accept(','));
    expect(']');
  }

  /// The first byte of the next value; 0 at the end.
  char peek();
  /// The text between the quotes, not unescaped.
  std::string_view string();
  double number();
  /// The text between the brackets of an array that contains no strings and no arrays.
  std::string_view flat_array();
  /// Skips any value.
  void pass_over();
  /// Skips any value and returns its text.
  std::string_view raw();
  /// Throws unless the remaining text is blank.
  void finish();

  [[noreturn]] void fail() const;

 private:
  void pass_blanks();
  bool accept(char c);
  void expect(char c);

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace gitctx
