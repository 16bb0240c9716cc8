#include "langsmith/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/json_text.h"
#include "base/log.h"
#include "http/secret_scrubber.h"
#include "http/url.h"
#include "provider/provider_sentence.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::milliseconds request_timeout{90'000};
constexpr std::chrono::milliseconds probe_timeout{2'000};
}  // namespace

LangSmithClient::LangSmithClient(HttpTransport& transport, LangSmithSettings settings,
                                 RetryPolicy policy, Clock& clock)
    : transport_(transport),
      settings_(std::move(settings)),
      clock_(clock),
      http_(transport, policy, nullptr, clock) {}

void LangSmithClient::require_key() const {
  if (!settings_.api_key.empty() || is_local_endpoint(settings_.endpoint)) return;
  throw Error(ErrorCode::configuration, "no LangSmith API key", "Set LANGSMITH_API_KEY");
}

HttpRequest LangSmithClient::request(std::string_view method, std::string_view path) const {
  HttpRequest out{.method = std::string(method),
                  .url = settings_.endpoint + std::string(path),
                  .timeout = request_timeout};
  if (!settings_.api_key.empty()) out.headers.push_back({"x-api-key", settings_.api_key});
  if (!settings_.workspace_id.empty()) {
    out.headers.push_back({"x-tenant-id", settings_.workspace_id});
  }
  return out;
}

LangSmithCapabilities LangSmithClient::probe(const std::stop_token& stop) {
  LangSmithCapabilities found;
  try {
    HttpRequest probe = request("GET", "/info");
    probe.headers.push_back({"Accept", "application/json"});
    probe.timeout = probe_timeout;
    HttpClient once(transport_, {.attempts = 1}, nullptr, clock_);
    const HttpResponse response = once.send(probe, stop);
    const Json document = parse_json(response.body);
    if (response.status != 200 || !document.is_object()) return found;
    const auto read = [&](const char* part, const char* name, auto& value) {
      const Json told = json_member(json_member(document, part), name);
      if (told.type() == Json(value).type() && told != 0) json_get_to(told, value);
    };
    found.takes_multipart_examples = false;
    read("batch_ingest_config", "use_multipart_endpoint", found.takes_multipart_runs);
    read("instance_flags", "dataset_examples_multipart_enabled", found.takes_multipart_examples);
    read("batch_ingest_config", "size_limit", found.batch_operations);
    read("batch_ingest_config", "size_limit_bytes", found.batch_bytes);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::interrupted) throw;
    log_event(LogLevel::warn, "langsmith_probe_failed", {{"why", error.message()}});
  }
  return found;
}

LangSmithCapabilities LangSmithClient::capabilities(const std::stop_token& stop) {
  const std::lock_guard lock(mutex_);
  if (!capabilities_) capabilities_ = probe(stop);
  return *capabilities_;
}

void LangSmithClient::forget_multipart_runs() {
  const std::lock_guard lock(mutex_);
  if (!capabilities_) capabilities_.emplace();
  capabilities_->takes_multipart_runs = false;
}

LangSmithReply LangSmithClient::send(std::string_view method, std::string_view path,
                                     IngestBody body, std::string_view what,
                                     const std::stop_token& stop,
                                     std::initializer_list<int> accepted) {
  require_key();
  HttpRequest out = request(method, path);
  if (!body.bytes.empty()) out.headers.push_back({"Content-Type", std::move(body.content_type)});
  out.body = std::move(body.bytes);
  LangSmithReply reply;
  try {
    const HttpResponse response = http_.send(out, stop);
    reply.status = response.status;
    reply.document = parse_json(response.body);
  } catch (const Error& error) {
    throw Error(error.code(), scrubbed(error.message()), scrubbed(error.hint()));
  }
  if (reply.document.is_discarded()) reply.document = nullptr;
  const bool is_good = reply.status >= 200 && reply.status <= 299;
  if (!is_good && std::ranges::find(accepted, reply.status) == accepted.end()) {
    throw refusal(reply, what);
  }
  return reply;
}

Json LangSmithClient::get(std::string_view path, std::string_view what,
                          const std::stop_token& stop) {
  return send("GET", path, {}, what, stop).document;
}

Json LangSmithClient::post(std::string_view path, const nlohmann::ordered_json& body,
                           std::string_view what, const std::stop_token& stop) {
  return send("POST", path, json_body(body), what, stop).document;
}

std::string LangSmithClient::scrubbed(std::string text) const {
  const std::string secrets[]{settings_.api_key};
  return scrub_secrets(std::move(text), secrets);
}

Error LangSmithClient::refusal(const LangSmithReply& reply, std::string_view what) const {
  const std::string why = provider_sentence(json_text(reply.document));
  const std::string host = url_host(settings_.endpoint);
  if (why == "org_scoped_key_requires_workspace") {
    return {ErrorCode::configuration,
            fmt::format("cannot {}: the LangSmith API key belongs to an organisation", what),
            "Set LANGSMITH_WORKSPACE_ID to the workspace to use"};
  }
  if (reply.status == 401 || reply.status == 403) {
    return {ErrorCode::provider,
            scrubbed(fmt::format("cannot {}: LangSmith at {} rejects the API key ({}): {}", what,
                                 host, reply.status, why)),
            "Set LANGSMITH_API_KEY to a valid key of the workspace"};
  }
  return {ErrorCode::provider,
          scrubbed(fmt::format("cannot {}: LangSmith at {} answered {}{}{}", what, host,
                               reply.status, why.empty() ? "" : ": ", why))};
}

IngestBody json_body(const nlohmann::ordered_json& json) {
  return {"application/json", json_text(json)};
}

}  // namespace gitctx
