#include "langsmith/spool.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "base/base64.h"
#include "base/error.h"
#include "base/file.h"
#include "base/guard/guarded_path.h"
#include "base/json_text.h"
#include "base/log.h"

namespace gitctx {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr int spool_version = 1;

std::uint64_t size_of_folder(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  for (const std::string& name : list_folder(folder)) {
    const auto status = stat_guarded(folder / name, "cannot read");
    if (status && S_ISREG(status->st_mode)) bytes += static_cast<std::uint64_t>(status->st_size);
  }
  return bytes;
}

}  // namespace

std::filesystem::path LangSmithSpool::write(std::string_view kind, std::string_view contents,
                                            TraceTime now) {
  make_folders(folder_);
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
  const std::string id = ids_.next(now);
  const auto path = folder_ / fmt::format("{}_{}_{}.json", kind, ms, id.substr(id.size() - 8));
  replace_file_atomically(path, contents);
  return path;
}

std::filesystem::path LangSmithSpool::keep_trace(const IngestBody& body, TraceTime now) {
  const OrderedJson document{{"version", spool_version},
                             {"endpoint", "runs/multipart"},
                             {"headers", {{"Content-Type", body.content_type}}},
                             {"body_base64", encode_base64(std::as_bytes(std::span(body.bytes)))}};
  const std::string text = json_text(document);
  const std::lock_guard lock(mutex_);
  if (size_of_folder(folder_) + text.size() > max_bytes_) {
    log_event(LogLevel::warn, "langsmith_spool_full", {{"folder", folder_.string()}});
    return {};
  }
  return write("trace", text, now);
}

std::filesystem::path LangSmithSpool::keep_experiment(std::string_view experiment_json,
                                                      TraceTime now) {
  const std::lock_guard lock(mutex_);
  return write("experiment", experiment_json, now);
}

std::vector<std::filesystem::path> LangSmithSpool::files() const {
  std::vector<std::filesystem::path> files;
  for (const std::string& name : list_folder(folder_)) {
    const bool is_kept =
        name.ends_with(".json") && (name.starts_with("trace_") || name.starts_with("experiment_"));
    if (is_kept) files.push_back(folder_ / name);
  }
  // Sorts by the time in the name and ignores the kind, with which the name starts.
  std::ranges::sort(files, {}, [](const std::filesystem::path& file) {
    const std::string name = file.filename().string();
    return name.substr(name.find('_'));
  });
  return files;
}

bool LangSmithSpool::is_trace(const std::filesystem::path& file) {
  return file.filename().string().starts_with("trace_");
}

IngestBody LangSmithSpool::read_trace(const std::filesystem::path& file) {
  const OrderedJson document = parse_ordered_json(read_file(file));
  try {
    if (document.at("version") == spool_version && document.at("endpoint") == "runs/multipart") {
      auto body = decode_base64(document.at("body_base64").get<std::string>());
      auto type = document.at("headers").at("Content-Type").get<std::string>();
      if (body) return {std::move(type), std::move(*body)};
    }
  } catch (const OrderedJson::exception&) {
    // The error below also reports an unknown version and a damaged body.
  }
  throw unreadable_trace(file);
}

Error LangSmithSpool::unreadable_trace(const std::filesystem::path& file) {
  return {ErrorCode::failure, fmt::format("{} is not a trace for LangSmith", file.string()),
          fmt::format("Remove {}", file.string())};
}

}  // namespace gitctx
