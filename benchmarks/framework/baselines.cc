#include "benchmarks/framework/baselines.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"

namespace gitctx::bench {

namespace {

using Json = nlohmann::ordered_json;

Json parse_file(const std::filesystem::path& file) {
  try {
    return Json::parse(read_file(file));
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::failure, file.string() + ": " + error.what());
  }
}

}  // namespace

Baselines read_baselines(const std::filesystem::path& file) {
  Baselines baselines;
  if (!std::filesystem::exists(file)) return baselines;
  const Json all = parse_file(file);
  for (const auto& [id, json] : all.items()) {
    baselines[id] = {json.at("value").get<double>(),        json.at("unit").get<std::string>(),
                     json.at("date").get<std::string>(),    json.at("commit").get<std::string>(),
                     json.at("machine").get<std::string>(), json.at("reason").get<std::string>()};
  }
  return baselines;
}

void update_baselines(const std::filesystem::path& file, const RunRecord& run,
                      const std::string& reason) {
  Baselines baselines = read_baselines(file);
  for (const PerformanceResult& result : run.results) {
    baselines[result.id()] = {result.value, result.metric.unit,      run.date,
                              run.commit,   run.calibration.machine, reason};
  }
  Json json = Json::object();
  for (const auto& [id, baseline] : baselines) {
    json[id] = {{"value", baseline.value},     {"unit", baseline.unit},
                {"date", baseline.date},       {"commit", baseline.commit},
                {"machine", baseline.machine}, {"reason", baseline.reason}};
  }
  replace_file_atomically(file, json.dump(1) + "\n");
}

void attach_baselines(RunRecord& run, const Baselines& baselines) {
  for (PerformanceResult& result : run.results) {
    const auto found = baselines.find(result.id());
    if (found != baselines.end()) result.baseline = found->second.value;
  }
}

RunRecord read_run(const std::filesystem::path& file) {
  try {
    return run_record_from_json(parse_file(file));
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::failure,
                file.string() + " is not a run of gitctx-bench: " + error.what());
  }
}

}  // namespace gitctx::bench
