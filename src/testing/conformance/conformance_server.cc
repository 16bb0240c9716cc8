#include "testing/conformance/conformance_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <deque>
#include <mutex>
#include <regex>
#include <utility>

#include "base/ascii.h"
#include "base/json_text.h"
#include "testing/conformance/conformance_control.h"
#include "testing/conformance/conformance_langsmith.h"
#include "testing/conformance/conformance_provider.h"
#include "testing/word_vector.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

}  // namespace

// These types are not in an unnamed namespace, because the class ConformanceServer::State, which
// the header declares, has members of these types.

/// A bucket that refills steadily. Its capacity is the amount that it gains within `burst`. A
/// bucket without a rate has no limit.
class TokenBucket {
 public:
  TokenBucket() = default;
  TokenBucket(double per_minute, std::chrono::milliseconds burst, Clock::time_point now)
      : per_second_(per_minute / 60),
        capacity_(std::max(1.0, per_second_ * Seconds(burst).count())),
        level_(capacity_),
        at_(now) {}

  bool is_limited() const { return per_second_ > 0; }
  double per_minute() const { return per_second_ * 60; }
  double level() const { return level_; }

  void refill(Clock::time_point now) {
    level_ = std::min(capacity_, level_ + Seconds(now - at_).count() * per_second_);
    at_ = now;
  }
  /// The time until `amount` can be taken. An amount above the capacity can be taken as soon as the
  /// bucket is full.
  Seconds missing(double amount) const {
    if (!is_limited()) return Seconds(0);
    return Seconds(std::max(0.0, (std::min(amount, capacity_) - level_) / per_second_));
  }
  void take(double amount) { level_ -= amount; }
  Seconds until_full() const { return Seconds((capacity_ - level_) / per_second_); }

 private:
  double per_second_ = 0;
  double capacity_ = 0;
  double level_ = 0;
  Clock::time_point at_;
};

struct Route {
  std::string prefix;
  std::unique_ptr<ConformanceProvider> provider;
  bool has_limits = true;
  bool has_key = true;
  TokenBucket requests;
  TokenBucket tokens;
};

namespace {

/// Formats a duration as Go does: 250ms, 1.5s, 6m0s.
std::string go_duration(Seconds time) {
  const auto ms = static_cast<long>(time.count() * 1000 + 0.999);
  if (ms < 1000) return fmt::format("{}ms", ms);
  if (ms < 60'000) return fmt::format("{:g}s", static_cast<double>(ms) / 1000);
  return fmt::format("{}m{:g}s", ms / 60'000, static_cast<double>(ms % 60'000) / 1000);
}

std::string endpoint_of(const ServedRequest& request) {
  static const std::regex id(
      "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(file-|batch_)[0-9]+");
  return request.method + " " + std::regex_replace(request.path, id, "{id}");
}

bool carries_key(std::string_view written) {
  const std::string name = lower_case(written);
  return name == "authorization" || name.find("api-key") != std::string::npos;
}

std::string usual_message(int status, const std::string& code, const std::string& key) {
  if (code == "insufficient_quota") {
    return "You exceeded your current quota, please check your plan and billing details.";
  }
  switch (status) {
    case 401:
      // The message repeats the key, as a careless server might do. Clients must keep the key out
      // of their output.
      return fmt::format("Incorrect API key provided: {}.", key);
    case 404:
      return "The resource does not exist.";
    case 409:
      return "The request conflicts with another one.";
    case 422:
      return "The request cannot be processed.";
    case 429:
      return "Rate limit reached. Please try again later.";
    default:
      return "The server had an error while processing your request. Sorry about that!";
  }
}

}  // namespace

Json ProviderCall::body() const {
  Json document = Json::parse(request.body, nullptr, false);
  if (!document.is_object())
    throw ConformanceRefusal{400, "We could not parse the JSON body of your request."};
  return document;
}

ServedReply json_reply(const Json& document, int status) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}},
          .body = json_text(document)};
}

std::string bearer_key(const ServedRequest& request) {
  const std::string_view value = request.header("Authorization");
  return value.starts_with("Bearer ") ? std::string(value.substr(7)) : std::string();
}

