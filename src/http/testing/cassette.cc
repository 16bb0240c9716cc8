#include "http/testing/cassette.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/error.h"
#include "base/file.h"
#include "http/secret_scrubber.h"

namespace gitctx {
namespace {

// What a replay needs, or who reads the cassette; others may tell of an account or change with
// every recording.
constexpr std::string_view kept_headers[] = {
    "accept",      "content-type",   "anthropic-version",    "location",
    "retry-after", "retry-after-ms", "x-should-retry",       "x-request-id",
    "request-id",  "openai-version", "openai-processing-ms",
};
constexpr std::string_view kept_families[] = {"x-ratelimit-", "anthropic-ratelimit-"};

bool is_kept(std::string_view name) {
  return std::ranges::any_of(
             kept_headers,
             [&](std::string_view kept) { return equal_ignoring_case(name, kept); }) ||
         std::ranges::any_of(kept_families, [&](std::string_view family) {
           return name.size() > family.size() &&
                  equal_ignoring_case(name.substr(0, family.size()), family);
         });
}

std::vector<HttpHeader> scrub_headers(const std::vector<HttpHeader>& headers,
                                      std::span<const std::string> secrets) {
  std::vector<HttpHeader> kept;
  for (const HttpHeader& header : headers) {
    if (is_kept(header.name)) kept.push_back({header.name, scrub_secrets(header.value, secrets)});
  }
  return kept;
}

RecordedExchange scrub_request(const HttpRequest& request, std::span<const std::string> secrets) {
  return {.method = request.method,
          .url = scrub_secrets(request.url, secrets),
          .headers = scrub_headers(request.headers, secrets),
          .body = scrub_secrets(request.body, secrets),
          .result = {}};
}

bool is_success(const HttpResponse& response) {
  return response.status >= 200 && response.status < 300;
}

/// A piece of a text around a place, on one line and in quotes.
std::string excerpt(std::string_view text, std::size_t place) {
  constexpr std::size_t before = 20;
  constexpr std::size_t size = 60;
  const std::size_t begin = place > before ? place - before : 0;
  const std::string_view piece = text.substr(std::min(begin, text.size()), size);
  const auto replace = nlohmann::json::error_handler_t::replace;
  return nlohmann::json(piece).dump(-1, ' ', false, replace);
}

std::string describe_difference(const RecordedExchange& recorded, const RecordedExchange& asked) {
  if (recorded.method != asked.method) {
    return fmt::format("in its method: the cassette has {} {}, asked was {} {}", recorded.method,
                       recorded.url, asked.method, asked.url);
  }
  if (recorded.url != asked.url) {
    return fmt::format("in its URL: the cassette has {}, asked was {}", recorded.url, asked.url);
  }
  const auto [left, right] = std::ranges::mismatch(recorded.body, asked.body);
  const auto place = static_cast<std::size_t>(left - recorded.body.begin());
  return fmt::format("in the body of {} {} at byte {}: the cassette has {}, asked was {}",
                     asked.method, asked.url, place, excerpt(recorded.body, place),
                     excerpt(asked.body, place));
}

class RecordingTransport : public HttpTransport {
 public:
  RecordingTransport(HttpTransport& inner, std::filesystem::path cassette,
                     std::vector<std::string> secrets)
      : inner_(inner), secrets_(std::move(secrets)), file_(std::move(cassette)) {
    file_.write(cassette_head());
    file_.sync();
  }

  HttpResult send(const HttpRequest& request, const std::stop_token& stop) override {
    std::string streamed;
    HttpRequest watched = request;
    if (request.on_body) {
      watched.on_body = [&](std::string_view piece) {
        streamed += piece;
        request.on_body(piece);
      };
    }
    HttpResult result = inner_.send(watched, stop);
    RecordedExchange exchange = scrub_request(request, secrets_);
    if (result) {
      const bool is_streamed = request.on_body && is_success(*result);
      exchange.result =
          HttpResponse{.status = result->status,
                       .headers = scrub_headers(result->headers, secrets_),
                       .body = scrub_secrets(is_streamed ? streamed : result->body, secrets_)};
    } else {
      exchange.result = std::unexpected(
          NetworkFailure{result.error().kind, scrub_secrets(result.error().message, secrets_)});
    }
    const std::lock_guard lock(mutex_);
    file_.write(cassette_item(exchange));
    file_.sync();
    return result;
  }

 private:
  HttpTransport& inner_;
  std::vector<std::string> secrets_;
  std::mutex mutex_;
  OutputFile file_;
};

}  // namespace

ReplayTransport::ReplayTransport(std::filesystem::path cassette)
    : path_(std::move(cassette)), exchanges_(parse_cassette(read_file(path_), path_.string())) {}

HttpResult ReplayTransport::send(const HttpRequest& request, const std::stop_token& stop) {
  if (stop.stop_requested()) {
    return std::unexpected(NetworkFailure{NetworkFailure::Kind::cancelled, "stopped"});
  }
  const RecordedExchange asked = scrub_request(request, {});
  const HttpResult* recorded = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (next_ == exchanges_.size()) refuse(asked);
    const RecordedExchange& expected = exchanges_[next_];
    if (expected.method != asked.method || expected.url != asked.url ||
        expected.body != asked.body) {
      refuse(asked);
    }
    ++next_;
    recorded = &expected.result;
  }
  HttpResult result = *recorded;
  if (result && request.on_body && is_success(*result)) {
    request.on_body(result->body);
    result->body.clear();
  }
  return result;
}

void ReplayTransport::refuse(const RecordedExchange& asked) const {
  constexpr const char* hint = "record the cassette again if the change is meant";
  if (next_ == exchanges_.size()) {
    throw Error(ErrorCode::failure,
                fmt::format("{}: {} {} comes after the last of its {} exchanges", path_.string(),
                            asked.method, asked.url, exchanges_.size()),
                hint);
  }
  throw Error(ErrorCode::failure,
              fmt::format("{}: exchange {} of {} differs {}", path_.string(), next_ + 1,
                          exchanges_.size(), describe_difference(exchanges_[next_], asked)),
              hint);
}

std::size_t ReplayTransport::remaining() const {
  const std::lock_guard lock(mutex_);
  return exchanges_.size() - next_;
}

std::unique_ptr<ReplayTransport> make_replay_transport(const std::filesystem::path& cassette) {
  return std::make_unique<ReplayTransport>(cassette);
}

std::unique_ptr<HttpTransport> make_recording_transport(HttpTransport& inner,
                                                        std::filesystem::path cassette,
                                                        std::vector<std::string> secrets) {
  return std::make_unique<RecordingTransport>(inner, std::move(cassette), std::move(secrets));
}

}  // namespace gitctx
