#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// The value of a secret in a text.
struct FoundSecret {
  std::string_view kind;  ///< "aws-access-key"; the kinds are in secret_kinds.cc
  std::size_t begin = 0;  ///< in bytes
  std::size_t end = 0;

  std::size_t size() const { return end - begin; }
};

/// The secrets of the text in their order; they do not overlap. The text can be code, data or prose
/// of any language, in whole or in part. Takes linear time, and less than 1 ns per byte of a text
/// without keywords. Thread-safe.
std::vector<FoundSecret> find_secrets(std::string_view text);

/// The text that replaces a secret: "[redacted: aws-access-key]".
std::string redaction_mark(std::string_view kind);

/// Replaces the value of each secret by redaction_mark(). Names and quotes around the value stay,
/// and so does the number of lines. Returns the number of replaced values. Idempotent.
std::size_t redact_secrets(std::string& text);

/// The text after redact_secrets(). If `count` is given, adds the number of replaced values to it.
std::string redacted(std::string_view text, std::size_t* count = nullptr);

/// Redacts parts of a file. A line from the middle of a private key says nothing by itself, so a
/// file that may hold a key is judged as a whole before it is cut.
class FileRedactor {
 public:
  /// Takes no time worth speaking of for a file without a key. `file` must outlive the redactor.
  explicit FileRedactor(std::string_view file);

  /// Whether the file may hold a key. If not, a part is as redacted() makes it.
  bool may_hold_key() const { return may_hold_key_; }
  /// The bytes [begin, end) of the file without secrets. A secret that crosses a border of the part
  /// is replaced in it, and is counted.
  std::string part(std::size_t begin, std::size_t end, std::size_t* count = nullptr) const;

 private:
  std::string_view file_;
  bool may_hold_key_;
  std::vector<FoundSecret> secrets_;  ///< empty if the file holds no key
};

/// The number of redaction marks in a redacted text.
std::size_t count_redaction_marks(std::string_view text);

/// Redacts a text that arrives in pieces. A word is returned when it is complete. A line is judged
/// with the line before it if a value may be on the line after its name.
class RedactedStream {
 public:
  /// The text that is safe to show now.
  std::string add(std::string_view piece);
  /// The rest.
  std::string finish();

 private:
  /// What is new in the redacted beginning of line_, which has `end` bytes.
  std::string take(std::size_t end);

  std::string line_;            ///< the line that is not complete, maybe after the line before it
  std::size_t line_start_ = 0;  ///< in line_, of the line that is not complete
  std::string shown_;           ///< what has been returned of line_
};

}  // namespace gitctx
