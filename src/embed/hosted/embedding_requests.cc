#include "embed/hosted/embedding_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/error.h"
#include "base/stop.h"
#include "base/utf8.h"
#include "embed/wire/embedding_wire.h"
#include "provider/provider_sentence.h"

namespace gitctx {
namespace {

// A document is halved until the service accepts it, but not to less than this size.
constexpr std::size_t shortest_cut_bytes = 64;
// The time that a stop request waits for replies that are already paid for.
constexpr std::chrono::seconds stop_patience{10};

void check_dimension(const HostedModel& model, std::size_t given, std::size_t wanted) {
  if (wanted == 0 || given == wanted) return;
  throw Error(
      ErrorCode::configuration,
      fmt::format("{} returned vectors of {} dimensions instead of {}", model.full_name(), given,
                  wanted),
      model.asks_dimension
          ? fmt::format("Set model.dimensions to {}, or to 0 to accept any, then run: gitctx index",
                        given)
          : "The model may have changed. Run: gitctx clear --embeddings && gitctx index");
}

/// Passes on a stop request after `stop_patience`.
class LateStop {
 public:
  explicit LateStop(const std::stop_token& stop) : on_stop_(stop, [this] { start(); }) {}

  std::stop_token token() const { return late_.get_token(); }

 private:
  void start() {
    timer_.emplace([this](const std::stop_token& over) {
      machine_clock().sleep_until(machine_clock().now() + stop_patience, over);
      late_.request_stop();
    });
  }

  std::stop_source late_;
  std::optional<std::jthread> timer_;
  std::stop_callback<std::function<void()>> on_stop_;  // last, so that it is destroyed first
};

/// Lets a running exchange continue for a while after a stop request, because the service charges
/// for the request anyway.
class PatientTransport final : public HttpTransport {
 public:
  explicit PatientTransport(std::unique_ptr<HttpTransport> inner) : inner_(std::move(inner)) {}

  HttpResult send(const HttpRequest& request, const std::stop_token& stop) override {
    if (stop.stop_requested()) {
      return std::unexpected(NetworkFailure{NetworkFailure::Kind::cancelled, "interrupted"});
    }
    return inner_->send(request, LateStop(stop).token());
  }
  void report_delay(const ServerDelay& delay) override { inner_->report_delay(delay); }

 private:
  std::unique_ptr<HttpTransport> inner_;
};

}  // namespace

std::vector<RequestRange> plan_requests(std::span<const std::uint32_t> tokens,
                                        const RequestLimits& limits) {
  std::vector<RequestRange> ranges;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool fits =
        !ranges.empty() && ranges.back().size() < limits.items && sum + tokens[i] <= limits.tokens;
    if (!fits) {
      ranges.push_back({i, i});
      sum = 0;
    }
    ranges.back().end = i + 1;
    sum += tokens[i];
  }
  return ranges;
}

struct EmbeddingRequests::Connection {
  explicit Connection(const RequestOptions& options, RateLimiter& limiter)
      : transport(std::make_unique<PatientTransport>(options.make_transport())),
        client(*transport, options.retry, &limiter) {}

  std::unique_ptr<HttpTransport> transport;
  HttpClient client;
};

/// Texts of one send() that go into one request, in the form in which they are sent.
struct EmbeddingRequests::Part {
  std::size_t begin = 0;
  std::vector<std::string> texts;
};

/// The state of one send(). The threads of the call share it.
struct EmbeddingRequests::Shared {
  std::span<const std::string> texts;
  std::span<const std::uint32_t> tokens;
  std::vector<RequestRange> ranges;
  InputKind kind;
  std::size_t dimension;
  const Sink& sink;
  const std::stop_token& stop;

  std::atomic<std::size_t> next = 0;
  std::mutex mutex;  // guards the sink and the error
  std::exception_ptr error;
  std::atomic<bool> failed = false;
};

