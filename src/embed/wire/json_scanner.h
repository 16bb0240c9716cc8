#pragma once

#include <cstddef>
#include <string_view>

namespace gitctx {

/// Walks a JSON text from its start without making a tree of it: for replies that are megabytes of
/// numbers. Each call consumes one value. Throws Error (provider), with the byte, where the text is
/// not what was asked for.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : text_(text) {}

  /// Calls `member(key)` for every member; it has to consume the value. The key has its escapes as
  /// written.
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

  /// Calls `element()` for every element; it has to consume the value.
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
  /// What stands between the quotes, escapes as written.
  std::string_view string() { return string(0); }
  /// The same for a string of that many bytes without escapes: nothing is searched then. Where the
  /// string is another, what comes back may have a quote in it, so whoever reads it checks each
  /// byte.
  std::string_view string(std::size_t likely_size);
  double number();
  /// What stands between the brackets of an array without strings and arrays in it.
  std::string_view flat_array();
  /// Passes over a value of any kind.
  void pass_over();
  /// The same, and gives its text.
  std::string_view raw();
  /// Nothing but blanks may be left.
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
