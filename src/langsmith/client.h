#pragma once

#include <chrono>
#include <initializer_list>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/error.h"
#include "http/http_client.h"
#include "langsmith/settings.h"

namespace gitctx {

/// The features and limits of a LangSmith server.
struct LangSmithCapabilities {
  bool takes_multipart_runs = true;
  bool takes_multipart_examples = true;
  std::size_t batch_operations = 100;
  std::size_t batch_bytes = 20'971'520;
};

/// The body of a request.
struct IngestBody {
  std::string content_type;
  std::string bytes;
};
IngestBody json_body(const nlohmann::ordered_json& json);

/// A reply of LangSmith. The document is null if the body is not JSON.
struct LangSmithReply {
  int status = 0;
  nlohmann::json document;
};

/// Sends requests to one LangSmith server, with the key of the settings and with retries.
/// Thread-safe. Error messages never contain the key. Throws Error(provider) if the server is
/// unreachable or refuses a request, Error(configuration) without a key, and Error(interrupted).
class LangSmithClient {
 public:
  /// The transport must outlive it.
  LangSmithClient(HttpTransport& transport, LangSmithSettings settings, RetryPolicy policy = {},
                  Clock& clock = machine_clock());

  const LangSmithSettings& settings() const { return settings_; }

  /// Asks the server once, with one short attempt. A member that stays unknown keeps the default of
  /// LangSmithCapabilities.
  LangSmithCapabilities capabilities(const std::stop_token& stop);
  /// To be called after POST /runs/multipart has returned 404.
  void forget_multipart_runs();

  /// `path` begins with '/'; `what` completes "cannot ...". Throws unless the status is 2xx or in
  /// `accepted`.
  LangSmithReply send(std::string_view method, std::string_view path, IngestBody body,
                      std::string_view what, const std::stop_token& stop,
                      std::initializer_list<int> accepted = {});
  /// The document of the reply to a GET.
  nlohmann::json get(std::string_view path, std::string_view what, const std::stop_token& stop);
  nlohmann::json post(std::string_view path, const nlohmann::ordered_json& body,
                      std::string_view what, const std::stop_token& stop);
  /// The error for a status that is not accepted.
  Error refusal(const LangSmithReply& reply, std::string_view what) const;
  /// Throws Error(configuration) if a key is needed and missing.
  void require_key() const;

 private:
  HttpRequest request(std::string_view method, std::string_view path) const;
  LangSmithCapabilities probe(const std::stop_token& stop);
  std::string scrubbed(std::string text) const;

  HttpTransport& transport_;
  LangSmithSettings settings_;
  Clock& clock_;
  HttpClient http_;
  std::mutex mutex_;
  std::optional<LangSmithCapabilities> capabilities_;
};

}  // namespace gitctx
