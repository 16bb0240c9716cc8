#include "eval/queries/token_queries.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/hash.h"
#include "text/languages.h"
#include "text/written_tokens.h"

namespace gitctx {
namespace {

constexpr std::uint32_t several_files = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t shortest_token = 4;
constexpr std::size_t longest_token = 64;
// A longer chain is an expression rather than a name.
constexpr std::size_t most_name_pieces = 4;
// A token that is written more often is the subject of its file, and any place answers it.
constexpr std::size_t most_places = 50;

std::uint64_t key_of(std::string_view token) { return hash64(lower_case(token)); }

/// The token without the marks that only some languages allow in names.
std::string_view without_marks(std::string_view token) {
  token = trimmed_front(token, "$");
  if (token.ends_with('?')) token.remove_suffix(1);
  return token;
}

bool has_usual_form(std::string_view token) {
  return token.size() >= shortest_token && token.size() <= longest_token && !is_digit(token[0]) &&
         std::ranges::any_of(token, is_letter) && !is_number_or_hash(token);
}

bool is_name(std::string_view token) {
  const std::vector<std::string_view> pieces = token_pieces(token);
  const bool is_dotted = token.contains('.');
  const bool is_member = is_dotted && (pieces[0] == "self" || pieces[0] == "this");
  // `x.parse_all` is a name with its receiver.
  const bool has_receiver = is_dotted && std::ranges::any_of(pieces, [](std::string_view piece) {
                              return piece.size() < 2;
                            });
  return has_usual_form(token) && has_several_words(token) && !is_member && !has_receiver &&
         pieces.size() <= most_name_pieces;
}

bool is_word(std::string_view token) { return has_usual_form(token) && !has_several_words(token); }

bool is_frequent(std::string_view text, std::string_view token) {
  std::size_t places = 0;
  for (std::size_t at = text.find(token); at != std::string_view::npos && places <= most_places;
       at = text.find(token, at + token.size())) {
    ++places;
  }
  return places > most_places;
}

/// Calls `visit(token)` for a token and for each of its pieces.
template <class Visit>
void for_each_candidate(std::string_view text, Visit&& visit) {
  for_each_token(text, [&](const WrittenToken& token) {
    visit(token.text);
    const std::vector<std::string_view> pieces = token_pieces(token.text);
    if (pieces.size() > 1) std::ranges::for_each(pieces, visit);
  });
}

ProposedQuery query_of(std::string_view token, const char* category, std::string_view path,
                       Language language) {
  const std::string name(language_name(language));
  return {{std::string(token), category, name, {{std::string(path), std::nullopt}}}, {}, 0};
}

}  // namespace

void TokenCensus::add(std::uint32_t file, std::string_view text) {
  const auto add_part = [&](std::string_view part) {
    if (part.size() < shortest_token) return;
    const auto [place, is_new] = file_of_.try_emplace(key_of(part), file);
    if (!is_new && place->second != file) place->second = several_files;
  };
  for_each_token(text, [&](const WrittenToken& token) {
    const bool is_plain = token.text.find_first_of("-.$?") == std::string_view::npos;
    if (is_plain) return add_part(token.text);
    std::ranges::for_each(token_parts(token.text), add_part);
  });
}

bool TokenCensus::is_only_in(std::uint32_t file, std::string_view token) const {
  const auto is_here = [&](std::string_view part) {
    const auto found = file_of_.find(key_of(part));
    return found != file_of_.end() && found->second == file;
  };
  const std::string_view bare = without_marks(token);
  return is_here(token) && (bare.size() < shortest_token || is_here(bare));
}

TokenCandidates token_candidates(std::string_view text) {
  // By the lower-case token, because a token in another case is the same query.
  std::map<std::string, std::string_view> words;
  std::map<std::string, std::string_view> names;
  for_each_candidate(text, [&](std::string_view token) {
    if (is_name(token)) names.try_emplace(lower_case(token), token);
    const std::string_view bare = without_marks(token);
    const bool is_single = bare.find_first_of("-.") == std::string_view::npos;
    if (is_single && is_word(bare)) words.try_emplace(lower_case(bare), bare);
  });
  TokenCandidates candidates;
  for (const auto& [key, word] : words) candidates.words.push_back(word);
  for (const auto& [key, name] : names) candidates.names.push_back(name);
  return candidates;
}

std::vector<std::uint32_t> lines_with_token(std::string_view text, std::string_view token) {
  std::vector<std::uint32_t> lines;
  for (std::uint32_t number = 1; !text.empty(); ++number) {
    bool has_token = false;
    for_each_token(take_part(text, '\n'), [&](const WrittenToken& written) {
      has_token =
          has_token || std::ranges::any_of(token_parts(written.text), [&](std::string_view part) {
            return equal_ignoring_case(part, token);
          });
    });
    if (has_token) lines.push_back(number);
  }
  return lines;
}

TokenQueries propose_tokens(const ViewReader& view, const HiddenComments& comments,
                            const std::stop_token& stop) {
  TokenCensus census;
  for_each_text(view, stop,
                [&](std::size_t number, std::string_view, Language, const std::string& text) {
                  census.add(static_cast<std::uint32_t>(number), text);
                });
  TokenQueries queries;
  for_each_text(
      view, stop,
      [&](std::size_t number, std::string_view path, Language language, const std::string& text) {
        if (!has_own_text(path, text)) return;
        const std::string visible = visible_text(text, path, comments);
        TokenCandidates candidates = token_candidates(visible);
        const auto add = [&](std::vector<std::string_view>& tokens, const char* category,
                             std::vector<ProposedQuery>& proposed) {
          std::erase_if(tokens, [&](std::string_view token) {
            return !census.is_only_in(static_cast<std::uint32_t>(number), token);
          });
          keep_by_chance(tokens, most_candidates_per_file);
          for (const std::string_view token : tokens) {
            if (is_frequent(text, token)) continue;
            proposed.push_back(query_of(token, category, path, language));
          }
        };
        add(candidates.words, "word", queries.words);
        add(candidates.names, "name", queries.names);
      });
  return queries;
}

}  // namespace gitctx
