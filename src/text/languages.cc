#include "text/languages.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "base/ascii.h"

namespace gitctx {
namespace {

struct Entry {
  std::string_view key;
  Language language;
};

constexpr std::array<std::string_view, language_count> names = {
    "text",       "bash",       "c",          "cpp",       "csharp",     "elixir", "go",
    "haskell",    "java",       "javascript", "kotlin",    "lua",        "php",    "python",
    "ruby",       "rust",       "scala",      "swift",     "typescript", "tsx",    "zig",
    "markdown",   "json",       "yaml",       "toml",      "html",       "css",    "sql",
    "make",       "cmake",      "dockerfile", "protobuf",  "perl",       "r",      "dart",
    "clojure",    "erlang",     "ocaml",      "vim",       "rst",        "xml",    "groovy",
    "objectivec", "julia",      "nix",        "terraform", "graphql",    "vue",    "svelte",
    "assembly",   "powershell", "fish",       "solidity"};

constexpr Entry aliases[] = {
    {"c++", Language::cpp},
    {"cc", Language::cpp},
    {"cxx", Language::cpp},
    {"c#", Language::csharp},
    {"cs", Language::csharp},
    {"js", Language::javascript},
    {"jsx", Language::javascript},
    {"node", Language::javascript},
    {"ecmascript", Language::javascript},
    {"ts", Language::typescript},
    {"py", Language::python},
    {"python3", Language::python},
    {"rb", Language::ruby},
    {"rs", Language::rust},
    {"golang", Language::go},
    {"kt", Language::kotlin},
    {"kts", Language::kotlin},
    {"hs", Language::haskell},
    {"ex", Language::elixir},
    {"exs", Language::elixir},
    {"sh", Language::bash},
    {"shell", Language::bash},
    {"zsh", Language::bash},
    {"md", Language::markdown},
    {"mdx", Language::markdown},
    {"yml", Language::yaml},
    {"txt", Language::plain_text},
    {"plain", Language::plain_text},
    {"plaintext", Language::plain_text},
    {"makefile", Language::make},
    {"mk", Language::make},
    {"docker", Language::dockerfile},
    {"proto", Language::protobuf},
    {"protobuffer", Language::protobuf},
    {"pl", Language::perl},
    {"clj", Language::clojure},
    {"erl", Language::erlang},
    {"ml", Language::ocaml},
    {"vimscript", Language::vim},
    {"viml", Language::vim},
    {"restructuredtext", Language::rst},
    {"objective-c", Language::objective_c},
    {"objective_c", Language::objective_c},
    {"objc", Language::objective_c},
    {"jl", Language::julia},
    {"tf", Language::terraform},
    {"hcl", Language::terraform},
    {"gql", Language::graphql},
    {"asm", Language::assembly},
    {"ps1", Language::powershell},
    {"pwsh", Language::powershell},
    {"sol", Language::solidity},
    {"scss", Language::css},
    {"less", Language::css},
    {"htm", Language::html},
    {"svg", Language::xml},
};

constexpr Entry file_names[] = {
    {"dockerfile", Language::dockerfile},
    {"containerfile", Language::dockerfile},
    {"makefile", Language::make},
    {"gnumakefile", Language::make},
    {"cmakelists.txt", Language::cmake},
    {"jenkinsfile", Language::groovy},
    {"gemfile", Language::ruby},
    {"rakefile", Language::ruby},
    {"vagrantfile", Language::ruby},
    {"guardfile", Language::ruby},
    {"podfile", Language::ruby},
    {"brewfile", Language::ruby},
    {"capfile", Language::ruby},
    {"fastfile", Language::ruby},
    {"dangerfile", Language::ruby},
    {"thorfile", Language::ruby},
    {"build", Language::python},
    {"workspace", Language::python},
    {"sconstruct", Language::python},
    {"sconscript", Language::python},
    {"wscript", Language::python},
    {"tiltfile", Language::python},
    {".bashrc", Language::bash},
    {".bash_profile", Language::bash},
    {".bash_aliases", Language::bash},
    {".bash_logout", Language::bash},
    {".profile", Language::bash},
    {".zshrc", Language::bash},
    {".zshenv", Language::bash},
    {".zprofile", Language::bash},
    {".envrc", Language::bash},
    {"pkgbuild", Language::bash},
    {"apkbuild", Language::bash},
    {".vimrc", Language::vim},
    {"_vimrc", Language::vim},
    {".gvimrc", Language::vim},
    {".clang-format", Language::yaml},
    {".clang-tidy", Language::yaml},
    {".eslintrc", Language::json},
    {".babelrc", Language::json},
    {".prettierrc", Language::json},
    {".jshintrc", Language::json},
    {"composer.lock", Language::json},
    {"pipfile.lock", Language::json},
    {"cargo.lock", Language::toml},
    {"poetry.lock", Language::toml},
    {"pipfile", Language::toml},
    {"rebar.config", Language::erlang},
    {"mix.lock", Language::elixir},
    {".irbrc", Language::ruby},
    {".luacheckrc", Language::lua},
    {"gradlew", Language::bash},
};

constexpr Entry extensions[] = {
    {"sh", Language::bash},
    {"bash", Language::bash},
    {"zsh", Language::bash},
    {"ksh", Language::bash},
    {"bats", Language::bash},
    {"ebuild", Language::bash},
    {"c", Language::c},
    {"h", Language::c},
    {"idc", Language::c},
    {"cc", Language::cpp},
    {"cpp", Language::cpp},
    {"cxx", Language::cpp},
    {"c++", Language::cpp},
    {"hh", Language::cpp},
    {"hpp", Language::cpp},
    {"hxx", Language::cpp},
    {"h++", Language::cpp},
    {"ipp", Language::cpp},
    {"tpp", Language::cpp},
    {"inl", Language::cpp},
    {"ixx", Language::cpp},
    {"cppm", Language::cpp},
    {"cu", Language::cpp},
    {"cuh", Language::cpp},
    {"ino", Language::cpp},
    {"cs", Language::csharp},
    {"csx", Language::csharp},
    {"ex", Language::elixir},
    {"exs", Language::elixir},
    {"go", Language::go},
    {"hs", Language::haskell},
    {"hsc", Language::haskell},
    {"java", Language::java},
    {"js", Language::javascript},
    {"mjs", Language::javascript},
    {"cjs", Language::javascript},
    {"jsx", Language::javascript},
    {"es6", Language::javascript},
    {"jsm", Language::javascript},
    {"kt", Language::kotlin},
    {"kts", Language::kotlin},
    {"lua", Language::lua},
    {"rockspec", Language::lua},
    {"php", Language::php},
    {"phtml", Language::php},
    {"php5", Language::php},
    {"phpt", Language::php},
    {"py", Language::python},
    {"pyi", Language::python},
    {"pyw", Language::python},
    {"pyx", Language::python},
    {"bzl", Language::python},
    {"bazel", Language::python},
    {"star", Language::python},
    {"rb", Language::ruby},
    {"rake", Language::ruby},
    {"gemspec", Language::ruby},
    {"ru", Language::ruby},
    {"podspec", Language::ruby},
    {"rbi", Language::ruby},
    {"jbuilder", Language::ruby},
    {"rs", Language::rust},
    {"scala", Language::scala},
    {"sc", Language::scala},
    {"sbt", Language::scala},
    {"swift", Language::swift},
    {"ts", Language::typescript},
    {"mts", Language::typescript},
    {"cts", Language::typescript},
    {"tsx", Language::tsx},
    {"zig", Language::zig},
    {"zon", Language::zig},
    {"md", Language::markdown},
    {"markdown", Language::markdown},
    {"mdown", Language::markdown},
    {"mkd", Language::markdown},
    {"mdx", Language::markdown},
    {"qmd", Language::markdown},
    {"json", Language::json},
    {"jsonc", Language::json},
    {"json5", Language::json},
    {"geojson", Language::json},
    {"webmanifest", Language::json},
    {"ipynb", Language::json},
    {"yaml", Language::yaml},
    {"yml", Language::yaml},
    {"toml", Language::toml},
    {"html", Language::html},
    {"htm", Language::html},
    {"xhtml", Language::html},
    {"erb", Language::html},
    {"heex", Language::html},
    {"css", Language::css},
    {"scss", Language::css},
    {"sass", Language::css},
    {"less", Language::css},
    {"sql", Language::sql},
    {"mk", Language::make},
    {"mak", Language::make},
    {"cmake", Language::cmake},
    {"dockerfile", Language::dockerfile},
    {"proto", Language::protobuf},
    {"pl", Language::perl},
    {"pm", Language::perl},
    {"t", Language::perl},
    {"r", Language::r},
    {"rmd", Language::markdown},
    {"dart", Language::dart},
    {"clj", Language::clojure},
    {"cljs", Language::clojure},
    {"cljc", Language::clojure},
    {"edn", Language::clojure},
    {"erl", Language::erlang},
    {"hrl", Language::erlang},
    {"ml", Language::ocaml},
    {"mli", Language::ocaml},
    {"vim", Language::vim},
    {"rst", Language::rst},
    {"rest", Language::rst},
    {"xml", Language::xml},
    {"xsd", Language::xml},
    {"xsl", Language::xml},
    {"xslt", Language::xml},
    {"svg", Language::xml},
    {"plist", Language::xml},
    {"csproj", Language::xml},
    {"fsproj", Language::xml},
    {"props", Language::xml},
    {"targets", Language::xml},
    {"resx", Language::xml},
    {"xaml", Language::xml},
    {"groovy", Language::groovy},
    {"gradle", Language::groovy},
    {"m", Language::objective_c},
    {"mm", Language::objective_c},
    {"jl", Language::julia},
    {"nix", Language::nix},
    {"tf", Language::terraform},
    {"tfvars", Language::terraform},
    {"hcl", Language::terraform},
    {"graphql", Language::graphql},
    {"gql", Language::graphql},
    {"graphqls", Language::graphql},
    {"vue", Language::vue},
    {"svelte", Language::svelte},
    {"s", Language::assembly},
    {"asm", Language::assembly},
    {"nasm", Language::assembly},
    {"ps1", Language::powershell},
    {"psm1", Language::powershell},
    {"psd1", Language::powershell},
    {"fish", Language::fish},
    {"sol", Language::solidity},
};

constexpr Entry interpreters[] = {
    {"sh", Language::bash},
    {"bash", Language::bash},
    {"dash", Language::bash},
    {"zsh", Language::bash},
    {"ksh", Language::bash},
    {"bats", Language::bash},
    {"python", Language::python},
    {"pypy", Language::python},
    {"node", Language::javascript},
    {"nodejs", Language::javascript},
    {"bun", Language::typescript},
    {"deno", Language::typescript},
    {"ruby", Language::ruby},
    {"perl", Language::perl},
    {"php", Language::php},
    {"lua", Language::lua},
    {"luajit", Language::lua},
    {"elixir", Language::elixir},
    {"escript", Language::erlang},
    {"runghc", Language::haskell},
    {"runhaskell", Language::haskell},
    {"scala", Language::scala},
    {"groovy", Language::groovy},
    {"fish", Language::fish},
    {"pwsh", Language::powershell},
    {"rscript", Language::r},
    {"make", Language::make},
    {"swift", Language::swift},
    {"kotlin", Language::kotlin},
    {"julia", Language::julia},
};

using Table = std::unordered_map<std::string_view, Language>;

Table make_table(std::span<const Entry> entries) {
  Table table;
  for (const Entry& entry : entries) table.emplace(entry.key, entry.language);
  return table;
}

std::optional<Language> find(const Table& table, std::string_view key) {
  const auto found = table.find(key);
  return found != table.end() ? std::optional(found->second) : std::nullopt;
}

/// `#!/usr/bin/env -S python3.11 -u` names python.
std::optional<Language> language_of_shebang(std::string_view head) {
  static const Table table = make_table(interpreters);
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
  const std::string_view code = line.substr(0, line.find("//"));
  return code.contains("::") && !code.contains('"');
}

/// The language of a `.h` file: C, unless a line can only be C++ or Objective-C. Comments and lines
/// between `#ifdef __cplusplus` and `#endif` do not count.
Language language_of_header(std::string_view head) {
  constexpr std::size_t inspected_bytes = 16384;
  head = head.substr(0, inspected_bytes);
  bool in_guard = false;
  bool in_comment = false;
  while (!head.empty()) {
    const std::size_t end = std::min(head.find('\n'), head.size() - 1);
    const std::string_view line = trimmed_front(head.substr(0, end), " \t");
    if (line.contains("-*- C++") || line.contains("-*-c++")) return Language::cpp;
    head.remove_prefix(end + 1);
    if (line.starts_with("/*")) in_comment = true;
    if (in_comment) {
      in_comment = !line.contains("*/");
      continue;
    }
    if (line.starts_with("#") && line.contains("__cplusplus")) in_guard = true;
    if (line.starts_with("#endif")) in_guard = false;
    if (in_guard || line.starts_with("//")) continue;
    if (begins_word(line, "@interface") || begins_word(line, "@protocol") ||
        begins_word(line, "@class") || begins_word(line, "#import")) {
      return Language::objective_c;
    }
    if (is_cpp_line(line)) return Language::cpp;
  }
  return Language::c;
}

/// Decides extensions that several languages share.
Language refine(Language language, std::string_view extension, std::string_view head) {
  if (extension == "h") return language_of_header(head);
  const std::string_view start = trimmed_front(head, " \t");
  if (extension == "ts" && (start.starts_with("<?xml") || start.starts_with("<!DOCTYPE"))) {
    return Language::xml;
  }
  if (extension == "inc" && head.contains("<?php")) return Language::php;
  return language;
}

}  // namespace

Language detect_language(std::string_view path, std::string_view head) {
  static const Table by_file_name = make_table(file_names);
  static const Table by_extension = make_table(extensions);
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::string lower_name = lower_case(name);
  if (const auto language = find(by_file_name, lower_name)) return *language;
  if (lower_name.starts_with("dockerfile.") || lower_name.starts_with("makefile.")) {
    return lower_name[0] == 'd' ? Language::dockerfile : Language::make;
  }
  const std::size_t dot = name.rfind('.');
  if (dot != std::string_view::npos && dot + 1 < name.size()) {
    const std::string_view extension = name.substr(dot + 1);
    if (extension == "C" || extension == "H") return Language::cpp;
    const std::string lower_extension = lower_name.substr(dot + 1);
    const auto language = find(by_extension, lower_extension);
    if (language) return refine(*language, lower_extension, head);
    if (lower_extension == "inc") return refine(Language::plain_text, lower_extension, head);
  }
  return language_of_shebang(head).value_or(Language::plain_text);
}

std::string_view language_name(Language language) {
  return names[static_cast<std::size_t>(language)];
}

std::optional<Language> language_from_name(std::string_view name) {
  static const Table by_alias = make_table(aliases);
  const std::string key = lower_case(name);
  const auto found = std::ranges::find(names, key);
  if (found != names.end()) return static_cast<Language>(found - names.begin());
  return find(by_alias, key);
}

}  // namespace gitctx
