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

/// Sends requests to one LangSmith server, with the key from the settings and with retries.
/// Thread-safe. Error messages never contain the key. Throws Error(provider) if the server is
/// unreachable or refuses a request, Error(configuration) if there is no key, and
/// Error(interrupted) if a stop is requested.
class LangSmithClient {
 public:
  /// `transport` and `clock` must outlive the client.
  LangSmithClient(HttpTransport& transport, LangSmithSettings settings, RetryPolicy policy = {},
                  Clock& clock = machine_clock());

  const LangSmithSettings& settings() const { return settings_; }

  /// Asks the server only once, in one short attempt. A capability that remains unknown has the
  /// default of LangSmithCapabilities. Exception: if the reply does not mention multipart examples,
  /// the server does not take them.
  LangSmithCapabilities capabilities(const std::stop_token& stop);
  /// Must be called after POST /runs/multipart has returned 404.
  void forget_multipart_runs();

  /// Sends a request. `path` must begin with '/'; `what` must complete "cannot ...". Throws unless
  /// the status is 2xx or in `accepted`.
  LangSmithReply send(std::string_view method, std::string_view path, IngestBody body,
                      std::string_view what, const std::stop_token& stop,
                      std::initializer_list<int> accepted = {});
  /// Sends a GET request and returns the document of the reply.
  nlohmann::json get(std::string_view path, std::string_view what, const std::stop_token& stop);
  nlohmann::json post(std::string_view path, const nlohmann::ordered_json& body,
                      std::string_view what, const std::stop_token& stop);
  /// The error for a status that is not accepted.
  Error refusal(const LangSmithReply& reply, std::string_view what) const;
  /// Throws Error(configuration) if a key is needed but missing.
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
