#include "tools/train/judged_queries.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace gitctx {

std::vector<JudgedRepository> read_judged_queries(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw Error(ErrorCode::usage, fmt::format("cannot read {}", file.string()));
  try {
    std::vector<JudgedRepository> repositories;
    for (const auto& entry : nlohmann::json::parse(in)) {
      JudgedRepository repository;
      repository.name = entry.at("name");
      repository.language = entry.at("language");
      repository.path = entry.at("path").get<std::string>();
      repository.under = entry.value("under", "");
      for (const auto& query : entry.at("queries")) {
        repository.queries.push_back({query.at("query"), query.value("category", ""),
                                      query.at("relevant").get<std::vector<std::string>>()});
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

}  // namespace gitctx
