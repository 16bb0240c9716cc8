#include "text/languages.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <ranges>
#include <string>
#include <unordered_map>

#include "base/ascii.h"
#include "text/cpp_syntax.h"
#include "text/encodings/encoding.h"
#include "text/long_lines.h"

namespace gitctx {
namespace {

/// The names of a language, and the names by which its files are recognised. All words are in lower
/// case. The words of a list are separated by blanks.
struct LanguageRow {
  std::string_view name;
  std::string_view aliases = {};       ///< further names that users type
  std::string_view extensions = {};    ///< file extensions
  std::string_view file_names = {};    ///< names of files that have no such extension
  std::string_view interpreters = {};  ///< programs in `#!` lines, without a version
};

/// Indexed by the number of the language.
constexpr LanguageRow rows[] = {
    {.name = "text", .aliases = "txt plain plaintext"},
    {.name = "bash",
     .aliases = "sh shell zsh",
     .extensions = "sh bash zsh ksh bats ebuild",
     .file_names = ".bashrc .bash_profile .bash_aliases .bash_logout .profile .zshrc .zshenv "
                   ".zprofile .envrc pkgbuild apkbuild gradlew",
     .interpreters = "sh bash dash zsh ksh bats"},
    {.name = "c", .extensions = "c h idc"},
    {.name = "cpp",
     .aliases = "c++ cc cxx",
     .extensions = "cc cpp cxx c++ hh hpp hxx h++ ipp tpp inl ixx cppm cu cuh ino"},
    {.name = "csharp", .aliases = "c# cs", .extensions = "cs csx"},
    {.name = "elixir",
     .aliases = "ex exs",
     .extensions = "ex exs",
     .file_names = "mix.lock",
     .interpreters = "elixir"},
    {.name = "go", .aliases = "golang", .extensions = "go"},
    {.name = "haskell",
     .aliases = "hs",
     .extensions = "hs hsc",
     .interpreters = "runghc runhaskell"},
    {.name = "java", .extensions = "java"},
    {.name = "javascript",
     .aliases = "js jsx node ecmascript",
     .extensions = "js mjs cjs jsx es6 jsm",
     .interpreters = "node nodejs"},
    {.name = "kotlin", .aliases = "kt kts", .extensions = "kt kts", .interpreters = "kotlin"},
    {.name = "lua",
     .extensions = "lua rockspec",
     .file_names = ".luacheckrc",
     .interpreters = "lua luajit"},
    {.name = "php", .extensions = "php phtml php5 phpt", .interpreters = "php"},
    {.name = "python",
     .aliases = "py python3",
     .extensions = "py pyi pyw pyx bzl bazel star",
     .file_names = "build workspace sconstruct sconscript wscript tiltfile",
     .interpreters = "python pypy"},
    {.name = "ruby",
     .aliases = "rb",
     .extensions = "rb rake gemspec ru podspec rbi jbuilder",
     .file_names = "gemfile rakefile vagrantfile guardfile podfile brewfile capfile fastfile "
                   "dangerfile thorfile .irbrc",
     .interpreters = "ruby"},
    {.name = "rust", .aliases = "rs", .extensions = "rs"},
    {.name = "scala", .extensions = "scala sc sbt", .interpreters = "scala"},
    {.name = "swift", .extensions = "swift", .interpreters = "swift"},
    {.name = "typescript", .aliases = "ts", .extensions = "ts mts cts", .interpreters = "bun deno"},
    {.name = "tsx", .extensions = "tsx"},
    {.name = "zig", .extensions = "zig zon"},
    {.name = "markdown", .aliases = "md mdx", .extensions = "md markdown mdown mkd mdx qmd rmd"},
    {.name = "json",
     .extensions = "json jsonc json5 geojson webmanifest",
     .file_names = ".eslintrc .babelrc .prettierrc .jshintrc composer.lock pipfile.lock"},
    {.name = "yaml",
     .aliases = "yml",
     .extensions = "yaml yml",
     .file_names = ".clang-format .clang-tidy"},
    {.name = "toml", .extensions = "toml", .file_names = "cargo.lock poetry.lock pipfile"},
    {.name = "html", .aliases = "htm", .extensions = "html htm xhtml erb heex"},
    {.name = "css", .aliases = "scss less", .extensions = "css scss sass less"},
    {.name = "sql", .extensions = "sql"},
    {.name = "make",
     .aliases = "makefile mk",
     .extensions = "mk mak",
     .file_names = "makefile gnumakefile",
     .interpreters = "make"},
    {.name = "cmake", .extensions = "cmake", .file_names = "cmakelists.txt"},
    {.name = "dockerfile",
     .aliases = "docker",
     .extensions = "dockerfile",
     .file_names = "dockerfile containerfile"},
    {.name = "protobuf", .aliases = "proto protobuffer protocolbuffer", .extensions = "proto"},
    {.name = "perl", .aliases = "pl", .extensions = "pl pm t", .interpreters = "perl"},
    {.name = "r", .extensions = "r", .interpreters = "rscript"},
    {.name = "dart", .extensions = "dart"},
    {.name = "clojure", .aliases = "clj", .extensions = "clj cljs cljc edn"},
    {.name = "erlang",
     .aliases = "erl",
     .extensions = "erl hrl",
     .file_names = "rebar.config",
     .interpreters = "escript"},
    {.name = "ocaml", .aliases = "ml", .extensions = "ml mli"},
    {.name = "vim",
     .aliases = "vimscript viml",
     .extensions = "vim",
     .file_names = ".vimrc _vimrc .gvimrc"},
    {.name = "rst", .aliases = "restructuredtext", .extensions = "rst rest"},
    {.name = "xml",
     .aliases = "svg",
     .extensions = "xml xsd xsl xslt svg plist csproj fsproj props targets resx xaml"},
    {.name = "groovy",
     .extensions = "groovy gradle",
     .file_names = "jenkinsfile",
     .interpreters = "groovy"},
    {.name = "objectivec", .aliases = "objective-c objective_c objc", .extensions = "m mm"},
    {.name = "julia", .aliases = "jl", .extensions = "jl", .interpreters = "julia"},
    {.name = "nix", .extensions = "nix"},
    {.name = "terraform", .aliases = "tf hcl", .extensions = "tf tfvars hcl"},
    {.name = "graphql", .aliases = "gql", .extensions = "graphql gql graphqls"},
    {.name = "vue", .extensions = "vue"},
    {.name = "svelte", .extensions = "svelte"},
    {.name = "assembly", .aliases = "asm", .extensions = "s asm nasm"},
    {.name = "powershell",
     .aliases = "ps1 pwsh",
     .extensions = "ps1 psm1 psd1",
     .interpreters = "pwsh"},
    {.name = "fish", .extensions = "fish", .interpreters = "fish"},
    {.name = "solidity", .aliases = "sol", .extensions = "sol"},
};
static_assert(std::size(rows) == language_count);

using Table = std::unordered_map<std::string_view, Language>;

/// A table that maps each word of one column to its language.
Table make_table(std::string_view LanguageRow::* column) {
  Table table;
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    for (const auto word : std::views::split(rows[i].*column, ' ')) {
      table.emplace(std::string_view(word.begin(), word.end()), static_cast<Language>(i));
    }
  }
  return table;
}

std::optional<Language> find(const Table& table, std::string_view key) {
  const auto found = table.find(key);
  return found != table.end() ? std::optional(found->second) : std::nullopt;
}

/// The language of a `#!` line. For example, the language of `#!/usr/bin/env -S python3.11 -u` is
/// python.
std::optional<Language> language_of_shebang(std::string_view head) {
  static const Table table = make_table(&LanguageRow::interpreters);
  if (!head.starts_with("#!")) return std::nullopt;
  std::string_view line = head.substr(2, head.find('\n') - 2);
  while (!line.empty()) {
    line = trimmed_front(line, " \t\r");
    std::string_view word = line.substr(0, line.find_first_of(" \t\r"));
    line.remove_prefix(word.size());
    word.remove_prefix(word.rfind('/') + 1);
    if (word.empty() || word == "env" || word.starts_with('-') || word.contains('=')) continue;
    word = word.substr(0, word.find_last_not_of("0123456789.") + 1);
    return find(table, lower_case(word));
  }
  return std::nullopt;
}

bool begins_word(std::string_view line, std::string_view word) {
  if (!line.starts_with(word)) return false;
  const char after = line.size() > word.size() ? line[word.size()] : ' ';
  return !is_alphanumeric(after) && after != '_';
}

bool is_cpp_line(std::string_view line) {
  for (const std::string_view word :
       {"class", "namespace", "template", "using", "public:", "private:", "protected:", "constexpr",
        "virtual", "explicit"}) {
    if (begins_word(line, word)) return true;
  }
  if (line.starts_with("#include <")) return line.find('.') == std::string_view::npos;
  return line.contains("::") && !line.contains('"');
}

/// Appends a line of C to `code`, without comments. `in_comment` says whether the line begins in a
/// block comment, and is updated for the next line.
void append_code(std::string_view line, bool& in_comment, std::string& code) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::string_view rest = line.substr(i);
    if (in_comment) {
      const std::size_t end = rest.find("*/");
      if (end == std::string_view::npos) return;
      in_comment = false;
      i += end + 1;
      code += ' ';
    } else if (quote == 0 && rest.starts_with("//")) {
      return;
    } else if (quote == 0 && rest.starts_with("/*")) {
      in_comment = true;
      ++i;
    } else {
      const char c = line[i];
      if (quote == c) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      }
      code += c;
      if (c == '\\' && i + 1 < line.size()) code += line[++i];
    }
  }
}

