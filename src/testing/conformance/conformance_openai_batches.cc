#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <set>
#include <sstream>

#include "testing/conformance/conformance_openai.h"
#include "testing/conformance/multipart_reader.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

constexpr std::size_t max_lines = 50'000;

[[noreturn]] void refuse_missing(std::string_view field) {
  throw ConformanceRefusal{400, fmt::format("Missing required parameter: '{}'.", field),
                           "missing_required_parameter", std::string(field)};
}

std::string id_in(std::string_view path, std::string_view prefix) {
  path.remove_prefix(prefix.size());
  return std::string(path.substr(0, path.find('/')));
}

/// Parses and checks one line of a batch file. Throws ConformanceRefusal for a wrong line. `ids`
/// contains the ids of earlier lines.
Json checked_line(const std::string& text, std::set<std::string>& ids) {
  Json line = Json::parse(text, nullptr, false);
  if (!line.is_object())
    throw ConformanceRefusal{400, "This line is not parseable as valid JSON.", "invalid_json_line"};
  if (!line.contains("custom_id") || !line["custom_id"].is_string()) refuse_missing("custom_id");
  if (!ids.insert(line["custom_id"].get<std::string>()).second) {
    throw ConformanceRefusal{400, "The custom_id is not unique in the file.",
                             "duplicate_custom_id"};
  }
  if (line.value("method", "") != "POST")
    throw ConformanceRefusal{400, "Invalid value.", "invalid_method"};
  if (line.value("url", "") != "/v1/embeddings") {
    throw ConformanceRefusal{400,
                             "The URL provided for this request does not match the batch endpoint.",
                             "mismatched_url"};
  }
  if (!line.contains("body") || !line["body"].is_object()) refuse_missing("body");
  return line;
}

}  // namespace

ServedReply ConformanceBatches::answer(ProviderCall& call) {
  const std::string& method = call.request.method;
  const std::lock_guard lock(mutex_);
  if (call.path.starts_with("/files")) return answer_files(call);
  if (method == "POST" && call.path == "/batches") return create_batch(call);
  if (method == "GET" && call.path == "/batches") {
    Json list = Json::array();
    for (const auto& [id, batch] : batches_) list.push_back(batch.document);
    return json_reply({{"object", "list"}, {"data", list}, {"has_more", false}});
  }
  const auto batch = batches_.find(id_in(call.path, "/batches/"));
  if (batch == batches_.end())
    throw ConformanceRefusal{404, "No batch found with that id.", "not_found"};
  if (method == "POST" && call.path.ends_with("/cancel")) {
    batch->second.document["status"] = "cancelled";
    return json_reply(batch->second.document);
  }
  if (method == "GET") return json_reply(look_at(batch->second));
  throw ConformanceRefusal{405, "Not allowed."};
}

ServedReply ConformanceBatches::answer_files(ProviderCall& call) {
  const std::string& method = call.request.method;
  if (call.path == "/files" && method == "POST") return create_file(call.request);
  if (call.path == "/files" && method == "GET") {
    Json list = Json::array();
    for (const auto& [id, file] : files_) list.push_back(file_document(id));
    return json_reply({{"object", "list"}, {"data", list}, {"has_more", false}});
  }
  const std::string id = id_in(call.path, "/files/");
  if (!files_.contains(id))
    throw ConformanceRefusal{404, fmt::format("No such File object: {}", id)};
  if (method == "DELETE") {
    files_.erase(id);
    return json_reply({{"id", id}, {"object", "file"}, {"deleted", true}});
  }
  if (call.path.ends_with("/content")) {
    return {.headers = {{"Content-Type", "application/octet-stream"}}, .body = files_[id].content};
  }
  return json_reply(file_document(id));
}

ServedReply ConformanceBatches::create_file(const ServedRequest& request) {
  const auto parts = read_multipart(request);
  if (!parts) throw ConformanceRefusal{400, "Could not parse multipart form"};
  File file;
  bool has_file = false;
  for (const ReceivedPart& part : *parts) {
    if (part.name == "purpose") {
      file.purpose = part.body;
    } else if (part.name == "file") {
      has_file = true;
      file.name = part.filename;
      file.content = part.body;
    } else if (part.name != "expires_after[anchor]" && part.name != "expires_after[seconds]") {
      throw ConformanceRefusal{
          400, fmt::format("Unrecognized request argument supplied: {}", part.name)};
    }
  }
  if (file.purpose.empty()) refuse_missing("purpose");
  if (!has_file || file.name.empty()) refuse_missing("file");
  if (file.purpose != "batch") {
    throw ConformanceRefusal{400,
                             fmt::format("'{}' is not one of ['batch'] - 'purpose'", file.purpose)};
  }
  return json_reply(file_document(store(std::move(file))));
}

std::string ConformanceBatches::store(File file) {
  const std::string id = fmt::format("file-{:06}", next_id_++);
  files_[id] = std::move(file);
  return id;
}

