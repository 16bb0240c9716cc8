#include "chunk/prepare/head_macros.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"

namespace gitctx {
namespace {

// The maximum number of words, macros and attributes that are read of one head.
constexpr int max_words = 16;

bool starts_at(std::string_view code, std::size_t at, std::string_view start) {
  return at < code.size() && code.substr(at).starts_with(start);
}

/// Whether a name with lower-case letters is the name of a macro that exports symbols, such as
/// `core_EXPORT` or `core_export`.
bool is_export_name(std::string_view name) {
  const std::string lower = lower_case(name);
  return lower.ends_with("_export") || lower.ends_with("_api");
}

/// The end of a name: identifiers and type arguments joined by `::`. Returns `at` if no name begins
/// there.
std::size_t skip_path(std::string_view code, std::size_t at) {
  std::size_t end = at;
  for (;;) {
    if (starts_at(code, at, "::")) at += 2;
    const std::string_view word = identifier_at(code, at);
    if (word.empty()) return end;
    end = at + word.size();
    const std::size_t next = skip_blanks(code, end);
    if (starts_at(code, next, "<")) {
      const std::size_t close = skip_brackets(code, next);
      if (close == next) return end;
      end = close;
    }
    at = end;
    if (!starts_at(code, at, "::")) return end;
  }
}

/// Reads the head of a class from the word after `class` up to the body.
class ClassHead {
 public:
  ClassHead(std::string_view code, std::size_t at) : code_(code), begin_(at), at_(at) {}

  std::vector<CodeSpan> macros() {
    at_ = skip_blanks(code_, at_);
    const std::string_view second = identifier_at(code_, at_);
    if (second == "class" || second == "struct") return {};  // `enum class`
    for (int i = 0; i < max_words && (read_attribute() || read_word()); ++i) {
      at_ = skip_blanks(code_, at_);
    }
    if (words_.empty()) return starts_at(code_, at_, "{") ? attributes_ : std::vector<CodeSpan>();
    if (!is_type()) return {};
    for (const Word& word : words_) {
      if (&word != name_ && word.name != "final") attributes_.push_back(word.span);
    }
    return std::move(attributes_);
  }

 private:
  struct Word {
    CodeSpan span;  ///< includes the arguments of a macro
    std::string_view name;
    bool is_macro = false;
    bool is_call = false;
    bool is_path = false;  ///< whether `::` or type arguments follow the first identifier
  };

  /// Reads `[[...]]`, or a word such as `alignas` with its arguments.
  bool read_attribute() {
    std::size_t open = at_;
    if (!starts_at(code_, at_, "[[")) {
      const std::string_view word = identifier_at(code_, at_);
      if (!is_one_of(word, {"alignas", "_Alignas", "__attribute__", "__attribute", "__declspec"})) {
        return false;
      }
      open = skip_blanks(code_, at_ + word.size());
      if (!starts_at(code_, open, "(")) return false;
    }
    const std::size_t end = skip_brackets(code_, open);
    if (end == open) return false;
    attributes_.push_back({at_, end});
    at_ = end;
    return true;
  }

  bool read_word() {
    const std::string_view name = identifier_at(code_, at_);
    if (name.empty()) return false;
    Word word{.span = {at_, at_ + name.size()}, .name = name, .is_macro = is_macro_name(name)};
    const std::size_t next = skip_blanks(code_, word.span.end);
    if (starts_at(code_, next, "(")) {
      word.span.end = skip_brackets(code_, next);
      word.is_call = true;
      if (word.span.end == next) return false;
    } else {
      const std::size_t end = skip_path(code_, at_);
      word.is_path = end != word.span.end;
      word.span.end = end;
    }
    at_ = word.span.end;
    words_.push_back(word);
    return true;
  }

  /// Finds the name among the words. Returns whether the words are the head of a type.
  bool is_type() {
    std::size_t last = words_.size() - 1;
    if (last > 0 && !words_[last].is_call && means_final(words_[last].name)) --last;
    name_ = &words_[last];
    if (name_->is_call) return false;
    // A word with lower-case letters may be a type: `struct stat buffer{};`.
    bool has_type = false;
    for (std::size_t i = 0; i < last; ++i) {
      const Word& word = words_[i];
      if (word.is_path || (!word.is_macro && (has_type || (word.is_call && i > 0)))) return false;
      has_type = has_type || (!word.is_macro && !is_export_name(word.name));
    }
    if (starts_at(code_, at_, ";")) return last > 0 && !has_type && is_after("class");
    const bool has_bases = starts_at(code_, at_, ":") && !starts_at(code_, at_, "::");
    const std::size_t body = has_bases ? end_of_bases() : at_;
    if (!starts_at(code_, body, "{")) return false;
    return !has_type || has_bases || is_after("class") || has_members(body + 1);
  }

  std::size_t end_of_bases() const {
    constexpr std::size_t max_bytes = 2000;
    return code_.substr(0, at_ + max_bytes).find_first_of(";{}", at_);
  }

  static bool means_final(std::string_view word) {
    return is_one_of(word, {"final", "sealed", "abstract"}) ||
           (is_macro_name(word) && word.ends_with("_FINAL"));
  }