// Licences and lists of authors at the beginning of a file can take several kilobytes.
constexpr std::size_t head_bytes = 16384;

/// The language of a `.h` file: C, unless a line or a declaration can only be C++ or Objective-C.
/// Comments and lines between `#ifdef __cplusplus` and `#endif` do not count. At most head_bytes
/// of code are read.
Language language_of_header(std::string_view text) {
  bool in_guard = false;
  bool in_comment = false;
  bool in_directive = false;
  std::size_t rest = head_bytes;
  std::string code;
  std::string code_of_line;
  while (!text.empty() && rest > 0) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    const std::string_view whole_line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (whole_line.contains("-*- C++") || whole_line.contains("-*-c++")) return Language::cpp;
    code_of_line.clear();
    append_code(whole_line, in_comment, code_of_line);
    const std::string_view line = trimmed(code_of_line);
    if (line.empty()) continue;
    rest -= std::min(rest, line.size() + 1);
    if (line.starts_with("#") && line.contains("__cplusplus")) in_guard = true;
    if (line.starts_with("#endif")) in_guard = false;
    if (in_guard) continue;
    if (begins_word(line, "@interface") || begins_word(line, "@protocol") ||
        begins_word(line, "@class") || begins_word(line, "#import")) {
      return Language::objective_c;
    }
    if (is_cpp_line(line)) return Language::cpp;
    const bool is_directive = in_directive || line.starts_with('#');
    in_directive = is_directive && line.ends_with('\\');
    if (!is_directive) code.append(line).append("\n");
  }
  return has_cpp_syntax(code) ? Language::cpp : Language::c;
}