Json ConformanceBatches::file_document(const std::string& id) const {
  const File& file = files_.at(id);
  return {{"id", id},
          {"object", "file"},
          {"bytes", file.content.size()},
          {"created_at", 0},
          {"filename", file.name},
          {"purpose", file.purpose},
          {"status", "processed"}};
}

ServedReply ConformanceBatches::create_batch(ProviderCall& call) {
  const Json body = call.body();
  refuse_unknown_fields(
      body, {"input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after"},
      400, "Unrecognized request argument supplied: {}");
  for (const char* const field : {"input_file_id", "endpoint", "completion_window"}) {
    if (!body.contains(field)) refuse_missing(field);
  }
  if (body["endpoint"] != "/v1/embeddings")
    throw ConformanceRefusal{400, "Invalid value.", {}, "endpoint"};
  if (body["completion_window"] != "24h") {
    throw ConformanceRefusal{400, "Invalid value.", {}, "completion_window"};
  }
  const auto file = files_.find(body["input_file_id"].get<std::string>());
  if (file == files_.end() || file->second.purpose != "batch") {
    throw ConformanceRefusal{400, "Invalid value: no such file.", {}, "input_file_id"};
  }
  Batch batch;
  const std::string id = fmt::format("batch_{:06}", next_id_++);
  batch.document = {{"id", id},
                    {"object", "batch"},
                    {"endpoint", body["endpoint"]},
                    {"input_file_id", file->first},
                    {"completion_window", "24h"},
                    {"status", "validating"},
                    {"output_file_id", nullptr},
                    {"error_file_id", nullptr},
                    {"created_at", 0},
                    {"errors", nullptr},
                    {"metadata", body.value("metadata", Json())},
                    {"request_counts", {{"total", 0}, {"completed", 0}, {"failed", 0}}}};
  CallUsage usage;
  run_lines(file->second, batch, usage);
  call.admit(usage);
  const Json document = batch.document;
  batches_.emplace(id, std::move(batch));
  return json_reply(document);
}

void ConformanceBatches::run_lines(const File& file, Batch& batch, CallUsage& usage) const {
  std::istringstream lines(file.content);
  std::set<std::string> ids;
  std::vector<std::string> outputs;
  Json faults = Json::array();
  int count = 0;
  int failed = 0;
  for (std::string text; std::getline(lines, text);) {
    ++count;
    Json line;
    try {
      line = checked_line(text, ids);
    } catch (const ConformanceRefusal& refusal) {
      faults.push_back({{"code", refusal.code},
                        {"message", refusal.message},
                        {"param", nullptr},
                        {"line", count}});
      continue;
    }
    const auto answered = [&](int status, const Json& body) {
      return Json{{"id", fmt::format("batch_req_{:06}", count)},
                  {"custom_id", line["custom_id"]},
                  {"response", {{"status_code", status}, {"request_id", "req"}, {"body", body}}},
                  {"error", nullptr}}
                 .dump() +
             "\n";
    };
    try {
      const auto work = embeddings_.check(line["body"]);
      usage.inputs += work.usage.inputs;
      usage.input_tokens += work.usage.input_tokens;
      outputs.push_back(answered(200, Json::parse(embeddings_.reply(work))));
    } catch (const ConformanceRefusal& refusal) {
      ++failed;
      batch.errors += answered(refusal.status, {{"error", {{"message", refusal.message}}}});
    }
  }
  // The outputs are in reverse order, because OpenAI promises no order and clients must not rely on
  // one.
  for (const std::string& output : std::views::reverse(outputs)) batch.output += output;
  batch.document["request_counts"] = {
      {"total", count}, {"completed", count - failed}, {"failed", failed}};
  if (static_cast<std::size_t>(count) > max_lines || usage.inputs > max_lines) {
    faults.push_back({{"code", "too_many_tasks"},
                      {"message", "Too many requests in the file."},
                      {"param", nullptr},
                      {"line", nullptr}});
  }
  if (count == 0) {
    faults.push_back({{"code", "empty_file"},
                      {"message", "The input file is empty."},
                      {"param", nullptr},
                      {"line", nullptr}});
  }
  if (!faults.empty()) {
    batch.document["errors"] = {{"object", "list"}, {"data", faults}};
    usage = {};
  }
}

Json ConformanceBatches::look_at(Batch& batch) {
  Json& document = batch.document;
  if (document["status"] == "cancelled" || document["status"] == "completed") return document;
  if (!document["errors"].is_null()) {
    document["status"] = "failed";
    return document;
  }
  static constexpr const char* states[] = {"in_progress", "finalizing", "completed"};
  document["status"] = states[std::min(batch.looks++, 2)];
  if (document["status"] == "completed") {
    if (!batch.output.empty()) {
      document["output_file_id"] = store({"output.jsonl", "batch_output", batch.output});
    }
    if (!batch.errors.empty()) {
      document["error_file_id"] = store({"errors.jsonl", "batch_output", batch.errors});
    }
  }
  return document;
}

}  // namespace gitctx
