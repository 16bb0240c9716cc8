#include "redact/secret_candidate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "base/base64.h"
#include "redact/blanks.h"

namespace gitctx {
namespace {

bool contains_ignoring_case(std::string_view text, std::string_view lower_word) {
  return !std::ranges::search(text, lower_word, [](char a, char b) {
            return lower_case(a) == b;
          }).empty();
}

template <std::size_t size>
bool contains_any(std::string_view text, const std::array<std::string_view, size>& lower_words) {
  return std::ranges::any_of(
      lower_words, [&](std::string_view word) { return contains_ignoring_case(text, word); });
}

template <std::size_t size>
bool is_one_of_ignoring_case(std::string_view text,
                             const std::array<std::string_view, size>& lower_words) {
  return std::ranges::any_of(
      lower_words, [&](std::string_view word) { return equal_ignoring_case(text, word); });
}

// Words that mark a value as an example.
constexpr auto example_words = std::to_array<std::string_view>({"example",
                                                                "changeme",
                                                                "change_me",
                                                                "change-me",
                                                                "place"
                                                                "holder",
                                                                "your_",
                                                                "your-",
                                                                "yourkey",
                                                                "yoursec",
                                                                "yourtok",
                                                                "yourpass",
                                                                "xx"
                                                                "xx",
                                                                "redacted",
                                                                "dummy",
                                                                "replace",
                                                                "insert",
                                                                "sample",
                                                                "fake",
                                                                "...",
                                                                "mysecret",
                                                                "hmac",
                                                                "pbkdf"});

/// Passwords that are not secret: words for a password, and default passwords from manuals.
constexpr auto well_known_passwords = std::to_array<std::string_view>(
    {"password", "passwd",    "pass",   "pwd",     "secret",   "postgres", "postgresql",
     "root",     "admin",     "test",   "tester",  "testing",  "guest",    "user",
     "username", "mysql",     "token",  "none",    "null",     "nil",      "true",
     "false",    "undefined", "string", "default", "foobar",   "foo",      "bar",
     "required", "optional",  "hidden", "empty",   "rabbitmq", "minio",    "localhost"});

bool is_hexadecimal(std::string_view value) {
  return std::ranges::all_of(value, [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

bool is_uuid(std::string_view value) {
  if (value.size() != 36) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? value[i] != '-' : !is_hexadecimal(value.substr(i, 1))) return false;
  }
  return true;
}

struct CharacterCounts {
  std::size_t digits = 0, lower = 0, upper = 0, others = 0;
  std::size_t changes = 0;  ///< characters whose class differs from the previous one
};

CharacterCounts count_characters(std::string_view value) {
  CharacterCounts counts;
  int last = -1;
  for (const char c : value) {
    const int kind = is_digit(c) ? 0 : is_lower(c) ? 1 : is_upper(c) ? 2 : 3;
    ++(kind == 0   ? counts.digits
       : kind == 1 ? counts.lower
       : kind == 2 ? counts.upper
                   : counts.others);
    if (last >= 0 && kind != last) ++counts.changes;
    last = kind;
  }
  return counts;
}

/// Whether the value is a path: words between slashes.
bool is_path(std::string_view value) {
  if (std::ranges::count(value, '/') < 2) return false;
  std::size_t words = 0;
  while (!value.empty()) {
    const std::string_view part = take_part(value, '/');
    constexpr std::size_t shortest_word = 3;
    if (part.size() >= shortest_word && std::ranges::all_of(part, is_lower)) ++words;
  }
  return words > 0;
}

/// Whether the value can be the name of a variable or member in code: `self._password)`.
bool is_identifier(std::string_view value) {
  return std::ranges::none_of(value, is_digit) && std::ranges::all_of(value, [](char c) {
           return is_letter(c) || std::string_view("_.-)]:?").contains(c);
         });
}

/// Whether the value looks random. In a value made of words, such as `my-token-v2` or
/// `AuthTokenFilter2`, most letters follow a letter of the same case. In random text, about every
/// second character is of another class than the character before it.
bool looks_random(std::string_view value) {
  constexpr std::size_t shortest = 16, longest = 512;
  if (value.size() < shortest || value.size() > longest || is_placeholder(value)) return false;
  if (is_uuid(value) || is_path(value)) return false;
  const CharacterCounts counts = count_characters(value);
  if (counts.digits < 2 || counts.lower + counts.upper == 0) return false;
  if (is_hexadecimal(value)) return entropy(value) >= 3.0;
  constexpr double least_changes = 0.3, least_entropy = 3.5;
  const double changes = static_cast<double>(counts.changes) / static_cast<double>(value.size());
  return changes >= least_changes && entropy(value) >= least_entropy &&
         counts.others * 5 < value.size();
}

/// The character before the candidate; '\0' at the start of the text.
char character_before(const SecretCandidate& candidate) {
  return candidate.begin == 0 ? '\0' : candidate.text[candidate.begin - 1];
}

bool is_upper_name(std::string_view name) {
  return std::ranges::none_of(name, is_lower) && std::ranges::any_of(name, is_upper);
}

/// Whether the name refers not to the password itself, but to its file, field, length or the like.
bool is_about_password(std::string_view name) {
  constexpr std::array<std::string_view, 12> endings{"file",   "path",   "env",   "dir",
                                                     "url",    "name",   "id",    "field",
                                                     "prompt", "length", "label", "script"};
  if (contains_ignoring_case(name, "policy")) return true;
  return std::ranges::any_of(endings, [&](std::string_view ending) {
    return name.size() > ending.size() &&
           equal_ignoring_case(name.substr(name.size() - ending.size()), ending);
  });
}

/// Whether the name refers to a password. `pass` must be a separate word, so `compass` does not
/// count.
bool is_password_name(std::string_view name) {
  constexpr std::array<std::string_view, 6> words{"password", "passwd", "passphrase",
                                                  "passwort", "_pass",  "pwd"};
  if (contains_any(name, words)) return true;
  constexpr std::string_view pass = "pass";
  if (name.size() < pass.size()) return false;
  const std::string_view word = name.substr(name.size() - pass.size());
  if (!equal_ignoring_case(word, pass)) return false;
  if (word.size() == name.size()) return true;
  const char before = name[name.size() - word.size() - 1];
  return !is_letter(before) || (is_lower(before) && is_upper(word.front()));
}

/// Whether the value is a word with a number, such as `sha256`, `int64` or `password2`.
bool is_numbered_word(std::string_view value) {
  constexpr auto words = std::to_array<std::string_view>(
      {"sha",     "sha-",  "md",  "utf",  "utf-",  "base",       "argon", "pbkdf",
       "aes",     "aes-",  "int", "uint", "float", "varchar",    "field", "input",
       "value",   "param", "arg", "line", "label", "passphrase", "step",  "page",
       "version", "text",  "str", "key",  "hash"});
  std::size_t size = value.size();
  while (size > 0 && (is_digit(value[size - 1]) || value[size - 1] == '_')) --size;
  const std::string_view word = value.substr(0, size);
  return is_one_of_ignoring_case(word, words) ||
         is_one_of_ignoring_case(word, well_known_passwords);
}

/// Whether at most blanks and a comment follow the value on its line.
bool ends_line(const SecretCandidate& candidate) {
  std::string_view after = candidate.text.substr(candidate.end);
  // Inside a string literal in code or JSON, a line ends with an escape such as `\n`.
  if (after.starts_with("\\n") || after.starts_with("\\r")) return true;
  std::size_t blanks = 0;
  while (const std::size_t size = size_of_blank(after, blanks)) blanks += size;
  after.remove_prefix(blanks);
  return after.empty() || after.front() == '\n' || after.front() == '\r' ||
         (blanks > 0 && after.front() == '#');
}

/// The part of the line before the name.
std::string_view line_before_name(const SecretCandidate& candidate) {
  const auto at = static_cast<std::size_t>(candidate.name.data() - candidate.text.data());
  return SecretCandidate{.text = candidate.text, .begin = at, .end = at}.line_before();
}

/// Characters that may precede a name on its line, and the bytes of Unicode blanks.
constexpr std::string_view blanks_and_marks = " \t-#\xC2\xA0\xE2\x80\x8B\xAF\x81\xE3\xEF\xBB\xBF";

/// Whether nothing precedes the name on its line except blanks, and words such as `export` that may
/// precede a variable.
bool starts_line(const SecretCandidate& candidate) {
  const std::string_view before = trimmed(line_before_name(candidate), blanks_and_marks);
  // Inside a string literal in code or JSON, a line starts after a quote or the escape `\n`.
  if (before.empty() || before.ends_with('"') || before.ends_with('\'')) return true;
  if (before.ends_with("\\n")) return true;
  constexpr std::array<std::string_view, 6> prefixes{"export", "set", "env", "arg", "e", "//"};
  return std::ranges::any_of(prefixes, [&](std::string_view prefix) {
    const std::size_t size = prefix.size();
    return before.size() >= size &&
           equal_ignoring_case(before.substr(before.size() - size), prefix) &&
           (before.size() == size || !is_alphanumeric(before[before.size() - size - 1]));
  });
}

/// Whether the name refers to a secret: `secret`, `clientSecret`, `app_secret_key`.
bool is_secret_name(std::string_view name) {
  constexpr std::array<std::string_view, 3> endings{"key", "token", "value"};
  constexpr std::string_view secret = "secret";
  const auto ends_with = [&](std::string_view ending) {
    return name.size() >= ending.size() &&
           equal_ignoring_case(name.substr(name.size() - ending.size()), ending);
  };
  for (const std::string_view ending : endings) {
    if (!ends_with(ending)) continue;
    name.remove_suffix(ending.size());
    break;
  }
  while (!name.empty() && std::string_view("_.-").contains(name.back())) name.remove_suffix(1);
  return ends_with(secret);
}

/// Whether the value is a name: words that may end in numbers, as in `oauth2-app-v1`.
bool is_numbered_name(std::string_view value) {
  constexpr std::string_view separators = "-_.";
  if (value.find_first_of(separators) == std::string_view::npos) return false;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find_first_of(separators), value.size());
    std::string_view word = value.substr(0, end);
    value.remove_prefix(std::min(end + 1, value.size()));
    while (!word.empty() && is_digit(word.back())) word.remove_suffix(1);
    if (std::ranges::any_of(word, is_digit)) return false;
  }
  return true;
}

/// Whether the value has an opening bracket and later its closing bracket, as in code and
/// templates.
bool has_pair_of_brackets(std::string_view value) {
  return std::ranges::any_of(
      std::array<std::string_view, 4>{"()", "{}", "<>", "[]"}, [&](std::string_view pair) {
        const std::size_t open = value.find(pair.front());
        return open != std::string_view::npos && value.find(pair.back(), open) < value.size();
      });
}

/// Whether the brackets, slashes and colons of a quoted value belong to a password, as in
/// `p(ss{w<rd1` and `aB3/dE6+xY`, and not to code, a path or a URL.
bool has_signs_of_password(std::string_view value, const CharacterCounts& counts) {
  constexpr std::size_t many_changes = 5;
  if (counts.changes < many_changes || has_pair_of_brackets(value) || is_path(value)) return false;
  if (value.contains("//") || value.contains('\\')) return false;
  if (std::string_view("/.:<").contains(value.front())) return false;
  if (std::string_view("/:>").contains(value.back())) return false;
  if (value.find_first_of("/:") == std::string_view::npos) return true;
  // Fields, as in `user1:Group2`, are not passwords.
  const bool is_field = value.contains(':') && counts.others == 1;
  return counts.lower > 0 && counts.upper > 0 && counts.others * 4 <= value.size() && !is_field;
}

/// The value of the candidate. If a quoted value starts with a sign, as in `"!Q2w3e4r"`, the sign
/// is omitted, because such a sign marks a reference only in unquoted values. A value such as
/// `%PASSWORD1%` is returned whole.
std::string_view without_front_sign(const SecretCandidate& candidate) {
  const std::string_view value = candidate.value();
  const bool has_sign = candidate.is_quoted && value.size() > 1 &&
                        std::string_view("!@*&([%").contains(value.front()) &&
                        !std::string_view("%@)]").contains(value.back());
  return value.substr(has_sign ? 1 : 0);
}

/// Whether a quoted value with a digit is a password, and not a word, a constant, code or a path.
bool is_quoted_password(const SecretCandidate& candidate, const CharacterCounts& counts,
                        bool is_word) {
  const std::string_view value = candidate.value();
  constexpr std::size_t shortest_numbered = 8;
  const bool has_letters = counts.lower + counts.upper > 0;
  if (!has_letters && value.contains('.')) return false;
  if (value.size() < shortest_numbered &&
      (!has_letters || candidate.sign == ',' || is_numbered_word(value))) {
    return false;
  }
  const bool is_constant = counts.lower == 0 && value.contains('_');
  if (is_word || is_constant || value.contains(' ')) return false;
  return value.find_first_of("(){}<>/:") == std::string_view::npos ||
         (has_letters && has_signs_of_password(value, counts));
}

/// Whether the value has the form of a password. The name must refer to a password or a secret.
bool has_form_of_password(const SecretCandidate& candidate) {
  const std::string_view value = candidate.value();
  constexpr std::size_t shortest = 5, longest = 200;
  if (value.size() < shortest || value.size() > longest) return false;
  if (is_placeholder(without_front_sign(candidate))) return false;
  if (is_one_of_ignoring_case(value, well_known_passwords) || is_about_password(candidate.name))
    return false;
  const CharacterCounts counts = count_characters(value);
  const bool is_word = counts.digits == 0 && (counts.lower == 0 || counts.upper <= 1) &&
                       value.find_first_of("!#$%^&*+?") == std::string_view::npos;
  const bool is_env = candidate.is_tight && candidate.sign == '=' &&
                      is_upper_name(candidate.name) && (starts_line(candidate) || !is_word);
  if (is_env && value.find_first_of("(){}[]<>;,") == std::string_view::npos) return true;
  if (is_env && !candidate.is_quoted) return false;
  constexpr std::size_t shortest_simple = 6, shortest_numbered = 8;
  if (counts.digits == 0 || value.size() < shortest_simple) return false;
  if (candidate.is_quoted) return is_quoted_password(candidate, counts, is_word);
  // Without quotes: `password: s3cr3t` in YAML, `db.password=s3cr3t` in properties.
  if (!starts_line(candidate) || counts.lower + counts.upper == 0 ||
      value.find_first_of("(){}[]<>;,.:/\\") != std::string_view::npos) {
    return false;
  }
  constexpr std::size_t many_changes = 4;
  const bool is_field = candidate.sign == ':' || candidate.is_tight;
  if (counts.changes >= many_changes && value.size() >= shortest_numbered &&
      !candidate.is_on_next_line) {
    return true;
  }
  return is_field && ends_line(candidate) && !is_numbered_word(value);
}

/// If a string literal is still open at the end of `before`, returns the part of `before` inside
/// this literal; otherwise, all of `before`. An apostrophe inside a word does not open a literal.
std::string_view in_open_literal(std::string_view before) {
  char open = '\0';
  std::size_t begin = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const char c = before[i];
    if (c == '\\') {
      ++i;
    } else if (open == '\0' && (c == '"' || c == '`' || c == '\'') &&
               (c != '\'' || i == 0 || !is_alphanumeric(before[i - 1]))) {
      open = c;
      begin = i + 1;
    } else if (c == open) {
      open = '\0';
    }
  }
  return open == '\0' ? before : before.substr(begin);
}

