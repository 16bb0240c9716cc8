#include "search/long_text/long_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <utility>

#include "base/ascii.h"

namespace gitctx {
namespace {

// The minimum size of a long text: `least_bytes` for several lines, `least_bytes_of_line` for one.
constexpr std::size_t least_bytes = 120;
constexpr std::size_t least_bytes_of_line = 300;
/// A longer first line is cut after its first sentence.
constexpr std::size_t most_title_bytes = 200;
constexpr std::size_t most_name_bytes = 600;
constexpr std::size_t most_names_of_code = 40;

// Weights of the parts (docs/retrieval.md).
constexpr double title_weight = 1;
constexpr double names_weight = 0.5;
constexpr double whole_weight = 0.5;
constexpr double code_weight = 0.2;
constexpr double error_weight = 0.5;
constexpr double places_weight = 0.7;
constexpr double chunk_weight = 3;

/// The text without the comments that issue templates contain.
std::string without_html_comments(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t begin = text.find("<!--");
    out += text.substr(0, begin);
    if (begin == std::string_view::npos) break;
    const std::size_t end = text.find("-->", begin);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 3);
  }
  return out;
}

bool is_fence(std::string_view line) { return line.starts_with("```") || line.starts_with("~~~"); }

/// Whether a line only describes the environment of the program, as in `- OS version: 11`.
bool is_environment(std::string_view line) {
  constexpr std::size_t most_before_colon = 50;
  constexpr std::array<std::string_view, 6> words{"version",          "platform", "environment",
                                                  "operating system", "kernel",   "browser"};
  const std::size_t colon = line.find_first_of(":|");
  if (colon > most_before_colon) return false;  // or there is no separator
  const std::string before = lower_case(line.substr(0, colon));
  return std::ranges::any_of(words, [&](std::string_view word) { return before.contains(word); });
}

/// Whether a line outside code is a heading, a choice in an issue template, or a description of the
/// environment.
bool is_boilerplate(std::string_view line) {
  const std::size_t hashes = std::min(line.find_first_not_of('#'), line.size());
  const bool is_heading = hashes > 0 && (hashes == line.size() || line[hashes] == ' ');
  const bool is_bold =
      line.size() > 4 && line.starts_with("**") && (line.ends_with("**") || line.ends_with("**:"));
  const bool is_choice = line.starts_with("- [ ]") || line.starts_with("- [x]") ||
                         line.starts_with("- [X]") || line.starts_with("* [ ]");
  return is_heading || is_bold || is_choice || line == "_No response_" || is_environment(line);
}

/// The first line without a tag in front, such as `[BUG]` or `Bug:`.
std::string_view without_tag(std::string_view title) {
  constexpr std::size_t most_tag_bytes = 20;
  const std::size_t end = title.find(']');
  if (title.starts_with('[') && end < most_tag_bytes) title = trimmed(title.substr(end + 1));
  for (const std::string_view tag : {"bug:", "feature:", "feature request:"}) {
    if (lower_case(title.substr(0, tag.size())) == tag) title = trimmed(title.substr(tag.size()));
  }
  return title;
}

std::string_view first_sentence(std::string_view line) {
  for (std::size_t at = line.find(". "); at != std::string_view::npos;
       at = line.find(". ", at + 1)) {
    if (at > most_title_bytes / 8) return line.substr(0, at + 1);
  }
  return line.substr(0, line.rfind(' ', most_title_bytes));
}

/// Whether a word looks like a name from code: `a_b`, `aB`, `a.b`, `A::b`.
bool is_code_name(std::string_view word) {
  if (word.find_first_of("_.:") != std::string_view::npos) {
    return std::ranges::count_if(word, is_alphanumeric) > 1 && !is_digit(word.front());
  }
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (is_upper(word[i]) && is_lower(word[i - 1])) return true;
  }
  return false;
}

/// The message in a line that reports an error, as in `app.ReadError: cannot read x` and
/// `fatal: cannot read x`. Otherwise empty.
std::string_view error_message(std::string_view line) {
  constexpr std::array<std::string_view, 9> ends = {
      "Error", "Exception", "error", "fatal", "FATAL", "ERROR", "panic", "Panic", "exception"};
  constexpr std::size_t least_bytes_of_message = 12;
  for (std::size_t at = line.find(": "); at != std::string_view::npos;
       at = line.find(": ", at + 1)) {
    const std::string_view before = line.substr(0, at);
    const bool is_error =
        std::ranges::any_of(ends, [&](std::string_view end) { return before.ends_with(end); });
    const std::string_view message = trimmed(line.substr(at + 1));
    if (is_error && message.size() >= least_bytes_of_message) return message;
  }
  return {};
}

