#include "tools/train/judged_queries.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "text/words.h"

namespace gitctx {

namespace {

JudgedPart read_part(const nlohmann::json& json) {
  if (json.is_string()) return {json, std::nullopt};
  JudgedPart part{json.at("path"), std::nullopt};
  if (json.contains("start_line")) part.lines = {json.at("start_line"), json.at("end_line")};
  return part;
}

}  // namespace

bool JudgedQuery::has_lines() const {
  return !relevant.empty() && std::ranges::all_of(relevant, [](const JudgedPart& part) {
    return part.lines.has_value();
  });
}

std::vector<JudgedRepository> read_judged_queries(const std::filesystem::path& file) {
  const std::string text = read_file(file);
  try {
    std::vector<JudgedRepository> repositories;
    for (const auto& entry : nlohmann::json::parse(text)) {
      JudgedRepository repository;
      repository.name = entry.at("name");
      repository.language = entry.at("language");
      repository.path = entry.at("path").get<std::string>();
      repository.under = entry.value("under", "");
      for (const auto& query : entry.at("queries")) {
        JudgedQuery& judged = repository.queries.emplace_back();
        judged.text = query.at("query");
        judged.category = query.value("category", "");
        for (const auto& part : query.at("relevant")) judged.relevant.push_back(read_part(part));
      }
      repositories.push_back(std::move(repository));
    }
    return repositories;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::usage, fmt::format("{}: {}", file.string(), error.what()),
                "Write an array of {name, language, path, under, queries}");
  }
}

bool names_path(const std::string& judged, const std::string& path) {
  return judged == path || path.ends_with('/' + judged) || judged.ends_with('/' + path);
}

std::optional<std::string> with_slip(std::string_view query) {
  constexpr std::size_t shortest = 6;
  std::vector<std::string_view> words;
  for_each_word(query, [&](std::string_view word) {
    if (word.size() >= shortest) words.push_back(word);
  });
  if (words.empty()) return std::nullopt;
  std::uint64_t chance = hash64(query);
  const auto draw = [&](std::size_t count) { return static_cast<std::size_t>(chance % count); };
  const std::string_view word = words[draw(words.size())];
  chance = mix64(chance);
  const auto begin = static_cast<std::size_t>(word.data() - query.data());
  const std::size_t at = begin + 1 + draw(word.size() - 2);
  chance = mix64(chance);
  std::string slipped(query);
  switch (draw(3)) {
    case 0:
      std::swap(slipped[at], slipped[at + 1]);
      break;
    case 1:
      slipped.erase(at, 1);
      break;
    default:
      slipped.insert(at, 1, slipped[at]);
  }
  return slipped;
}

}  // namespace gitctx