/// Whether `line`, the part of a line before a name, can be prose or a command, and not the
/// arguments or fields of code.
bool is_outside_code(std::string_view line) {
  const std::string_view before = in_open_literal(line);
  const auto opens = [&](char open, char close) {
    return std::ranges::count(before, open) > std::ranges::count(before, close);
  };
  if (opens('{', '}') || opens('[', ']')) return false;
  // `(password=...)` after a blank is a remark, but `f(password=...)` is a call.
  return !opens('(', ')') ||
         (before.ends_with('(') && (before.size() == 1 || is_blank(before[before.size() - 2])));
}

}  // namespace

double entropy(std::string_view value) {
  std::array<std::uint32_t, 256> counts{};
  for (const char c : value) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  const auto size = static_cast<double>(value.size());
  for (const std::uint32_t count : counts) {
    if (count > 0) bits -= count / size * std::log2(count / size);
  }
  return bits;
}

bool is_placeholder(std::string_view value) {
  if (value.empty()) return true;
  constexpr std::string_view references = "$<{[(%&*!@";
  if (references.contains(value.front()) && value.size() > 1 && !is_digit(value[1])) {
    return true;
  }
  for (const std::string_view sign : {"${", "$(", "{{", "#{", "%s", "%(", "<%", "()", "->", "::"}) {
    if (value.contains(sign)) return true;
  }
  if (contains_any(value, example_words)) return true;
  // One repeated character, or a short value that contains the digits in order.
  constexpr std::size_t longest_run = 20;
  return entropy(value) < 1.5 || value.contains("aaaaaaaa") || value.contains("00000000") ||
         (value.size() <= longest_run && value.contains("123456789"));
}