void refuse_unknown_fields(const Json& object, std::initializer_list<const char*> known, int status,
                           std::string_view sentence) {
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(known, name) == known.end()) {
      throw ConformanceRefusal{status, fmt::format(fmt::runtime(sentence), name), {}, name};
    }
  }
}

std::string message_text(const Json& content) {
  if (content.is_string()) return content.get<std::string>();
  std::string text;
  if (content.is_array()) {
    for (const Json& part : content) text += part.value("text", "");
  }
  return text;
}

struct ConformanceServer::State {
  ConformanceOptions options;
  mutable std::mutex mutex;
  std::vector<Route> routes;
  LangSmithPlay* langsmith = nullptr;
  std::vector<InjectedFailure> failures;
  std::deque<ScriptedChat> chats;
  std::function<std::optional<ScriptedChat>(std::string_view)> answer_chat;
  std::map<std::string, EndpointCounts> counts;
  std::vector<RecordedExchange> exchanges;
  std::unique_ptr<HttpListener> listener;  ///< last member, so that it is destroyed first

  void add_routes();
  void apply_limits();
  ScriptedChat next_chat(std::string_view body, const Json& schema, std::string_view said);
  std::optional<InjectedFailure> next_failure(const ServedRequest& request);
  Route* route_of(const ServedRequest& request);
  void admit(Route& route, double requests, double tokens, bool may_refuse);
  ServedReply call(Route& route, const ServedRequest& request, CallUsage& usage);
  ServedReply answer(const ServedRequest& request);
  void add_limit_headers(Route& route, ServedReply& reply);
  void record(const ServedRequest& request, const ServedReply& reply, const CallUsage& usage);
};

void ConformanceServer::State::add_routes() {
  if (!options.count_tokens) {
    options.count_tokens = [](std::string_view, std::string_view text) {
      return count_word_tokens(text);
    };
  }
  const ModelPlay play{options.count_tokens,
                       [this](std::string_view body, const Json& schema, std::string_view said) {
                         return next_chat(body, schema, said);
                       }};
  auto hub = std::make_unique<LangSmithPlay>(options.multipart_runs, options.multipart_examples);
  langsmith = hub.get();
  routes.push_back({"/langsmith", std::move(hub), false});
  routes.push_back({"/compatible/v1", make_openai_play(play, true), true, false});
  routes.push_back({"/voyage/v1", make_voyage_play(play)});
  routes.push_back({"/cohere/v2", make_cohere_play(play)});
  routes.push_back({"/gemini/v1beta", make_gemini_play(play)});
  routes.push_back({"/anthropic/v1", make_anthropic_play(play)});
  routes.push_back({"/v1", make_openai_play(play, false)});
  apply_limits();
}

void ConformanceServer::State::apply_limits() {
  const auto now = Clock::now();
  for (Route& route : routes) {
    if (!route.has_limits) continue;
    route.requests = {options.limits.requests_per_minute, options.limits.burst, now};
    route.tokens = {options.limits.tokens_per_minute, options.limits.burst, now};
  }
}

ScriptedChat ConformanceServer::State::next_chat(std::string_view body, const Json& schema,
                                                 std::string_view said) {
  std::function<std::optional<ScriptedChat>(std::string_view)> answer_now;
  {
    const std::lock_guard lock(mutex);
    if (!chats.empty()) {
      ScriptedChat next = std::move(chats.front());
      chats.pop_front();
      return next;
    }
    answer_now = answer_chat;
  }
  if (answer_now) {
    if (auto answered = answer_now(body)) return *answered;
  }
  if (!schema.is_null()) return {.text = least_instance(schema).dump()};
  return {.text = fmt::format("You said: {}", said)};
}

std::optional<InjectedFailure> ConformanceServer::State::next_failure(
    const ServedRequest& request) {
  const std::lock_guard lock(mutex);
  for (InjectedFailure& failure : failures) {
    const bool fits = (failure.method.empty() || failure.method == request.method) &&
                      request.path.find(failure.path) != std::string::npos;
    if (!fits || failure.times == 0) continue;
    if (failure.skip > 0) {
      --failure.skip;
      continue;
    }
    if (failure.times > 0) --failure.times;
    return failure;
  }
  return std::nullopt;
}

