#pragma once

#include <cstdint>

namespace gitctx {

/// The language of a file. The numbers are part of the index format: append, never renumber.
enum class Language : std::uint8_t {
  plain_text = 0,
  bash = 1,
  c = 2,
  cpp = 3,
  csharp = 4,
  elixir = 5,
  go = 6,
  haskell = 7,
  java = 8,
  javascript = 9,
  kotlin = 10,
  lua = 11,
  php = 12,
  python = 13,
  ruby = 14,
  rust = 15,
  scala = 16,
  swift = 17,
  typescript = 18,
  tsx = 19,
  zig = 20,
  markdown = 21,
  // Languages without a grammar. Filters and highlighting support them, but their files are chunked
  // by lines, except files with scripts.
  json = 22,
  yaml = 23,
  toml = 24,
  html = 25,
  css = 26,
  sql = 27,
  make = 28,
  cmake = 29,
  dockerfile = 30,
  protobuf = 31,
  perl = 32,
  r = 33,
  dart = 34,
  clojure = 35,
  erlang = 36,
  ocaml = 37,
  vim = 38,
  rst = 39,
  xml = 40,
  groovy = 41,
  objective_c = 42,
  julia = 43,
  nix = 44,
  terraform = 45,
  graphql = 46,
  vue = 47,
  svelte = 48,
  assembly = 49,
  powershell = 50,
  fish = 51,
  solidity = 52,
};

inline constexpr int language_count = 53;

/// Whether the language has a tree-sitter grammar in this program, so that its files are chunked by
/// definitions. True exactly if grammar_of() in chunk/grammars.h is not null.
constexpr bool has_grammar(Language language) {
  return language >= Language::bash && language <= Language::markdown;
}

/// Whether files of the language hold scripts in `<script>` elements. If the scripts have
/// definitions, the files are chunked by them, although the language has no grammar.
constexpr bool embeds_scripts(Language language) {
  return language == Language::vue || language == Language::svelte || language == Language::html;
}

/// The rule by which the content of a file is read. The name and the attributes of the file
/// determine the rule. Files with equal content and the same name rule have the same language and
/// the same text, and either all or none of them are minified. The numbers are part of the index
/// format: append, never renumber.
///   0              neither the name nor an attribute fixes the language
///   1 + language   the name or an attribute fixes the language
///   100, 101, 102  `.h`, `.ts` and `.inc`, where the content decides
///   103            `.ipynb`, a notebook
///   + 128          the name says that the file is minified (has_minified_name())
///   + 256 * (1 + encoding)   an attribute names the encoding
enum class NameRule : std::uint16_t {};

}  // namespace gitctx