bool is_any(const SecretCandidate& candidate) { return entropy(candidate.value()) > 2; }

bool is_random(const SecretCandidate& candidate) { return looks_random(candidate.value()); }

bool is_random_mixed(const SecretCandidate& candidate) {
  const CharacterCounts counts = count_characters(candidate.value());
  return counts.lower > 0 && counts.upper > 0 && looks_random(candidate.value());
}

bool is_mixed(const SecretCandidate& candidate) {
  constexpr double least_entropy = 3.5;
  const CharacterCounts counts = count_characters(candidate.value());
  return counts.lower > 0 && counts.upper > 0 && counts.digits > 0 &&
         entropy(candidate.value()) >= least_entropy;
}

bool has_digit(const SecretCandidate& candidate) {
  return std::ranges::any_of(candidate.value(), is_digit) && is_any(candidate);
}

bool stands_alone(const SecretCandidate& candidate) {
  constexpr std::string_view base64 = "+/=";
  const bool continues = candidate.end < candidate.text.size() &&
                         std::string_view("+/=-_").contains(candidate.text[candidate.end]) &&
                         candidate.end + 1 < candidate.text.size() &&
                         is_alphanumeric(candidate.text[candidate.end + 1]);
  const bool is_continued = base64.contains(character_before(candidate)) && candidate.begin > 1 &&
                            character_before(candidate) != '=';
  return !continues && !is_continued && is_any(candidate);
}