Route* ConformanceServer::State::route_of(const ServedRequest& request) {
  const auto found = std::ranges::find_if(
      routes, [&](const Route& route) { return request.path.starts_with(route.prefix + "/"); });
  return found == routes.end() ? nullptr : &*found;
}

void ConformanceServer::State::admit(Route& route, double requests, double tokens,
                                     bool may_refuse) {
  const std::lock_guard lock(mutex);
  const auto now = Clock::now();
  route.requests.refill(now);
  route.tokens.refill(now);
  const Seconds wait = std::max(route.requests.missing(requests), route.tokens.missing(tokens));
  if (may_refuse && wait > Seconds(0)) {
    const auto ms = static_cast<long>(wait.count() * 1000) + 1;
    throw ConformanceRefusal{.status = 429,
                             .message = usual_message(429, {}, {}),
                             .headers = {{"retry-after-ms", std::to_string(ms)},
                                         {"Retry-After", std::to_string((ms + 999) / 1000)}}};
  }
  route.requests.take(requests);
  route.tokens.take(tokens);
}

ServedReply ConformanceServer::State::call(Route& route, const ServedRequest& request,
                                           CallUsage& usage) {
  std::string key;
  {
    const std::lock_guard lock(mutex);
    key = options.api_key;
  }
  const bool is_open = !route.has_key || request.path == "/langsmith/info";
  const std::string sent = route.provider->key_of(request);
  if (!key.empty() && !is_open && sent != key)
    throw ConformanceRefusal{401, usual_message(401, {}, sent)};
  admit(route, 1, 0, true);
  ProviderCall provider_call{
      request, request.path.substr(route.prefix.size()), [&](const CallUsage& charged) {
        // Batches have a separate quota, so they are not counted here.
        const bool is_batch = request.path.ends_with("/batches");
        const auto more =
            charged.input_tokens + charged.output_tokens - usage.input_tokens - usage.output_tokens;
        // The length of a chat's answer is not known in advance, so the tokens of the answer never
        // cause a refusal. They are only charged to the quota.
        const bool is_first = usage.inputs == 0;
        if (!is_batch) {
          admit(route, 0, static_cast<double>(more), is_first);
        }
        usage = charged;
      }};
  return route.provider->answer(provider_call);
}

ServedReply ConformanceServer::State::answer(const ServedRequest& request) {
  Route* const route = route_of(request);
  if (route == nullptr) return {.status = 404, .body = "no such provider"};
  const auto failure = next_failure(request);
  CallUsage usage;
  ServedReply reply;
  using Kind = InjectedFailure::Kind;
  if (failure && failure->kind == Kind::closed) {
    reply.ending = ServedReply::Ending::closed;
  } else if (failure && failure->kind == Kind::status) {
    const std::string message =
        usual_message(failure->status, failure->code, route->provider->key_of(request));
    reply = route->provider->refuse({failure->status, message, failure->code});
    reply.headers.insert(reply.headers.end(), failure->headers.begin(), failure->headers.end());
  } else {
    try {
      reply = call(*route, request, usage);
    } catch (const ConformanceRefusal& refusal) {
      usage = {};
      reply = route->provider->refuse(refusal);
      reply.headers.insert(reply.headers.end(), refusal.headers.begin(), refusal.headers.end());
    } catch (const Json::exception& error) {
      usage = {};
      reply =
          route->provider->refuse({400, fmt::format("a field has a wrong type: {}", error.what())});
    }
    if (failure && failure->kind == Kind::truncated) {
      reply.ending = ServedReply::Ending::truncated;
    }
  }
  const std::lock_guard lock(mutex);
  if (reply.ending != ServedReply::Ending::closed) {
    reply.delay = options.latency + (failure ? failure->delay : std::chrono::milliseconds(0));
  }
  add_limit_headers(*route, reply);
  record(request, reply, usage);
  return reply;
}