constexpr std::uint16_t header_rule = 100;
constexpr std::uint16_t ts_rule = 101;
constexpr std::uint16_t inc_rule = 102;
constexpr std::uint16_t notebook_rule = 103;
constexpr std::uint16_t minified_bit = 128;
constexpr int encoding_shift = 8;
static_assert(language_count < header_rule);

std::uint16_t rule_of(Language language) {
  return static_cast<std::uint16_t>(1 + static_cast<int>(language));
}

std::uint16_t encoding_part(NameRule rule) {
  return static_cast<std::uint16_t>(static_cast<std::uint16_t>(rule) & 0xFF00);
}

/// The part of a rule that determines the language.
std::uint16_t language_part(NameRule rule) {
  return static_cast<std::uint16_t>(static_cast<std::uint16_t>(rule) & (minified_bit - 1));
}

/// The name rule of a path, without the bit for minified files.
std::uint16_t language_rule(std::string_view path) {
  static const Table by_file_name = make_table(&LanguageRow::file_names);
  static const Table by_extension = make_table(&LanguageRow::extensions);
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::string lower_name = lower_case(name);
  if (const auto language = find(by_file_name, lower_name)) return rule_of(*language);
  if (lower_name.starts_with("dockerfile.")) return rule_of(Language::dockerfile);
  if (lower_name.starts_with("makefile.")) return rule_of(Language::make);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == name.size()) return 0;
  const std::string_view extension = name.substr(dot + 1);
  if (extension == "C" || extension == "H") return rule_of(Language::cpp);
  const std::string lower_extension = lower_name.substr(dot + 1);
  if (lower_extension == "h") return header_rule;
  if (lower_extension == "ts") return ts_rule;
  if (lower_extension == "inc") return inc_rule;
  if (lower_extension == "ipynb") return notebook_rule;
  const auto language = find(by_extension, lower_extension);
  return language ? rule_of(*language) : 0;
}

}  // namespace