bool follows_bot_id(const SecretCandidate& candidate) {
  const std::string_view before = candidate.line_before();
  std::size_t digits = 0;
  for (std::size_t i = before.size() - std::min<std::size_t>(before.size(), 1); i > 0; --i) {
    if (!is_digit(before[i - 1])) break;
    ++digits;
  }
  return digits >= 6 && digits <= 12;
}

bool follows_user_name(const SecretCandidate& candidate) {
  std::string_view before = candidate.line_before();
  if (before.size() < 2) return false;
  before.remove_suffix(1);
  return is_alphanumeric(before.back()) || before.back() == '_' || before.back() == '.';
}

bool encodes_login(const SecretCandidate& candidate) {
  constexpr std::size_t longest = 400;
  if (candidate.value().size() > longest) return false;
  const std::optional<std::string> login = decode_base64(candidate.value());
  if (!login) return false;
  const std::size_t colon = login->find(':');
  const bool is_text = std::ranges::all_of(*login, [](char c) { return c >= ' ' && c <= '~'; });
  if (!is_text || colon == std::string::npos) return false;
  const std::string_view user = std::string_view(*login).substr(0, colon);
  const std::string_view password = std::string_view(*login).substr(colon + 1);
  // For some services, the user name or the password is a token, and the other is empty.
  if (user.empty() || password.empty()) return looks_random(user) || looks_random(password);
  return password.size() >= 3 && !is_one_of_ignoring_case(password, well_known_passwords) &&
         !is_placeholder(password);
}

