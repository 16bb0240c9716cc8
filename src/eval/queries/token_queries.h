#pragma once

#include <cstdint>
#include <limits>
#include <stop_token>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/language.h"
#include "eval/queries/proposed_query.h"
#include "index/view_reader.h"

namespace gitctx {

/// Records the files in which tokens and their parts occur. Case is ignored, because a user who
/// types a token in the wrong case wants the same file.
class TokenCensus {
 public:
  /// Instead of the number of a file: the text is the content of several files.
  static constexpr std::uint32_t several_files = std::numeric_limits<std::uint32_t>::max();

  void add(std::uint32_t file, std::string_view text);

  /// Whether the token occurs in this file and in no other, alone or as a part of other tokens.
  bool is_only_in(std::uint32_t file, std::string_view token) const;

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> file_of_;
};

/// Queries that consist of one token, which occurs in exactly one file of the view. The answers are
/// the lines with the token:
///
///   word  one word. A word without a digit, a `_` or a capital inside must be outside prose. If it
///         is English, it must also be in the code of a program, outside comments and strings
///   name  an identifier of several words: camelCase, snake_case, kebab-case, or a dotted name that
///         is a key of a data file or is defined in its line
struct TokenQueries {
  std::vector<ProposedQuery> words;
  std::vector<ProposedQuery> names;
};

TokenQueries propose_tokens(const ViewReader& view, const HiddenComments& comments,
                            const std::stop_token& stop);

/// The tokens of one text that can be queries, each once.
struct TokenCandidates {
  std::vector<std::string_view> words;
  std::vector<std::string_view> names;
};

/// Finds the candidates of a text. Leaves out encoded text; include guards; tokens next to an
/// escape, a `%` or a mark of emphasis; in prose, English words with a hyphen; and names that a
/// program made, such as `_ZN4core5parseEv` and `anon_4f2a9c`.
TokenCandidates token_candidates(std::string_view text, Language language);

/// The 1-based lines in which the token occurs, alone or as a part of another token, ignoring case.
std::vector<std::uint32_t> lines_with_token(std::string_view text, std::string_view token);

}  // namespace gitctx
