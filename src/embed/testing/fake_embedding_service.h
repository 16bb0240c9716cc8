#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "base/hash.h"
#include "http/http.h"

namespace gitctx {

/// An in-process embedding service with OpenAI's API. The vector of a text depends only on the
/// text. By default, four bytes count as one token. The service counts its requests. Thread-safe
/// once its public members are set.
class FakeEmbeddingService final : public HttpTransport {
 public:
  /// A response from this function replaces the response of the service.
  using Answer = std::function<std::optional<HttpResult>(const std::vector<std::string>& texts)>;

  explicit FakeEmbeddingService(std::size_t dimension) : dimension_(dimension) {}

  static HttpResult refusal(int status, std::string_view sentence) {
    return HttpResponse{
        status, {}, nlohmann::json{{"error", {{"message", sentence}, {"code", nullptr}}}}.dump()};
  }

  HttpResult send(const HttpRequest& request, const std::stop_token& stop) override {
    const auto body = nlohmann::json::parse(request.body);
    const auto texts = body["input"].get<std::vector<std::string>>();
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
      most_at_once_ = std::max(most_at_once_, ++under_way_);
    }
    std::this_thread::sleep_for(delay);
    const std::lock_guard lock(mutex_);
    --under_way_;
    if (stop.stop_requested()) {
      return std::unexpected(NetworkFailure{NetworkFailure::Kind::cancelled, "stopped"});
    }
    if (answer) {
      if (auto other = answer(texts)) return std::move(*other);
    }
    return reply(texts, body.value("encoding_format", "float") == "base64");
  }
  void report_delay(const ServerDelay& delay) override {
    if (on_delay) on_delay(delay);
  }

  std::vector<HttpRequest> requests() const { return locked(requests_); }
  std::size_t calls() const { return locked(calls_); }
  std::uint64_t tokens() const { return locked(tokens_); }
  std::size_t most_at_once() const { return locked(most_at_once_); }
  /// The number of times that each text was embedded.
  std::map<std::string, int> texts() const { return locked(texts_); }

  Answer answer;
  std::function<void(const ServerDelay&)> on_delay;
  std::function<std::uint64_t(std::string_view)> tokens_of = [](std::string_view text) {
    return (text.size() + 3) / 4;
  };
  bool omits_usage = false;
  bool sends_only_floats = false;
  bool reverses = false;
  std::chrono::milliseconds delay{0};

 private:
  template <class Value>
  Value locked(const Value& value) const {
    const std::lock_guard lock(mutex_);
    return value;
  }

  HttpResponse reply(const std::vector<std::string>& texts, bool base64) {
    nlohmann::json items = nlohmann::json::array();
    std::uint64_t tokens = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      ++texts_[texts[i]];
      tokens += tokens_of(texts[i]);
      const std::vector<float> vector = vector_of(texts[i]);
      nlohmann::json item{{"index", i}, {"object", "embedding"}, {"embedding", vector}};
      if (base64 && !sends_only_floats) {
        item["embedding"] = encode_base64(std::as_bytes(std::span(vector)));
      }
      items.push_back(std::move(item));
    }
    if (reverses) std::ranges::reverse(items);
    ++calls_;
    tokens_ += tokens;
    nlohmann::json body{{"object", "list"}, {"data", std::move(items)}};
    if (!omits_usage) body["usage"] = {{"prompt_tokens", tokens}, {"total_tokens", tokens}};
    return {200, {{"content-type", "application/json"}}, body.dump()};
  }

  std::vector<float> vector_of(std::string_view text) const {
    std::vector<float> vector(dimension_);
    for (std::size_t i = 0; i < dimension_; ++i) {
      vector[i] = static_cast<float>(hash64(text, i) % 2001) / 1000 - 1;
    }
    return vector;
  }

  const std::size_t dimension_;
  mutable std::mutex mutex_;
  std::vector<HttpRequest> requests_;
  std::size_t calls_ = 0;
  std::size_t under_way_ = 0;
  std::size_t most_at_once_ = 0;
  std::uint64_t tokens_ = 0;
  std::map<std::string, int> texts_;
};

/// Forwards requests to another transport, which must outlive this one.
class BorrowedTransport final : public HttpTransport {
 public:
  explicit BorrowedTransport(HttpTransport& inner) : inner_(inner) {}
  HttpResult send(const HttpRequest& request, const std::stop_token& stop) override {
    return inner_.send(request, stop);
  }
  void report_delay(const ServerDelay& delay) override { inner_.report_delay(delay); }

 private:
  HttpTransport& inner_;
};

}  // namespace gitctx
