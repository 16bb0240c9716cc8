#include "benchmarks/framework/baselines.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"

namespace gitctx::bench {

using Json = nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Baseline, value, unit, date, commit, machine, reason)

namespace {

/// Parses a JSON file and passes the document to `read`. `kind` names the expected kind of file in
/// error messages.
template <class Read>
auto read_json(const std::filesystem::path& file, std::string_view kind, Read read) {
  try {
    return read(Json::parse(read_file(file)));
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::failure,
                fmt::format("{} is not {}: {}", file.string(), kind, error.what()));
  }
}

}  // namespace

Baselines read_baselines(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return {};
  return read_json(file, "a file of baselines",
                   [](const Json& json) { return json.get<Baselines>(); });
}

void update_baselines(const std::filesystem::path& file, const RunRecord& run,
                      const std::string& reason) {
  Baselines baselines = read_baselines(file);
  for (const PerformanceResult& result : run.results) {
    baselines[result.id()] = {result.value, result.metric.unit,      run.date,
                              run.commit,   run.calibration.machine, reason};
  }
  std::vector<std::string> lines;
  for (const auto& [id, baseline] : baselines) {
    lines.push_back(fmt::format(" {}: {}", Json(id).dump(), Json(baseline).dump()));
  }
  replace_file_atomically(file, fmt::format("{{\n{}\n}}\n", fmt::join(lines, ",\n")));
}

void attach_baselines(RunRecord& run, const Baselines& baselines) {
  for (PerformanceResult& result : run.results) {
    const auto found = baselines.find(result.id());
    if (found != baselines.end()) result.baseline = found->second.value;
  }
}

RunRecord read_run(const std::filesystem::path& file) {
  return read_json(file, "a run of gitctx-bench", run_record_from_json);
}

}  // namespace gitctx::bench
