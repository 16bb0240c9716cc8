#include "text/cpp_syntax.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "base/ascii.h"

namespace gitctx {
namespace {

using Tokens = std::vector<std::string_view>;

bool is_word(std::string_view token) {
  return !token.empty() && is_identifier_char(token.front()) && !is_digit(token.front());
}

/// Whether a name has no lower-case letter, so that it is probably the name of a macro.
bool is_capitals(std::string_view word) { return std::ranges::none_of(word, is_lower); }

bool is_type_word(std::string_view word) {
  return is_one_of(word, {"struct", "class", "union", "enum"});
}

/// Whether a word can come before a type without being a type itself.
bool is_qualifier(std::string_view word) {
  return is_one_of(word, {"static", "extern", "inline", "const", "volatile", "virtual", "explicit",
                          "constexpr", "struct", "union", "enum", "register", "restrict",
                          "__inline", "__inline__", "__extension__"});
}

/// Whether a word can be one of several words that form one type, such as `unsigned long`.
bool is_number_word(std::string_view word) {
  return is_one_of(word, {"unsigned", "signed", "long", "short", "int", "char", "double"});
}

/// Splits a text into words and single characters. Skips comments and the contents of literals.
class TokenReader {
 public:
  explicit TokenReader(std::string_view text) : rest_(text) {}

  /// The next token; empty at the end of the text.
  std::string_view next() {
    for (;;) {
      rest_ = trimmed_front(rest_);
      if (!rest_.starts_with("//") && !rest_.starts_with("/*")) break;
      const bool is_line = rest_[1] == '/';
      const std::size_t end = rest_.find(is_line ? "\n" : "*/", 2);
      rest_.remove_prefix(std::min(end, rest_.size() - 2) + (is_line ? 1 : 2));
    }
    if (rest_.empty()) return {};
    std::size_t size = 1;
    if (is_identifier_char(rest_.front())) {
      while (size < rest_.size() && is_identifier_char(rest_[size])) ++size;
    } else if (rest_.front() == '"' || rest_.front() == '\'') {
      const char quote = rest_.front();
      while (size < rest_.size() && rest_[size] != quote && rest_[size] != '\n') {
        size += rest_[size] == '\\' ? 2 : 1;
      }
      size = std::min(size + 1, rest_.size());
    }
    const std::string_view token = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return token;
  }

 private:
  std::string_view rest_;
};

/// Reads one token at a time, and finds expressions and statements that only C++ has. In C, words
/// such as `new` and `throw` can be names.
class ExpressionReader {
 public:
  /// Returns whether the text up to this token can only be C++.
  bool add(std::string_view token) {
    const bool is_cpp = is_cpp_keyword(token) || is_lambda(token) || is_range_for(token);
    before_ = {token, last(), last(1)};
    return is_cpp;
  }

 private:
  std::string_view last(std::size_t back = 0) const { return before_[back]; }

  /// Whether the token and the words before it form an expression with a keyword of C++.
  bool is_cpp_keyword(std::string_view token) const {
    const std::string_view word = last();
    if (token == "<") {
      return is_one_of(word, {"static_cast", "reinterpret_cast", "const_cast", "dynamic_cast"});
    }
    if ((token == "&" && word == "auto") || (token == "(" && word == "decltype")) return true;
    const bool begins_value = is_one_of(last(1), {"=", "(", ",", "return"});
    if (word == "nullptr") return begins_value && is_one_of(token, {";", ")", ",", "}", "?"});
    if (word == "new") return begins_value && is_word(token);
    const bool begins_statement = is_one_of(last(1), {";", "{", "}"});
    const bool can_begin = begins_statement || is_one_of(last(1), {")", "else"});
    if (word == "throw")
      return (can_begin && is_value(token)) || (begins_statement && token == ";");
    if (word == "delete") return can_begin && is_word(token);
    return word == "]" && last(1) == "[" && last(2) == "delete" && is_word(token);
  }

  static bool is_value(std::string_view token) {
    return !token.empty() && (is_identifier_char(token.front()) || token.front() == '"');
  }

  bool is_lambda(std::string_view token) const {
    return last() == "[" && is_one_of(last(1), {"=", "(", ",", "return"}) &&
           is_one_of(token, {"&", "=", "]"});
  }

