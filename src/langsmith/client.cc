#include "langsmith/client.h"

#include <fmt/format.h>

#include <cctype>
#include <utility>

#include "base/ascii.h"
#include "base/json_text.h"
#include "base/log.h"
#include "http/secret_scrubber.h"
#include "http/url.h"
#include "langsmith/run.h"
#include "provider/provider_sentence.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::milliseconds request_timeout{90'000};
constexpr std::chrono::milliseconds probe_timeout{2'000};
constexpr std::size_t page_size = 100;

std::size_t positive(const Json& object, const char* name, std::size_t usual) {
  const Json value = object.value(name, Json());
  return value.is_number_unsigned() && value > 0 ? value.get<std::size_t>() : usual;
}

bool flag(const Json& object, const char* name, bool usual) {
  const Json value = object.value(name, Json());
  return value.is_boolean() ? value.get<bool>() : usual;
}

Json object_in(const Json& object, const char* name) {
  const Json value = object.is_object() ? object.value(name, Json()) : Json();
  return value.is_object() ? value : Json::object();
}

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
    const Json flags = object_in(document, "instance_flags");
    const Json ingest = object_in(document, "batch_ingest_config");
    found.takes_multipart_runs = flag(ingest, "use_multipart_endpoint", true);
    found.takes_multipart_examples = flag(flags, "dataset_examples_multipart_enabled", false);
    found.batch_operations = positive(ingest, "size_limit", found.batch_operations);
    found.batch_bytes = positive(ingest, "size_limit_bytes", found.batch_bytes);
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
                                     std::string body, std::string_view content_type,
                                     const std::stop_token& stop) {
  require_key();
  HttpRequest out = request(method, path);
  if (!body.empty()) out.headers.push_back({"Content-Type", std::string(content_type)});
  out.body = std::move(body);
  try {
    const HttpResponse response = http_.send(out, stop);
    Json document = parse_json(response.body);
    return {response.status, document.is_discarded() ? Json() : std::move(document)};
  } catch (const Error& error) {
    throw Error(error.code(), scrubbed(error.message()), scrubbed(error.hint()));
  }
}

LangSmithReply LangSmithClient::send_json(std::string_view method, std::string_view path,
                                          const nlohmann::ordered_json& body,
                                          const std::stop_token& stop) {
  return send(method, path, json_text(body), "application/json", stop);
}

Json LangSmithClient::get(std::string_view path, std::string_view what,
                          const std::stop_token& stop) {
  LangSmithReply reply = send("GET", path, {}, {}, stop);
  require_good(reply, what);
  return std::move(reply.document);
}

Json LangSmithClient::post(std::string_view path, const nlohmann::ordered_json& body,
                           std::string_view what, const std::stop_token& stop) {
  LangSmithReply reply = send_json("POST", path, body, stop);
  require_good(reply, what);
  return std::move(reply.document);
}

std::vector<Json> LangSmithClient::get_pages(const std::string& path, std::string_view what,
                                             const std::stop_token& stop) {
  std::vector<Json> all;
  for (;;) {
    Json page = get(fmt::format("{}limit={}&offset={}", path, page_size, all.size()), what, stop);
    if (!page.is_array()) {
      throw Error(ErrorCode::provider,
                  fmt::format("cannot {}: the reply of LangSmith is not a list", what));
    }
    const std::size_t count = page.size();
    for (Json& item : page) all.push_back(std::move(item));
    if (count < page_size) return all;
  }
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

void LangSmithClient::require_good(const LangSmithReply& reply, std::string_view what) const {
  if (reply.status < 200 || reply.status > 299) throw refusal(reply, what);
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      out += fmt::format("%{:02X}", byte);
    }
  }
  return out;
}

}  // namespace gitctx
