#include "tools/train/pair_maker.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/hash.h"
#include "chunk/comments.h"
#include "text/path_words.h"
#include "text/words.h"

namespace gitctx {

namespace {

constexpr std::size_t most_query_tokens = 40;
constexpr std::size_t most_document_tokens = 260;
constexpr std::size_t least_document_tokens = 6;

bool is_licence(std::string_view prose) {
  const std::string lowered = lower_case(prose);
  constexpr std::array<std::string_view, 5> marks = {"copyright", "licens", "licence",
                                                     "all rights reserved", "spdx"};
  return std::ranges::any_of(
      marks, [&](std::string_view mark) { return lowered.find(mark) != std::string_view::npos; });
}

std::size_t least_query_tokens(PairKind kind) {
  return kind == PairKind::name || kind == PairKind::place ? 2 : 3;
}

std::string path_text(std::string_view path) {
  const PathSplit split = split_path(path);
  return std::string(split.stem) + ' ' + std::string(nearest_folders(split));
}

/// A pseudo-random bit that depends only on the two texts.
bool coin(std::string_view a, std::string_view b) { return (hash64(a) ^ hash64(b) >> 7) & 1; }

}  // namespace

struct PairMaker::File {
  std::string_view path;
  std::string_view text;
  Language language;
  std::vector<ByteRange> comments;
  std::string lead;  ///< text of the first comment
};

PairMaker::PairMaker() : chunker_(make_syntax_chunker({})) {}

void PairMaker::add_file(std::string_view path, std::string_view text, Language language) {
  File file{path, text, language, comment_ranges(text, language), {}};
  for (const ByteRange range : file.comments) {
    if (range.begin > 4096) break;
    std::string prose = comment_prose(text.substr(range.begin, range.size()));
    if (is_licence(prose)) continue;
    file.lead = std::move(prose);
    break;
  }
  for (const Chunk& chunk : chunker_->chunk({text, language})) {
    if (language == Language::markdown) {
      add_fences(file, text.substr(chunk.bytes.begin, chunk.bytes.size()));
    } else {
      add_chunk(file, chunk);
    }
  }
}

void PairMaker::add_chunk(const File& file, const Chunk& chunk) {
  // The chunk's text, with licence texts blanked.
  std::string words(file.text.substr(chunk.bytes.begin, chunk.bytes.size()));
  for (const ByteRange range : file.comments) {
    if (range.begin < chunk.bytes.begin || range.end > chunk.bytes.end) continue;
    if (!is_licence(file.text.substr(range.begin, range.size()))) continue;
    std::fill_n(words.begin() + (range.begin - chunk.bytes.begin), range.size(), ' ');
  }
  if (chunk.kind != ChunkKind::code && chunk.kind != ChunkKind::text) {
    add_name(file, chunk, words);
  }
  add_comments(file, chunk, words);
  add_place(file, words);
}

void PairMaker::add_comments(const File& file, const Chunk& chunk, std::string_view words) {
  constexpr std::size_t near = 400;  // bytes; a comment after this offset describes a detail
  constexpr std::size_t below = 900;
  const bool defines = chunk.kind != ChunkKind::code && chunk.kind != ChunkKind::text;
  bool is_first = true;
  for (const ByteRange range : file.comments) {
    if (range.begin < chunk.bytes.begin || range.end > chunk.bytes.end) continue;
    const std::string prose = comment_prose(file.text.substr(range.begin, range.size()));
    const std::string_view query = std::string_view(prose).substr(0, prose.find('\n'));
    if (is_licence(prose) || std::ranges::count(query, ' ') < 2) continue;
    const std::size_t begin = range.begin - chunk.bytes.begin;
    if (is_first && defines && begin < near) {
      std::string rest(words);
      std::fill_n(rest.begin() + static_cast<std::ptrdiff_t>(begin), range.size(), ' ');
      add_pair(PairKind::comment, file.path, query, rest + ' ' + chunk.enclosing);
    } else {
      add_pair(PairKind::comment, file.path, query, words.substr(begin + range.size(), below));
    }
    is_first = false;
  }
}

void PairMaker::add_name(const File& file, const Chunk& chunk, std::string_view words) {
  if (chunk.symbol.empty()) return;
  if (chunk.kind == ChunkKind::test) {
    add_pair(PairKind::test, file.path, chunk.symbol, words, chunk.symbol);
    return;
  }
  const std::string name = coin(file.path, chunk.symbol) && !chunk.enclosing.empty()
                               ? chunk.enclosing + ' ' + chunk.symbol
                               : chunk.symbol;
  add_pair(PairKind::name, file.path, name, words, chunk.symbol);
}

void PairMaker::add_place(const File& file, std::string_view words) {
  const bool by_lead = std::ranges::count(file.lead, ' ') >= 3 && coin(words, file.path);
  const std::string_view lead = std::string_view(file.lead).substr(0, file.lead.find('\n'));
  const std::string query = by_lead ? std::string(lead) : path_text(file.path);
  // A document must not contain the comment that is its query.
  std::string document(words);
  const std::size_t place = by_lead ? document.find(lead.substr(0, 30)) : std::string_view::npos;
  if (place != std::string_view::npos) return;
  add_pair(PairKind::place, file.path, query, document);
}

void PairMaker::add_fences(const File& file, std::string_view section) {
  const std::size_t open = section.find("\n```");
  if (open == std::string_view::npos) return;
  const std::size_t body = section.find('\n', open + 4);
  const std::size_t close =
      body == std::string_view::npos ? std::string_view::npos : section.find("\n```", body);
  if (close == std::string_view::npos) return;
  add_pair(PairKind::markdown, file.path, section.substr(0, open),
           section.substr(body, close - body));
}

void PairMaker::add_commit(std::string_view subject, std::string_view path,
                           std::string_view added) {
  add_pair(PairKind::commit, path, subject, added);
}

void PairMaker::add_pair(PairKind kind, std::string_view path, std::string_view query,
                         std::string_view document, std::string_view without) {
  std::vector<PairToken> asked;
  add_words(query, {}, most_query_tokens, asked);
  if (asked.size() < least_query_tokens(kind)) return;
  std::vector<PairToken> answer;
  if (kind != PairKind::place && coin(path, query)) {
    add_words(path_text(path), {}, most_document_tokens, answer);
  }
  add_words(document, without, most_document_tokens, answer);
  if (answer.size() < least_document_tokens) return;
  std::uint64_t hash = 0;
  for (const PairToken& token : asked) hash += hash64(pairs_.words().text(token.token));
  pairs_.add({.kind = kind, .repository = 0, .file = hash64(path), .query = hash}, asked, answer);
}

void PairMaker::add_words(std::string_view text, std::string_view without,
                          std::size_t most_different, std::vector<PairToken>& bag) {
  if (words_.memory_bytes() > 64'000'000) words_.clear();
  for_each_word(text, [&](std::string_view word) {
    if (!without.empty() && word == without) return;
    for (const std::uint32_t number : words_.tokens(words_.look_up(word))) {
      const std::uint32_t token = pairs_.words().intern(words_.token_texts().text(number));
      const auto known = std::ranges::find(bag, token, &PairToken::token);
      if (known != bag.end()) {
        ++known->count;
      } else if (bag.size() < most_different) {
        bag.push_back({token, 1});
      }
    }
  });
}

PairSet PairMaker::take() {
  pairs_.cap();
  return std::move(pairs_);
}

bool tells_what_changed(std::string_view subject) {
  const std::string lowered = lower_case(subject);
  constexpr std::array<std::string_view, 14> starts = {
      "merge",   "release", "bump", "revert", "version", "prepare",    "update dep",
      "upgrade", "v0",      "v1",   "v2",     "v3",      "[automated", "chore"};
  constexpr std::array<std::string_view, 11> marks = {
      "typo",   "changelog", "bump ",      "release ", "lint",      "whitespace",
      "clippy", "gofmt",     "dependabot", "rubocop",  "formatting"};
  if (std::ranges::count(subject, ' ') < 2 || subject.size() > 300) return false;
  return std::ranges::none_of(starts,
                              [&](std::string_view start) { return lowered.starts_with(start); }) &&
         std::ranges::none_of(marks, [&](std::string_view mark) {
           return lowered.find(mark) != std::string_view::npos;
         });
}

}  // namespace gitctx