/// Collects the distinct code names in the added lines, in their order.
class NameList {
 public:
  explicit NameList(std::size_t most) : most_(most) {}

  void add_line(std::string_view line) {
    for (std::size_t at = 0; at < line.size();) {
      std::size_t end = at;
      while (end < line.size() && (is_identifier_char(line[end]) || joins(line, end))) ++end;
      if (end > at) add(line.substr(at, end - at));
      at = std::max(end, at + 1);
    }
  }
  const std::string& text() const { return text_; }

 private:
  /// Whether the character joins two names: the `.` of `a.b`, a `:` of `A::b`.
  static bool joins(std::string_view line, std::size_t at) {
    const auto is_name_at = [&](std::size_t i) {
      return i < line.size() && is_identifier_char(line[i]);
    };
    if (at == 0) return false;
    if (line[at] == '.') return is_name_at(at - 1) && is_name_at(at + 1);
    if (line[at] != ':') return false;
    const bool is_first = line.substr(at).starts_with("::") && is_name_at(at - 1);
    const bool is_second = line[at - 1] == ':' && is_name_at(at + 1);
    return is_first || is_second;
  }

  void add(std::string_view name) {
    if (seen_.size() == most_ || text_.size() + name.size() > most_name_bytes) return;
    if (!is_code_name(name) || !seen_.emplace(name).second) return;
    if (!text_.empty()) text_ += ' ';
    text_ += name;
  }

  std::size_t most_;
  std::set<std::string, std::less<>> seen_;
  std::string text_;
};

/// Separates the title, the last error message, the code and the sentences of a text.
class Report {
 public:
  explicit Report(std::string_view text) {
    bool is_in_fence = false;
    bool is_after_blank = false;
    while (!text.empty()) {
      std::string_view line = take_part(text, '\n');
      if (line.ends_with('\r')) line.remove_suffix(1);
      const std::string_view content = trimmed(line);
      if (is_fence(content)) {
        is_in_fence = !is_in_fence;
        continue;
      }
      const bool is_indented = line.starts_with("    ") || line.starts_with('\t');
      if (is_in_fence || (is_indented && (is_after_blank || was_code_))) {
        add_code(line);
      } else {
        add_prose(content);
      }
      is_after_blank = content.empty();
    }
  }

  std::string title;
  std::string error;  ///< the last error message
  NameList names{std::string_view::npos};
  NameList names_of_code{most_names_of_code};
  std::size_t lines = 0;

 private:
  void add_code(std::string_view line) {
    was_code_ = true;
    if (!trimmed(line).empty()) ++lines;
    note_error(line);
    names_of_code.add_line(line);
  }

  void add_prose(std::string_view line) {
    was_code_ = was_code_ && line.empty();
    if (line.empty()) return;
    ++lines;
    if (!title.empty()) note_error(line);
    if (title.empty()) {
      title = without_tag(line);
      if (title.empty()) title = line;
      if (title.size() > most_title_bytes) title = std::string(first_sentence(title));
    } else if (is_boilerplate(line)) {
      return;
    }
    names.add_line(line);
  }

  void note_error(std::string_view line) {
    if (const std::string_view message = error_message(line); !message.empty()) error = message;
  }

  bool was_code_ = false;
};

}  // namespace

LongText split_long_text(std::string_view text) {
  text = trimmed(text);
  if (text.size() < least_bytes) return {};
  const Report report(without_html_comments(text));
  if (report.lines < 2 && text.size() < least_bytes_of_line) return {};
  LongText split{.weight_of_whole = whole_weight,
                 .weight_of_places = places_weight,
                 .chunk_weight = chunk_weight};
  const auto add = [&](const std::string& part, double weight) {
    if (!part.empty()) split.parts.push_back({part, weight});
  };
  add(report.error, error_weight);
  add(report.names_of_code.text(), code_weight);
  add(report.names.text(), names_weight);
  // A text that consists of code has no title.
  add(report.title, title_weight);
  return split;
}

}  // namespace gitctx