  /// Whether the token is the `:` in `for (auto x : list)`.
  bool is_range_for(std::string_view token) {
    if (last() == "for" && token == "(") {
      loop_words_ = 1;
    } else if (loop_words_ > 0) {
      if (token == ":") return loop_words_ > 2;
      if (is_word(token) && token != "in") {
        ++loop_words_;
      } else if (!is_one_of(token, {"*", "&", "[", "]", ",", "<", ">"})) {
        loop_words_ = 0;
      }
    }
    return false;
  }

  std::array<std::string_view, 3> before_;  // the last tokens, the latest first
  int loop_words_ = 0;  // after `for (`, one more than the number of words so far; 0 elsewhere
};

/// Examines the declarations of a text one token at a time.
class DeclarationReader {
 public:
  /// Returns whether the declaration up to this token can only be C++.
  bool add(std::string_view token) {
    if (scopes_.back().kind == Kind::body) {
      if (token == "{") scopes_.push_back({Kind::body, {}});
      if (token == "}") close();
      return false;
    }
    const bool is_cpp = is_cpp_token(token) || ends_function(token);
    if (last() == "(" && depth_ == 1 && in_type()) is_function_ = is_function(token);
    if (token == "(") ++depth_;
    if (token == ")") depth_ = std::max(0, depth_ - 1);
    if (token == "{" && depth_ == 0) {
      open();
    } else if (token == "}" && depth_ == 0) {
      close();
    } else if (token == ";" && depth_ == 0) {
      clear();
    } else if (statement_.size() < max_tokens) {
      statement_.push_back(token);
    }
    return is_cpp;
  }

 private:
  static constexpr std::size_t max_tokens = 200;

  enum class Kind : std::uint8_t {
    file,
    type,
    body,  ///< the body of a function, an enumeration or a value
  };
  struct Scope {
    Kind kind = Kind::file;
    std::string_view name;
  };

  std::string_view last(std::size_t back = 0) const {
    return back < statement_.size() ? statement_[statement_.size() - 1 - back] : std::string_view();
  }

  bool in_type() const { return scopes_.back().kind == Kind::type; }

  bool is_cpp_token(std::string_view token) const {
    if (depth_ == 0) {
      if (is_operator(token)) return true;
      if (token == "(") return is_cpp_head();
      if (is_one_of(token, {"friend", "mutable"}) && in_type()) return true;
      if (token == "<" && in_type())
        return !statement_.empty() && std::ranges::all_of(statement_, is_word);
      if (is_one_of(token, {"override", "final", "noexcept"}) &&
          is_one_of(last(), {")", "const"})) {
        return true;
      }
      if (is_one_of(token, {";", "{", "="})) return is_cpp_end(token);
    }
    if (is_word(token) && last() == ":") return is_base();
    return depth_ == 1 && is_cpp_parameter(token);
  }

  /// Whether the tokens before `token` are the name of an operator: `operator==`. In C, `operator`
  /// can be the name of a variable.
  bool is_operator(std::string_view token) const {
    const std::size_t at = last() == "operator" ? 0 : 1;
    const std::string_view before = last(at + 1);
    if (last(at) != "operator" || is_one_of(before, {"struct", "union", "enum"})) return false;
    if (at == 1) {
      if (token == "(" && is_one_of(last(), {"*", "="}) && in_type()) return true;
      return (last() == "=" && token == "=") || (last() == "[" && token == "]") ||
             (last() == "*" && token == "(" && is_word(before) && !is_qualifier(before));
    }
    if (in_type()) return !is_one_of(token, {";", ",", ":", "=", "[", "*"});
    return is_one_of(token, {"<", ">", "!", "+", "-", "/", "%", "|"}) &&
           std::ranges::find(statement_, "=") == statement_.end();
  }

  /// Whether the words before `(` begin a constructor, a destructor, a function with the return
  /// type `auto`, or the alignment of a type.
  bool is_cpp_head() const {
    const std::string_view name = last();
    if (!is_word(name)) return false;
    if (name == "alignas") return is_type_word(last(1));
    const std::string_view type = is_one_of(last(1), {"&", "*"}) ? last(2) : last(1);
    if (type == "auto") return !is_capitals(name);
    const bool is_own_name = in_type() && name == scopes_.back().name;
    if (is_own_name && last(1) == "~") return true;
    return is_own_name && is_one_of(last(1), {"", "explicit", "inline", "constexpr", ":"});
  }

  /// Whether `statement_` begins a function: a type, a name and `(`. `next` is the next token.
  bool is_function(std::string_view next) const {
    if (next == "*" || next == "&" || next == "^") return false;
    const std::string_view name = last(1);
    if (!is_word(name) || name.starts_with("__") || is_capitals(name)) return false;
    return count_words(statement_.size() - 1) == 2;
  }

