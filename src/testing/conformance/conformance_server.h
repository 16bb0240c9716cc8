#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/http_listener.h"

namespace gitctx {

/// The counts of one endpoint. Inputs and tokens are counted only if a provider would charge for
/// them, that is, in successful requests, even if the reply was truncated or late.
struct EndpointCounts {
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;  ///< replies that have status 400 or more, are cut, or are missing
  std::uint64_t inputs = 0;
  std::uint64_t input_tokens = 0;
  std::uint64_t output_tokens = 0;

  bool operator==(const EndpointCounts&) const = default;
};

/// A request and the status of its reply. The value of a header that carries a key is "***".
struct RecordedExchange {
  std::string method;
  std::string path;
  std::string query;
  HeaderList headers;
  std::string body;
  int status = 0;  ///< 0: the connection was closed instead
};

/// A failure of the next matching requests.
struct InjectedFailure {
  enum class Kind : std::uint8_t {
    status,     ///< a reply with `status` and the provider's error document
    slow,       ///< the normal reply, after `delay`
    truncated,  ///< the normal reply, cut in the middle
    closed,     ///< the connection is closed and the request ignored
  };
  Kind kind = Kind::status;
  std::string method;  ///< empty: any method
  std::string path;    ///< text that the path must contain; empty: any path
  int status = 500;
  std::string code;    ///< such as "insufficient_quota"; empty: the status's usual code
  HeaderList headers;  ///< additional headers, such as Retry-After
  std::chrono::milliseconds delay{0};
  int skip = 0;   ///< number of matching requests that succeed first
  int times = 1;  ///< number of matching requests that then fail; -1: all
};

struct ScriptedChat {
  std::string text;
  bool truncated = false;  ///< the reply stopped at its length limit
  std::string refusal;     ///< if not empty, the model declines with this text instead of `text`
};

/// The limits of a key, enforced by token buckets like those of the providers. 0 means no limit.
struct ProviderLimits {
  double requests_per_minute = 0;
  double tokens_per_minute = 0;
  std::chrono::milliseconds burst{60'000};  ///< the time in which an empty bucket becomes full
};

struct ConformanceOptions {
  std::uint16_t port = 0;  ///< 0: any free port
  /// The key that all providers accept; empty: any key.
  std::string api_key = "test-key";
  std::chrono::milliseconds latency{0};
  ProviderLimits limits;
  /// The number of tokens of a text. By default, each run of letters, digits, '_' and bytes over
  /// 127 is a token, and so is every other byte that is not white space.
  std::function<std::size_t(std::string_view model, std::string_view text)> count_tokens;
  bool multipart_runs = true;      ///< LangSmith accepts POST /runs/multipart
  bool multipart_examples = true;  ///< LangSmith accepts examples as multipart
  bool records_exchanges = true;
};

/// Imitates hosted providers and LangSmith on the loopback interface, as far as their protocols are
/// known. The server refuses the requests that the real services refuse, with the same messages and
/// error documents. The same sequence of requests gets the same answers. Embeddings are bags of
/// words, so texts that share words are near each other. A chat request is answered with the next
/// scripted reply. If there is none, the answer is the smallest document that fits the schema, or
/// repeats the last message if the request has no schema.
///
///   openai_url()      /v1              embeddings, chat/completions, files, batches, models
///   compatible_url()  /compatible/v1   as a local server: no key, floats only, any model
///   voyage_url()      /voyage/v1       embeddings, rerank
///   cohere_url()      /cohere/v2       embed, rerank
///   gemini_url()      /gemini/v1beta   models/M:embedContent, models/M:batchEmbedContents
///   anthropic_url()   /anthropic/v1    messages
///   langsmith_url()   /langsmith       datasets, examples, sessions, runs, feedback, repos,
///                                     commits
///
/// Other processes use /__control (see conformance_control.h). All methods may be called from any
/// thread while the server runs.
class ConformanceServer {
 public:
  explicit ConformanceServer(ConformanceOptions options = {});
  ~ConformanceServer();
  ConformanceServer(const ConformanceServer&) = delete;
  ConformanceServer& operator=(const ConformanceServer&) = delete;

  std::uint16_t port() const;
  std::string url() const;  ///< http://127.0.0.1:PORT
  std::string openai_url() const { return url() + "/v1"; }
  std::string compatible_url() const { return url() + "/compatible/v1"; }
  std::string voyage_url() const { return url() + "/voyage/v1"; }
  std::string cohere_url() const { return url() + "/cohere/v2"; }
  std::string gemini_url() const { return url() + "/gemini/v1beta"; }
  std::string anthropic_url() const { return url() + "/anthropic/v1"; }
  std::string langsmith_url() const { return url() + "/langsmith"; }

  void inject(InjectedFailure failure);
  /// Queues a reply for a chat request to any provider. The oldest reply in the queue is sent
  /// first.
  void script_chat(ScriptedChat reply);
  /// Sets the function that makes a reply from the JSON body of a request if the queue is empty. If
  /// `answer` returns nothing, the default reply is sent.
  void answer_chats(std::function<std::optional<ScriptedChat>(std::string_view body)> answer);
  void set_latency(std::chrono::milliseconds latency);
  void set_limits(ProviderLimits limits);
  void set_api_key(std::string key);

  /// The counts of each endpoint. The key is "METHOD path", with "{id}" in place of ids.
  std::map<std::string, EndpointCounts> counts() const;
  /// The sum of the counts of all endpoints whose path contains `path_part`.
  EndpointCounts total(std::string_view path_part = {}) const;
  std::vector<RecordedExchange> exchanges() const;
  /// The data of the imitated LangSmith, as JSON: {datasets, examples, sessions, runs, feedback,
  /// comparatives, repos}. The arrays are in order of arrival.
  std::string langsmith_state() const;
  /// Forgets the exchanges, counts, injected failures and scripted replies. Keeps the data of
  /// LangSmith and the uploaded files.
  void clear();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gitctx
