#include "tests/evals/extractive_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>
#include <sstream>
#include <vector>

#include "chunk/token_estimate.h"
#include "embed/local/common_words.h"
#include "text/stemmer.h"
#include "text/words.h"

namespace gitctx {
namespace {

using Words = std::set<std::string>;

/// The stems of a text's words, without stop words.
Words stems_of(std::string_view text) {
  Stemmer stemmer;
  Words words;
  for_each_word(text, [&](std::string_view word) {
    for (const std::string& part : split_word(word).parts) {
      if (word_weight_quarters(part) == rare_word_quarters)
        words.insert(std::string(stemmer.stem(part)));
    }
  });
  return words;
}

std::size_t shared(const Words& a, const Words& b) {
  return static_cast<std::size_t>(
      std::ranges::count_if(a, [&](const std::string& word) { return b.contains(word); }));
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// The text between a title and the next empty line, without the prefixes of quoted lines.
std::string quoted_after(const std::string& text, const std::string& title) {
  const std::size_t begin = text.rfind(title + ":\n");
  if (begin == std::string::npos) return {};
  std::string quoted;
  for (const std::string& line : lines_of(text.substr(begin + title.size() + 2))) {
    if (!line.starts_with('|')) break;
    quoted += line.substr(std::min<std::size_t>(2, line.size())) + "\n";
  }
  return quoted;
}

std::string rank_candidates(const std::string& user) {
  const Words query = stems_of(quoted_after(user, "Query"));
  std::vector<std::string> candidates;
  for (const std::string& line : lines_of(user)) {
    if (line.starts_with('[')) candidates.emplace_back();
    if (!candidates.empty()) candidates.back() += line + "\n";
  }
  std::vector<std::size_t> scores;
  for (const std::string& candidate : candidates) {
    scores.push_back(shared(query, stems_of(candidate)));
  }
  std::vector<std::size_t> order(candidates.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t i) { return scores[i]; });
  for (std::size_t& place : order) ++place;
  return nlohmann::json{{"ranking", order}}.dump();
}

struct SourceLine {
  std::string path;
  std::size_t number = 0;
  std::string text;
};

std::vector<SourceLine> source_lines(const std::string& user) {
  std::vector<SourceLine> lines;
  std::string path;
  for (const std::string& line : lines_of(user)) {
    if (line.starts_with("path: ")) path = line.substr(6);
    const std::size_t mark = line.find("| ");
    if (path.empty() || mark == std::string::npos || mark == 0 || mark > 6) continue;
    lines.push_back({path, std::stoul(line.substr(0, mark)), line.substr(mark + 2)});
  }
  return lines;
}

/// Answers with the five adjacent lines that share the most words with the question.
std::string answer_question(const std::string& system, const std::string& user) {
  if (system.find("Answer from the sources alone") == std::string::npos) {
    return "It depends on the configuration; please look into the documentation.";
  }
  const Words question = stems_of(quoted_after(user, "Question"));
  const std::vector<SourceLine> lines = source_lines(user);
  constexpr std::size_t window = 5;
  std::size_t best = 0;
  std::size_t best_score = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string text;
    for (std::size_t j = i; j < std::min(i + window, lines.size()); ++j) {
      if (lines[j].path == lines[i].path) text += lines[j].text + "\n";
    }
    const std::size_t score = shared(question, stems_of(text));
    if (score > best_score) {
      best = i;
      best_score = score;
    }
  }
  if (best_score == 0) return "The sources do not hold the answer.";
  std::string answer = "The code says:";
  std::size_t last = best;
  for (std::size_t j = best; j < std::min(best + window, lines.size()); ++j) {
    if (lines[j].path != lines[best].path) break;
    answer += " " + lines[j].text.substr(
                        std::min(lines[j].text.find_first_not_of(" \t"), lines[j].text.size()));
    last = j;
  }
  if (system.find("cite the lines") == std::string::npos) return answer;
  return fmt::format("{} [{}:{}-{}]", answer, lines[best].path, lines[best].number,
                     lines[last].number);
}

std::string grade(const std::string& user) {
  const Words reference = stems_of(quoted_after(user, "Reference"));
  const Words output = stems_of(quoted_after(user, "Output"));
  const double share = reference.empty() ? 0
                                         : static_cast<double>(shared(reference, output)) /
                                               static_cast<double>(reference.size());
  constexpr double good = 0.55;
  constexpr double fair = 0.35;
  constexpr double poor = 0.15;
  const int score = share >= good ? 3 : share >= fair ? 2 : share >= poor ? 1 : 0;
  return nlohmann::json{
      {"reasoning", fmt::format("{:.0f}% of the words of the reference", 100 * share)},
      {"score", score}}
      .dump();
}

}  // namespace

ChatReply ExtractiveModel::complete(const ChatRequest& request, const std::stop_token&) {
  ++calls_;
  const std::string& system = request.messages.front().content;
  const std::string& user = request.messages.back().content;
  ChatReply reply{.model = description_.model};
  if (!request.schema) {
    reply.text = answer_question(system, user);
  } else {
    reply.text = request.schema->name == "ranking" ? rank_candidates(user) : grade(user);
  }
  for (const ChatMessage& message : request.messages) {
    reply.usage.input_tokens += static_cast<std::uint64_t>(estimate_tokens(message.content));
  }
  reply.usage.output_tokens = static_cast<std::uint64_t>(estimate_tokens(reply.text));
  reply.cost_usd = (0.4 * static_cast<double>(reply.usage.input_tokens) +
                    1.6 * static_cast<double>(reply.usage.output_tokens)) /
                   1e6;
  return reply;
}

}  // namespace gitctx
