#include "search/hit_lines.h"

#include <algorithm>

#include "search/exact_match.h"
#include "text/words.h"

namespace gitctx {

namespace {

constexpr std::uint32_t most_lines = 400;
constexpr std::size_t most_matches = 3;

/// Calls `visit(number, line)` for every line until it returns false.
template <class Visit>
void for_each_line(std::string_view text, Visit&& visit) {
  for (std::uint32_t number = 0; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!visit(number, text.substr(0, end))) return;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

DefinitionLine definition_line_of(std::string_view text, std::string_view name, Language language) {
  DefinitionLine found;
  if (name.empty()) return found;
  bool is_found = false;
  for_each_line(text, [&](std::uint32_t number, std::string_view line) {
    const auto place = is_beside_code(line, language) ? std::nullopt : find_as_written(name, line);
    if (!place) return true;
    const DefinitionForm form = definition_form(line, *place, language);
    if (!is_found || form > found.form) found = {number, form};
    is_found = true;
    return found.form < DefinitionForm::declaration;
  });
  return found;
}

std::vector<std::uint32_t> matching_lines(std::string_view text, std::span<const ViewTerm> terms,
                                          WordTable& words) {
  std::vector<std::pair<float, std::uint32_t>> weights;
  std::vector<bool> seen;
  for_each_line(text, [&](std::uint32_t number, std::string_view line) {
    seen.assign(terms.size(), false);
    float weight = 0;
    for_each_word(line, [&](std::string_view word) {
      for (const std::uint32_t term : words.terms(words.look_up(word))) {
        const auto known = std::ranges::find(terms, words.term_texts().text(term), &ViewTerm::text);
        if (known == terms.end()) continue;
        const auto place = static_cast<std::size_t>(known - terms.begin());
        if (!seen[place]) weight += known->weight;
        seen[place] = true;
      }
    });
    if (weight > 0) weights.emplace_back(weight, number);
    return number + 1 < most_lines;
  });
  std::ranges::stable_sort(weights, std::ranges::greater(), [](const auto& w) { return w.first; });
  std::vector<std::uint32_t> lines;
  for (const auto& [weight, number] : weights) {
    if (lines.size() == most_matches || weight * 2 < weights[0].first) break;
    lines.push_back(number);
  }
  return lines;
}

LineRange lines_of(std::string_view text, ByteRange bytes) {
  const auto line_at = [&](std::size_t at) {
    return static_cast<std::uint32_t>(std::ranges::count(text.substr(0, at), '\n'));
  };
  return {line_at(bytes.begin), line_at(bytes.end > bytes.begin ? bytes.end - 1 : bytes.end)};
}

}  // namespace gitctx
