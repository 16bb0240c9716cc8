#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "http/http_client.h"
#include "langsmith/settings.h"

namespace gitctx {

/// What a LangSmith server supports.
struct LangSmithCapabilities {
  bool takes_multipart_runs = true;
  bool takes_multipart_examples = true;
  std::size_t batch_operations = 100;
  std::size_t batch_bytes = 20'971'520;
};

/// A reply of LangSmith. The document is null if the body is not JSON.
struct LangSmithReply {
  int status = 0;
  nlohmann::json document;
};

/// Sends requests to one LangSmith with the key of the settings, with retries. Thread-safe. Its
/// error messages never contain the key. Throws Error: provider (unreachable, refused),
/// configuration (no key), interrupted.
class LangSmithClient {
 public:
  /// The transport must outlive it.
  LangSmithClient(HttpTransport& transport, LangSmithSettings settings, RetryPolicy policy = {},
                  Clock& clock = machine_clock());

  const LangSmithSettings& settings() const { return settings_; }

  /// Asks once, in one short attempt; what stays unknown has the default of LangSmithCapabilities.
  LangSmithCapabilities capabilities(const std::stop_token& stop);
  /// Call it after POST /runs/multipart returned 404.
  void forget_multipart_runs();

  /// `path` begins with '/'. Returns any status.
  LangSmithReply send(std::string_view method, std::string_view path, std::string body,
                      std::string_view content_type, const std::stop_token& stop);
  LangSmithReply send_json(std::string_view method, std::string_view path,
                           const nlohmann::ordered_json& body, const std::stop_token& stop);

  /// The document of a reply, whose status must be 2xx. `what` completes "cannot ...".
  nlohmann::json get(std::string_view path, std::string_view what, const std::stop_token& stop);
  nlohmann::json post(std::string_view path, const nlohmann::ordered_json& body,
                      std::string_view what, const std::stop_token& stop);
  /// All elements of a list. `path` ends in '?' or '&', so that `limit` and `offset` may follow.
  std::vector<nlohmann::json> get_pages(const std::string& path, std::string_view what,
                                        const std::stop_token& stop);

  /// The error for a reply that is not 2xx.
  Error refusal(const LangSmithReply& reply, std::string_view what) const;
  /// Throws that error unless the status is 2xx.
  void require_good(const LangSmithReply& reply, std::string_view what) const;
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

/// The text for use in the query of a URL.
std::string percent_encoded(std::string_view text);

}  // namespace gitctx