  /// Whether the token comes after the parameters of a member function.
  bool ends_function(std::string_view token) const {
    return is_function_ && depth_ == 0 && last() == ")" &&
           is_one_of(token, {";", "{", "=", "const", "volatile", "override", "noexcept"});
  }

  /// The number of types and names among the first `size` tokens; 0 if another token is among them.
  std::size_t count_words(std::size_t size) const {
    std::size_t count = 0;
    bool after_number = false;
    for (std::size_t i = 0; i < size; ++i) {
      const std::string_view token = statement_[i];
      if (is_word(token)) {
        if (!is_qualifier(token) && !(after_number && is_number_word(token))) ++count;
        after_number = is_number_word(token);
      } else if (!is_one_of(token, {"*", "&", "<", ">", ","})) {
        return 0;
      }
    }
    return count;
  }

  /// Whether the tokens before `token` are one of these: a member function that ends with `const`,
  /// a data member with an initial value, an alias, the head of a type with `final`, or the head of
  /// a scoped enumeration.
  bool is_cpp_end(std::string_view token) const {
    if (last() == "const" && last(1) == ")") return true;
    if (token == "=" && statement_.size() == 2 && statement_.front() == "using") return true;
    if (token == "{" && last() == "final" && is_type_head()) {
      const bool is_macro = is_capitals(last(1)) && last(1).contains('_');
      return !is_type_word(last(1)) && !is_macro;
    }
    if (last(2) == "enum" && is_one_of(last(1), {"class", "struct"}) && is_word(last())) {
      return token == "{" || (token == ";" && statement_.size() == 3 && !in_type());
    }
    if (!in_type() || token == ";" || !is_word(last())) return false;
    const std::size_t words = count_words(statement_.size());
    return words == 2 && !is_type_head() && !is_capitals(last());
  }

  /// Whether the token follows `struct Name :` or `enum Name :`.
  bool is_base() const {
    return is_type_head() && statement_.size() >= 3 && is_word(last(1)) && statement_.size() <= 5 &&
           !is_type_word(last(1));
  }

  bool is_type_head() const {
    const auto* const begin = statement_.data();
    const std::size_t skip = !statement_.empty() && statement_.front() == "typedef" ? 1 : 0;
    return statement_.size() > skip && is_type_word(begin[skip]);
  }

  /// Whether a parameter is a reference or has a default value.
  bool is_cpp_parameter(std::string_view token) const {
    const auto open = std::ranges::find(statement_, "(");
    const auto head = static_cast<std::size_t>(open - statement_.begin());
    if (head < 2 || count_words(head) != 2 || is_capitals(statement_[head - 1])) return false;
    if (token == "=") return is_word(last()) && is_word_or_mark(last(1));
    if (!is_word(token) || last() != "&" || !is_word(last(1))) return false;
    return is_one_of(last(2), {"(", ",", "const", "struct"});
  }

  static bool is_word_or_mark(std::string_view token) {
    return is_word(token) || token == "*" || token == "&" || token == ">";
  }

  void open() {
    Scope scope{.kind = Kind::body, .name = {}};
    const bool has_call = std::ranges::find(statement_, "(") != statement_.end();
    if (!statement_.empty() && statement_.front() == "extern" && last().starts_with('"')) {
      scope.kind = Kind::file;
    } else if (is_type_head() && !has_call &&
               std::ranges::find(statement_, "enum") == statement_.end()) {
      scope = {.kind = Kind::type, .name = is_word(last()) ? last() : std::string_view()};
    }
    scopes_.push_back(scope);
    clear();
  }

  void close() {
    if (scopes_.size() > 1) scopes_.pop_back();
    clear();
  }

  void clear() {
    statement_.clear();
    is_function_ = false;
  }

  std::vector<Scope> scopes_ = {Scope{}};
  Tokens statement_;          // the tokens since the last ';' or brace
  int depth_ = 0;             // number of open parentheses
  bool is_function_ = false;  // whether the statement begins a member function
};

}  // namespace

bool has_cpp_syntax(std::string_view text) {
  TokenReader tokens(text);
  ExpressionReader expressions;
  DeclarationReader declarations;
  for (std::string_view token = tokens.next(); !token.empty(); token = tokens.next()) {
    if (expressions.add(token) || declarations.add(token)) return true;
  }
  return false;
}

}  // namespace gitctx