/// Permission for one request; limits the number of parallel requests.
class EmbeddingRequests::Slot {
 public:
  Slot(EmbeddingRequests& requests, const std::stop_token& stop) : requests_(requests) {
    std::unique_lock lock(requests.mutex_);
    if (!requests.slot_freed_.wait(lock, stop, [&] { return requests.free_slots_ > 0; })) {
      throw_interrupted();
    }
    --requests.free_slots_;
  }
  ~Slot() {
    const std::lock_guard lock(requests_.mutex_);
    ++requests_.free_slots_;
    requests_.slot_freed_.notify_one();
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

 private:
  EmbeddingRequests& requests_;
};

EmbeddingRequests::EmbeddingRequests(const HostedModel& model, RequestOptions options, Bill& bill)
    : model_(model),
      options_(std::move(options)),
      service_(model.service(options_.api_key)),
      bill_(bill),
      tokens_(model_),
      items_learned_(model.request_items),
      free_slots_(std::max<std::size_t>(1, options_.parallel_requests)) {}

EmbeddingRequests::~EmbeddingRequests() = default;

HttpClient& EmbeddingRequests::client() {
  check_key(service_);
  const std::lock_guard lock(mutex_);
  if (!connection_) connection_ = std::make_unique<Connection>(options_, limiter_);
  return connection_->client;
}

void EmbeddingRequests::send(std::span<const std::string> texts, InputKind kind,
                             std::size_t dimension, const Sink& sink, const std::stop_token& stop) {
  std::vector<std::uint32_t> tokens;
  tokens.reserve(texts.size());
  for (const std::string& text : texts) tokens.push_back(tokens_.count(text));
  Shared shared{.texts = texts,
                .tokens = tokens,
                .ranges = plan_requests(tokens, {items_learned_, model_.request_tokens}),
                .kind = kind,
                .dimension = dimension,
                .sink = sink,
                .stop = stop};
  {
    const std::size_t threads = std::min(shared.ranges.size(), options_.parallel_requests);
    std::vector<std::jthread> others;
    // The current thread sends texts as well, so it counts as one of `threads`.
    start_threads(others, threads > 0 ? threads - 1 : 0, 0, [&] { send_ranges(shared); });
    send_ranges(shared);
  }
  if (shared.error) std::rethrow_exception(shared.error);
}

void EmbeddingRequests::send_ranges(Shared& shared) {
  while (!shared.failed) {
    const std::size_t number = shared.next++;
    if (number >= shared.ranges.size()) return;
    try {
      const RequestRange range = shared.ranges[number];
      Part part{.begin = range.begin, .texts = {}};
      for (std::size_t i = range.begin; i < range.end; ++i) {
        part.texts.emplace_back(tokens_.cut(shared.texts[i]));
      }
      const Slot slot(*this, shared.stop);
      send_part(shared, part);
    } catch (...) {
      const std::lock_guard lock(shared.mutex);
      if (!shared.error) shared.error = std::current_exception();
      shared.failed = true;
    }
  }
}

void EmbeddingRequests::send_part(Shared& shared, const Part& part) {
  // The limit on texts may have been learned after the plan was made.
  if (part.texts.size() > items_learned_) return split(shared, part);
  std::uint64_t tokens = 0;
  for (const std::string& text : part.texts) tokens += tokens_.count(text);
  HttpClient& service = client();
  HttpResponse response;
  {
    Bill::Reservation money = bill_.reserve(bill_.cost({.input = tokens}));
    const EmbeddingCall call{.texts = part.texts, .kind = shared.kind, .base64 = base64_};
    HttpRequest request = make_embedding_request(model_, call, service_.api_key);
    request.before_resend = [&] { money.renew(); };
    try {
      response = service.send(request, shared.stop, tokens);
    } catch (const MaybeProcessed&) {
      money.spend();
      throw;
    }
    if (response.is_success()) {
      const EmbeddingReply reply =
          parse_embedding_reply(response.body, {.rows = part.texts.size(), .dimension = 0});
      const std::uint64_t charged = reply.tokens.value_or(tokens);
      money.settle(charged, bill_.cost({.input = charged}));
      check_dimension(model_, reply.vectors.dimension, shared.dimension);
      const std::lock_guard lock(shared.mutex);
      shared.sink(part.begin, reply.vectors);
      return;
    }
    if (response.maybe_processed) money.spend();
  }
  if (!retry_smaller(shared, part, response)) throw response_error(service_, response);
}

bool EmbeddingRequests::retry_smaller(Shared& shared, const Part& part,
                                      const HttpResponse& response) {
  switch (classify_refusal(response)) {
    case Refusal::final:
      return false;
    case Refusal::wants_floats:
      if (!base64_.exchange(false)) return false;
      send_part(shared, part);
      return true;
    case Refusal::too_large:
      if (response.status == 413 || response.body.contains("batch size")) {
        items_learned_ =
            std::max<std::size_t>(1, std::min(items_learned_.load(), part.texts.size() / 2));
      }
      [[fallthrough]];
    case Refusal::too_long:
      if (part.texts.size() > 1) {
        split(shared, part);
      } else {
        shorten(shared, part, response);
      }
      return true;
  }
  return false;
}

void EmbeddingRequests::split(Shared& shared, const Part& part) {
  const auto middle = part.texts.begin() + static_cast<std::ptrdiff_t>(part.texts.size() / 2);
  send_part(shared, {part.begin, {part.texts.begin(), middle}});
  send_part(shared, {part.begin + part.texts.size() / 2, {middle, part.texts.end()}});
}

void EmbeddingRequests::shorten(Shared& shared, const Part& part, const HttpResponse& response) {
  const std::string& text = part.texts.front();
  if (shared.kind == InputKind::query) {
    throw Error(ErrorCode::usage,
                fmt::format("the query is too long for {}: {}", model_.full_name(),
                            provider_sentence(response.body)),
                "Use fewer words");
  }
  if (text.size() / 2 < shortest_cut_bytes) throw response_error(service_, response);
  send_part(shared, {part.begin, {std::string(cut_utf8(text, text.size() / 2))}});
}

}  // namespace gitctx
