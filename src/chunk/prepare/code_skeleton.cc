#include "chunk/prepare/code_skeleton.h"

#include <algorithm>

#include "base/ascii.h"

namespace gitctx {
namespace {

bool is_class_word(std::string_view word) {
  if (word.size() < 4 || word.size() > 6) return false;
  return word == "class" || word == "struct" || word == "union" || word == "enum";
}

class SkeletonBuilder {
 public:
  SkeletonBuilder(std::string_view text, Language language)
      : text_(text), is_csharp_(language == Language::csharp) {
    skeleton_.code = text;
  }

  CodeSkeleton build() {
    bool at_line_start = true;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        at_line_start = true;
        ++at_;
      } else if (c == ' ' || c == '\t' || c == '\r') {
        ++at_;
      } else if (c == '#' && at_line_start) {
        skip_directive();
      } else {
        at_line_start = at_line_start && is_comment();
        skip_token();
      }
    }
    return std::move(skeleton_);
  }

 private:
  bool is_comment() const { return rest().starts_with("/*") || rest().starts_with("//"); }
  std::string_view rest() const { return text_.substr(at_); }

  void skip_token() {
    const char c = text_[at_];
    if (is_comment()) {
      blank_to(comment_end(at_));
    } else if (c == '"') {
      skip_string();
    } else if (c == '\'') {
      skip_quoted('\'', at_ + 1);
    } else if (is_identifier_char(c)) {
      skip_word();
    } else {
      ++at_;
    }
  }