bool encodes_private_key(const SecretCandidate& candidate) {
  // The beginning of the value is enough, because it encodes the first line of the PEM form.
  constexpr std::size_t size = 64;
  const std::optional<std::string> head = decode_base64(candidate.value().substr(0, size));
  return head && head->contains("PRIVATE KEY");
}

bool is_docker_login(const SecretCandidate& candidate) {
  return candidate.name == "auth" && encodes_login(candidate);
}

bool is_aws_secret(const SecretCandidate& candidate) {
  if (!is_mixed(candidate) || is_path(candidate.value())) return false;
  return contains_ignoring_case(candidate.name, "aws") ||
         contains_ignoring_case(candidate.name, "access") ||
         contains_ignoring_case(candidate.name, "secret");
}

bool is_named_token(const SecretCandidate& candidate) {
  constexpr std::array<std::string_view, 16> words{
      "secret", "token",   "api",    "access",   "auth",   "private", "signing",    "encrypt",
      "master", "session", "client", "password", "passwd", "deploy",  "credential", "license"};
  constexpr std::array<std::string_view, 9> public_words{"public",      "keyword",  "cancellation",
                                                         "csrf_header", "tokenize", "token_type",
                                                         "token_id",    "tokenid",  "integrity"};
  if (!contains_any(candidate.name, words) || contains_any(candidate.name, public_words))
    return false;
  return looks_random(candidate.value());
}

bool is_plain_token(const SecretCandidate& candidate) {
  const std::string_view name = trimmed(candidate.name, "-. ");
  if (!equal_ignoring_case(name, "token")) return false;
  if (candidate.sign != ':' || candidate.is_quoted) return false;
  const CharacterCounts counts = count_characters(candidate.value());
  if (is_placeholder(candidate.value()) || counts.digits < 3 || counts.lower + counts.upper < 3)
    return false;
  return candidate.value().size() == 23 || looks_random(candidate.value());
}