void ConformanceServer::State::add_limit_headers(Route& route, ServedReply& reply) {
  reply.headers.emplace_back("x-request-id", fmt::format("req_{:06}", exchanges.size() + 1));
  const auto now = Clock::now();
  for (const auto& [name, bucket] :
       {std::pair{"requests", &route.requests}, std::pair{"tokens", &route.tokens}}) {
    if (!bucket->is_limited()) continue;
    bucket->refill(now);
    const auto add = [&](const char* what, std::string value) {
      reply.headers.emplace_back(fmt::format("x-ratelimit-{}-{}", what, name), std::move(value));
    };
    add("limit", fmt::format("{:.0f}", bucket->per_minute()));
    add("remaining", fmt::format("{:.0f}", std::max(0.0, std::floor(bucket->level()))));
    add("reset", go_duration(bucket->until_full()));
  }
}

void ConformanceServer::State::record(const ServedRequest& request, const ServedReply& reply,
                                      const CallUsage& usage) {
  EndpointCounts& count = counts[endpoint_of(request)];
  ++count.requests;
  const bool is_whole = reply.ending == ServedReply::Ending::whole;
  if (!is_whole || reply.status >= 400) ++count.failures;
  count.inputs += usage.inputs;
  count.input_tokens += usage.input_tokens;
  count.output_tokens += usage.output_tokens;
  if (!options.records_exchanges) return;
  HeaderList headers = request.headers;
  for (auto& [name, value] : headers) {
    if (carries_key(name)) value = "***";
  }
  exchanges.push_back({request.method, request.path, request.query, std::move(headers),
                       request.body,
                       reply.ending == ServedReply::Ending::closed ? 0 : reply.status});
}

ConformanceServer::ConformanceServer(ConformanceOptions options)
    : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
  state_->add_routes();
  state_->listener = std::make_unique<HttpListener>(
      [this](const ServedRequest& request) {
        if (request.path.starts_with("/__control/")) return answer_control(request, *this);
        return state_->answer(request);
      },
      state_->options.port);
}

ConformanceServer::~ConformanceServer() { state_->listener.reset(); }

std::uint16_t ConformanceServer::port() const { return state_->listener->port(); }

std::string ConformanceServer::url() const { return fmt::format("http://127.0.0.1:{}", port()); }

void ConformanceServer::inject(InjectedFailure failure) {
  const std::lock_guard lock(state_->mutex);
  state_->failures.push_back(std::move(failure));
}

void ConformanceServer::script_chat(ScriptedChat reply) {
  const std::lock_guard lock(state_->mutex);
  state_->chats.push_back(std::move(reply));
}

void ConformanceServer::answer_chats(
    std::function<std::optional<ScriptedChat>(std::string_view body)> answer) {
  const std::lock_guard lock(state_->mutex);
  state_->answer_chat = std::move(answer);
}

void ConformanceServer::set_latency(std::chrono::milliseconds latency) {
  const std::lock_guard lock(state_->mutex);
  state_->options.latency = latency;
}

void ConformanceServer::set_limits(ProviderLimits limits) {
  const std::lock_guard lock(state_->mutex);
  state_->options.limits = limits;
  state_->apply_limits();
}

void ConformanceServer::set_api_key(std::string key) {
  const std::lock_guard lock(state_->mutex);
  state_->options.api_key = std::move(key);
}

std::map<std::string, EndpointCounts> ConformanceServer::counts() const {
  const std::lock_guard lock(state_->mutex);
  return state_->counts;
}

EndpointCounts ConformanceServer::total(std::string_view path_part) const {
  const std::lock_guard lock(state_->mutex);
  EndpointCounts sum;
  for (const auto& [endpoint, count] : state_->counts) {
    if (endpoint.find(path_part) == std::string::npos) continue;
    sum.requests += count.requests;
    sum.failures += count.failures;
    sum.inputs += count.inputs;
    sum.input_tokens += count.input_tokens;
    sum.output_tokens += count.output_tokens;
  }
  return sum;
}

std::vector<RecordedExchange> ConformanceServer::exchanges() const {
  const std::lock_guard lock(state_->mutex);
  return state_->exchanges;
}

std::string ConformanceServer::langsmith_state() const { return state_->langsmith->state(); }

void ConformanceServer::clear() {
  const std::lock_guard lock(state_->mutex);
  state_->failures.clear();
  state_->chats.clear();
  state_->answer_chat = nullptr;
  state_->counts.clear();
  state_->exchanges.clear();
}

}  // namespace gitctx