  /// Whether the head begins with the word.
  bool is_after(std::string_view word) const { return code_.substr(0, begin_).ends_with(word); }

  /// Whether the braces whose content begins at `at` contain members, and not the initial value of
  /// a variable: `struct stat buffer{size};`.
  bool has_members(std::size_t at) const {
    at = skip_blanks(code_, at);
    const std::string_view word = identifier_at(code_, at);
    if (word.empty()) return false;
    const std::size_t next = skip_blanks(code_, at + word.size());
    if (!identifier_at(code_, next).empty()) return true;
    if (is_after("enum")) return starts_at(code_, next, ",") || starts_at(code_, next, "=");
    constexpr std::size_t max_bytes = 2000;
    const std::size_t end = code_.substr(0, next + max_bytes).find_first_of(";{}", next);
    return word == name_->name || starts_at(code_, end, ";");
  }

  std::string_view code_;
  std::size_t begin_;
  std::size_t at_;
  std::vector<CodeSpan> attributes_;
  std::vector<Word> words_;
  const Word* name_ = nullptr;
};

/// Whether a word can come before the type in a declaration without being a type itself.
bool is_specifier(std::string_view word) {
  return is_one_of(
      word, {"static", "inline", "extern", "constexpr", "consteval", "constinit", "virtual",
             "friend", "explicit", "mutable", "thread_local", "typename", "const", "volatile"});
}

/// Reads the beginning of a declaration.
class DeclarationHead {
 public:
  DeclarationHead(std::string_view code, std::size_t at) : code_(code), at_(at) {}

  std::vector<CodeSpan> macros() {
    for (int i = 0; i < max_words && (skip_specifier() || read_macro()); ++i) {
      at_ = skip_blanks(code_, at_);
    }
    if (!skip_type() || !skip_name()) return {};
    return std::move(macros_);
  }

 private:
  /// Skips a specifier with its linkage, an attribute, or the parameters of a template.
  bool skip_specifier() {
    if (starts_at(code_, at_, "[[")) return skip_to(skip_brackets(code_, at_));
    const std::string_view word = identifier_at(code_, at_);
    if (word == "template") {
      const std::size_t open = skip_blanks(code_, at_ + word.size());
      const std::size_t end = starts_at(code_, open, "<") ? skip_brackets(code_, open) : open;
      return end != open && skip_to(end);
    }
    if (!is_specifier(word)) return false;
    const std::size_t end = at_ + word.size();
    const std::size_t quote = skip_blanks(code_, end);
    const bool has_linkage = word == "extern" && starts_at(code_, quote, "\"");
    return skip_to(has_linkage ? code_.find('"', quote + 1) + 1 : end);
  }

  bool skip_to(std::size_t end) {
    const bool is_after = end > at_;
    if (is_after) at_ = end;
    return is_after;
  }

  /// Reads a macro. If the macro has arguments, code must follow them on the same line.
  bool read_macro() {
    const std::string_view word = identifier_at(code_, at_);
    if (!is_macro_name(word) && !is_export_name(word)) return false;
    std::size_t end = at_ + word.size();
    if (starts_at(code_, end, "::") || starts_at(code_, end, "<")) return false;
    if (starts_at(code_, end, "(")) {
      const std::size_t close = skip_brackets(code_, end);
      if (close == end) return false;
      end = close;
      if (code_.substr(end, skip_blanks(code_, end) - end).contains('\n')) return false;
    }
    macros_.push_back({at_, end});
    return skip_to(end);
  }

  /// Skips a type that is a path or has arguments, and each `*`, `&` and `const` after it.
  bool skip_type() {
    if (macros_.empty()) return false;
    const std::size_t end = skip_path(code_, at_);
    const std::string_view type = code_.substr(at_, end - at_);
    if (!type.contains("::") && !type.ends_with('>')) return false;
    at_ = skip_blanks(code_, end);
    for (;; at_ = skip_blanks(code_, at_)) {
      if (starts_at(code_, at_, "*") || starts_at(code_, at_, "&")) {
        ++at_;
      } else if (identifier_at(code_, at_) == "const") {
        at_ += 5;
      } else {
        return true;
      }
    }
  }

  /// Skips the declared name, and reads the macros before it.
  bool skip_name() {
    for (;;) {
      const std::size_t end = skip_path(code_, at_);
      if (end == at_) return false;
      const std::string_view word = code_.substr(at_, end - at_);
      const std::size_t next = skip_blanks(code_, end);
      if (word.ends_with("operator")) return true;
      if (!is_macro_name(word) || identifier_at(code_, next).empty()) {
        return next < code_.size() && std::string_view("(;={[,").contains(code_[next]);
      }
      macros_.push_back({at_, end});
      at_ = next;
    }
  }

  std::string_view code_;
  std::size_t at_;
  std::vector<CodeSpan> macros_;
};

}  // namespace

std::vector<CodeSpan> macros_of_class_head(std::string_view code, std::size_t at) {
  return ClassHead(code, at).macros();
}

std::vector<CodeSpan> macros_of_declaration(std::string_view code, std::size_t at) {
  return DeclarationHead(code, at).macros();
}

}  // namespace gitctx
