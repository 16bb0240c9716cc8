#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "embed/embedder.h"
#include "embed/hosted/hosted_model.h"
#include "embed/hosted/token_counter.h"
#include "http/http_client.h"
#include "http/rate_limiter.h"
#include "money/bill.h"
#include "provider/provider_error.h"
#include "provider/refusal.h"

namespace gitctx {

struct RequestOptions {
  std::string api_key;  ///< may be empty if the model needs no key
  std::size_t parallel_requests = 8;
  RetryPolicy retry;
  /// Called when the first request is sent.
  std::function<std::unique_ptr<HttpTransport>()> make_transport;
};

struct RequestLimits {
  std::size_t items = 1;     ///< at least 1
  std::uint64_t tokens = 0;  ///< tokens of all texts; a text with more tokens gets its own request
};

/// Texts [begin, end) that go into one request.
struct RequestRange {
  std::size_t begin = 0;
  std::size_t end = 0;

  std::size_t size() const { return end - begin; }
  bool operator==(const RequestRange&) const = default;
};

/// Groups texts with these token counts into as few requests as their order allows.
std::vector<RequestRange> plan_requests(std::span<const std::uint32_t> tokens,
                                        const RequestLimits& limits);

/// Sends texts to a hosted model in as few requests as the model allows. Several requests run at
/// once, within the rate limits and the budget. A request that the service rejects as too large is
/// split; a document that is too long is cut. Thread-safe.
class EmbeddingRequests {
 public:
  EmbeddingRequests(const HostedModel& model, RequestOptions options, Bill& bill);
  ~EmbeddingRequests();

  /// Receives the vectors of the texts [begin, begin + rows). Called from any thread, but never
  /// concurrently for the same send().
  using Sink = std::function<void(std::size_t begin, const EmbeddingMatrix& vectors)>;

  /// Embeds all texts. If `dimension` is 0, vectors may have any dimension. If a request fails,
  /// waits for the requests in flight, passes all vectors that arrived to `sink`, and then throws
  /// the Error.
  void send(std::span<const std::string> texts, InputKind kind, std::size_t dimension,
            const Sink& sink, const std::stop_token& stop);

  const TokenCounter& tokens() const { return tokens_; }

  /// The client, for other calls to the same service. Throws Error(configuration) if a key is
  /// needed and missing.
  HttpClient& client();
  const Service& service() const { return service_; }

 private:
  struct Shared;
  struct Part;

  void send_ranges(Shared& shared);
  void send_part(Shared& shared, const Part& part);
  void split(Shared& shared, const Part& part);
  void shorten(Shared& shared, const Part& part, const HttpResponse& response);
  bool retry_smaller(Shared& shared, const Part& part, const HttpResponse& response);

  class Slot;

  const HostedModel model_;
  const RequestOptions options_;
  const Service service_;
  Bill& bill_;
  const TokenCounter tokens_;
  RateLimiter limiter_;
  std::atomic<bool> base64_{true};
  std::atomic<std::size_t> items_learned_;  ///< maximum number of texts per request

  std::mutex mutex_;
  std::condition_variable_any slot_freed_;
  std::size_t free_slots_;
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace gitctx
