#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// The value of a secret in a text.
struct FoundSecret {
  std::string_view kind;  ///< "aws-access-key"; the kinds are in secret_kinds.cc
  std::size_t begin = 0;  ///< byte offset in the text
  std::size_t end = 0;

  std::size_t size() const { return end - begin; }
};

/// The secrets of the text, in ascending order and without overlaps. The text can be code, data or
/// prose in any language, and may be cut off. Takes linear time, and less than 1 ns per byte of a
/// text without keywords. Thread-safe.
std::vector<FoundSecret> find_secrets(std::string_view text);

/// The text that replaces a secret: "[redacted: aws-access-key]".
std::string redaction_mark(std::string_view kind);

/// Replaces the value of each secret by redaction_mark(). Names and quotes around the value are
/// kept, and the number of lines does not change. Returns the number of replaced values.
/// Idempotent.
std::size_t redact_secrets(std::string& text);

/// The text after redact_secrets(). If `count` is given, adds the number of replaced values to it.
std::string redacted(std::string_view text, std::size_t* count = nullptr);

/// Redacts parts of a file. A line from the middle of a private key cannot be recognised alone, so
/// a file that may hold a key is searched as a whole before it is cut into parts.
class FileRedactor {
 public:
  /// Takes negligible time for a file without a key. `file` must outlive the redactor.
  explicit FileRedactor(std::string_view file);

  /// Whether the file may hold a key. If not, part() returns the same text as redacted() for the
  /// bytes of the part.
  bool may_hold_key() const { return may_hold_key_; }
  /// The bytes [begin, end) of the file, with a mark in place of each secret. A secret that crosses
  /// the boundary of the part is also replaced. If `count` is given, adds the number of replaced
  /// values to it.
  std::string part(std::size_t begin, std::size_t end, std::size_t* count = nullptr) const;

 private:
  std::string_view file_;
  bool may_hold_key_;
  std::vector<FoundSecret> secrets_;  ///< in the whole file; empty if may_hold_key() is false
};

/// The number of redaction marks in a redacted text.
std::size_t count_redaction_marks(std::string_view text);

/// Redacts a text that arrives in pieces. A word is returned as soon as the word is complete. Two
/// consecutive lines are searched together if the first may end with a name whose value is on the
/// second.
class RedactedStream {
 public:
  /// Adds a piece. Returns the redacted text that has become safe to show.
  std::string add(std::string_view piece);
  /// Returns the rest of the redacted text.
  std::string finish();

 private:
  /// Redacts the first `end` bytes of line_. Returns the part of the result that has not been
  /// returned before.
  std::string take(std::size_t end);

  std::string line_;            ///< the incomplete line, possibly preceded by the line before it
  std::size_t line_start_ = 0;  ///< the start of the incomplete line in line_
  std::string shown_;           ///< the redacted text of line_ that has been returned
};

}  // namespace gitctx