NameRule name_rule(std::string_view path, NameRule given) {
  const std::uint16_t language =
      language_part(given) != 0 ? language_part(given) : language_rule(path);
  return static_cast<NameRule>(encoding_part(given) | language |
                               (has_minified_name(path) ? minified_bit : 0));
}

NameRule given_rule(std::string_view language, std::string_view encoding) {
  // Attributes name languages with hyphens instead of blanks: `Objective-C`, `Protocol-Buffer`.
  std::string joined(language);
  std::erase_if(joined, [](char c) { return c == '-' || c == '_'; });
  auto known = language_from_name(language);
  if (!known) known = language_from_name(joined);
  int rule = known ? rule_of(*known) : 0;
  if (const auto named = encoding_from_name(encoding)) {
    rule |= (1 + static_cast<int>(*named)) << encoding_shift;
  }
  return static_cast<NameRule>(rule);
}

NameRule given_part(NameRule rule, std::string_view path) {
  const bool is_given = language_part(rule) != language_rule(path);
  return static_cast<NameRule>(encoding_part(rule) | (is_given ? language_part(rule) : 0));
}

std::optional<Encoding> given_encoding(NameRule rule) {
  const int number = encoding_part(rule) >> encoding_shift;
  if (number == 0 || number > static_cast<int>(encoding_count)) return std::nullopt;
  return static_cast<Encoding>(number - 1);
}

Language language_of(NameRule rule, std::string_view text) {
  const std::string_view head = text.substr(0, head_bytes);
  const std::uint16_t number = language_part(rule);
  switch (number) {
    case 0:
      return language_of_shebang(head).value_or(Language::plain_text);
    case header_rule:
      return language_of_header(text);
    case ts_rule: {
      const std::string_view start = trimmed_front(head, " \t");
      const bool is_xml = start.starts_with("<?xml") || start.starts_with("<!DOCTYPE");
      return is_xml ? Language::xml : Language::typescript;
    }
    case inc_rule:
      return head.contains("<?php") ? Language::php : Language::plain_text;
    case notebook_rule:
      return Language::json;
    default:
      return static_cast<Language>(number - 1);
  }
}

bool is_notebook(NameRule rule) { return language_part(rule) == notebook_rule; }

Language detect_language(std::string_view path, std::string_view text) {
  return language_of(name_rule(path), text);
}

std::string_view language_name(Language language) {
  return rows[static_cast<std::size_t>(language)].name;
}

std::optional<Language> language_from_name(std::string_view name) {
  static const Table by_alias = make_table(&LanguageRow::aliases);
  const std::string key = lower_case(name);
  const auto* const found = std::ranges::find(rows, key, &LanguageRow::name);
  return found != std::end(rows) ? static_cast<Language>(found - rows) : find(by_alias, key);
}

}  // namespace gitctx