bool is_url_password(const SecretCandidate& candidate) {
  const std::string_view value = candidate.value();
  if (is_placeholder(value) || is_one_of_ignoring_case(value, well_known_passwords)) return false;
  // A port is not a password.
  return !(value.size() <= 5 && std::ranges::all_of(value, is_digit));
}

bool is_in_connection_string(const SecretCandidate& candidate) {
  if (candidate.sign != '=' || is_placeholder(candidate.value()) ||
      is_one_of_ignoring_case(candidate.value(), well_known_passwords)) {
    return false;
  }
  const bool has_semicolons = candidate.line_before().contains(';');
  if (!candidate.is_quoted && !has_semicolons && is_identifier(candidate.value())) return false;
  if (candidate.value().find_first_of("()[]") != std::string_view::npos) return false;
  constexpr std::array<std::string_view, 10> fields{
      "server=", "data source=", "host=",     "user id=", "uid=",
      "userid=", "username=",    "database=", "user=",    "addr="};
  return contains_any(candidate.line_before(), fields);
}

bool is_assigned_password(const SecretCandidate& candidate) {
  return is_password_name(candidate.name) && has_form_of_password(candidate);
}

bool is_assigned_secret(const SecretCandidate& candidate) {
  if (!is_secret_name(candidate.name) || !has_form_of_password(candidate)) return false;
  const std::string_view value = candidate.value();
  const CharacterCounts counts = count_characters(value);
  constexpr std::size_t shortest = 6;
  return value.size() >= shortest && counts.digits > 0 && counts.lower + counts.upper > 0 &&
         counts.changes >= 2 && !is_numbered_word(value) && !is_numbered_name(value);
}

bool is_mentioned_password(const SecretCandidate& candidate) {
  // The punctuation that ends a sentence or remark is not part of the value.
  std::string_view value = candidate.value();
  for (int i = 0; i < 2 && !value.empty() && std::string_view(").,").contains(value.back()); ++i) {
    value.remove_suffix(1);
  }
  if (candidate.is_quoted || candidate.is_on_next_line || !is_password_name(candidate.name) ||
      is_about_password(candidate.name)) {
    return false;
  }
  const bool is_option = candidate.sign == ' ' && candidate.name.starts_with("--");
  const bool is_equation = candidate.sign == '=' && candidate.is_tight;
  const bool is_field = candidate.sign == ':' && !starts_line(candidate);
  if (!is_option && !is_equation && !is_field) return false;
  const CharacterCounts counts = count_characters(value);
  constexpr std::size_t shortest = 6, shortest_field = 8, longest = 200;
  if (value.size() < (is_field ? shortest_field : shortest) || value.size() > longest) return false;
  if (is_field && counts.changes < 2) return false;
  if (counts.digits == 0 || counts.lower + counts.upper == 0) return false;
  if (is_placeholder(value) || is_numbered_word(value)) return false;
  if (value.find_first_of("(){}[]<>;,.:/\\") != std::string_view::npos) return false;
  const char after = candidate.end < candidate.text.size() ? candidate.text[candidate.end] : '\n';
  const bool is_end = std::string_view(" \t\r\n&\"'`;,").contains(after) ||
                      size_of_blank(candidate.text, candidate.end) > 0;
  // An option such as `--password` counts even in code, because code can contain commands.
  return is_end &&
         (candidate.name.starts_with("--") || is_outside_code(line_before_name(candidate)));
}

bool is_authorization(const SecretCandidate& candidate) {
  const std::string_view before = candidate.line_before();
  const auto follows = [&](std::string_view scheme) {
    return before.size() >= scheme.size() &&
           equal_ignoring_case(before.substr(before.size() - scheme.size()), scheme);
  };
  if (follows("basic ")) return false;
  // Random values after `bearer` are found by the kind `bearer-token`.
  if (follows("bearer ")) return is_uuid(candidate.value());
  // Parameters, such as AWS's `Credential=ID/20260101/eu-west-1/s3`, are not secrets.
  const std::string_view value = candidate.value();
  const std::size_t equals = std::min(value.find('='), value.size());
  const bool is_parameter = equals + 1 < value.size() && value[equals + 1] != '=' &&
                            std::ranges::all_of(value.substr(0, equals), is_letter);
  if (is_parameter) return false;
  return looks_random(candidate.value()) || is_uuid(candidate.value());
}

bool is_simple_password(const SecretCandidate& candidate) {
  return has_digit(candidate) && std::ranges::any_of(candidate.value(), is_letter) &&
         !is_placeholder(candidate.value()) && !is_numbered_word(candidate.value());
}

}  // namespace gitctx