  /// Skips a word. An apostrophe in a number, such as `1'000`, does not begin a literal.
  void skip_word() {
    const bool is_number = is_digit(text_[at_]);
    const auto is_part = [&](std::size_t i) {
      return is_identifier_char(text_[i]) ||
             (is_number && text_[i] == '\'' && i + 1 < text_.size() &&
              is_identifier_char(text_[i + 1]));
    };
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_part(at_)) ++at_;
    if (is_class_word(text_.substr(begin, at_ - begin))) skeleton_.class_words.push_back(at_);
  }

  void skip_string() {
    const std::size_t begin = at_;
    if (is_csharp_) {
      const std::size_t quotes = std::min(text_.find_first_not_of('"', at_), text_.size()) - at_;
      if (quotes >= 3) return skip_until(text_.substr(begin, quotes), begin + quotes);
      const std::size_t sigil = begin - std::min<std::size_t>(begin, 2);
      if (text_.substr(sigil, begin - sigil).contains('@')) return skip_verbatim();
    } else if (begin > 0 && text_[begin - 1] == 'R') {
      const std::size_t open = std::min(text_.find('(', begin), text_.size());
      constexpr std::size_t max_delimiter = 16;
      if (open - begin <= max_delimiter + 1) {
        const std::string_view delimiter = text_.substr(begin + 1, open - begin - 1);
        return skip_until(')' + std::string(delimiter) + '"', open);
      }
    }
    skip_quoted('"', begin + 1);
  }

  /// Skips a literal that ends with the first `mark` at or after `from`. Blanks the literal except
  /// its first and last character.
  void skip_until(std::string_view mark, std::size_t from) {
    const std::size_t found = text_.find(mark, from);
    const std::size_t end = found == std::string_view::npos ? text_.size() : found + mark.size();
    ++at_;
    blank_to(end - 1);
    at_ = end;
  }

  /// Skips a literal `@"..."`, in which two adjacent quotes stand for one quote.
  void skip_verbatim() {
    std::size_t end = text_.find('"', at_ + 1);
    while (end != std::string_view::npos && text_.substr(end + 1).starts_with('"')) {
      end = text_.find('"', end + 2);
    }
    end = std::min(end, text_.size() - 1);
    ++at_;
    blank_to(end);
    at_ = end + 1;
  }

  /// Skips a literal that ends at the next unescaped `quote` or at the end of the line.
  void skip_quoted(char quote, std::size_t from) {
    std::size_t end = from;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' && end + 1 < text_.size() ? 2 : 1;
    }
    end = std::min(end, text_.size());
    ++at_;
    blank_to(end);
    if (end < text_.size() && text_[end] == quote) ++at_;
  }

  std::size_t comment_end(std::size_t begin) const {
    const bool is_block = text_[begin + 1] == '*';
    const std::size_t found = text_.find(is_block ? "*/" : "\n", begin + 2);
    if (found == std::string_view::npos) return text_.size();
    return is_block ? found + 2 : found;
  }

  /// Skips a preprocessor line with its continuation lines and comments.
  void skip_directive() {
    const std::size_t begin = at_;
    std::size_t end = begin;
    while (end < text_.size() && text_[end] != '\n') {
      const std::string_view rest = text_.substr(end);
      if (rest.starts_with("/*") || rest.starts_with("//")) {
        end = comment_end(end);
      } else if (rest.front() == '"') {
        end += std::min(rest.find_first_of("\"\n", 1), rest.size());
        if (end < text_.size() && text_[end] == '"') ++end;
      } else if (text_[end] == '\\') {
        end += text_.substr(end + 1).starts_with("\r\n") ? 3 : 2;
      } else {
        ++end;
      }
    }
    end = std::min(end, text_.size());
    add_conditional(begin, end);
    blank_to(end);
  }

  void add_conditional(std::size_t begin, std::size_t end) {
    const std::string_view line = trimmed(text_.substr(begin + 1, end - begin - 1));
    const std::string_view word = identifier_at(line, 0);
    ConditionalLine found{.begin = begin, .end = end};
    if (word == "if" || word == "ifdef" || word == "ifndef") {
      found.is_never = word == "if" && trimmed(line.substr(word.size())) == "0";
      found.is_guard = line.contains("__cplusplus");
    } else if (word == "else" || word.starts_with("elif")) {
      found.kind = ConditionalLine::Kind::branch;
    } else if (word == "endif") {
      found.kind = ConditionalLine::Kind::closing;
    } else {
      return;
    }
    skeleton_.conditionals.push_back(found);
  }

  void blank_to(std::size_t end) {
    for (; at_ < end; ++at_) {
      if (text_[at_] != '\n') skeleton_.code[at_] = ' ';
    }
  }

  std::string_view text_;
  bool is_csharp_;
  std::size_t at_ = 0;
  CodeSkeleton skeleton_;
};

}  // namespace

CodeSkeleton skeleton_of(std::string_view text, Language language) {
  return SkeletonBuilder(text, language).build();
}

std::size_t skip_blanks(std::string_view code, std::size_t at) {
  return std::min(code.find_first_not_of(blank_characters, at), code.size());
}

std::size_t skip_brackets(std::string_view code, std::size_t open, std::size_t max_bytes) {
  constexpr std::string_view openings = "([{<";
  constexpr std::string_view closings = ")]}>";
  const char opening = code[open];
  const char closing = closings[openings.find(opening)];
  const std::size_t end = std::min(code.size(), open + max_bytes);
  int depth = 0;
  for (std::size_t i = open; i < end; ++i) {
    if (code[i] == opening) ++depth;
    if (code[i] == closing && --depth == 0) return i + 1;
  }
  return open;
}

std::string_view identifier_at(std::string_view code, std::size_t begin) {
  if (begin >= code.size() || is_digit(code[begin])) return {};
  std::size_t end = begin;
  while (end < code.size() && is_identifier_char(code[end])) ++end;
  return code.substr(begin, end - begin);
}

bool is_macro_name(std::string_view name) {
  const auto is_part = [](char c) { return is_upper(c) || is_digit(c) || c == '_'; };
  return name.size() > 1 && std::ranges::all_of(name, is_part) &&
         std::ranges::any_of(name, is_upper);
}

}  // namespace gitctx
