#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "http/http.h"

namespace gitctx {

/// Answers each request with the next response of a script and remembers the requests. The body of
/// a streamed reply comes in pieces of seven bytes. After the last response, send() reports that
/// the server is unreachable.
class ScriptedTransport final : public HttpTransport {
 public:
  ScriptedTransport& answer(int status, std::string body) {
    answers_.push_back(HttpResponse{.status = status, .headers = {}, .body = std::move(body)});
    return *this;
  }

  HttpResult send(const HttpRequest& request, const std::stop_token& stop) override {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(request);
    if (stop.stop_requested()) {
      return std::unexpected(NetworkFailure{NetworkFailure::Kind::cancelled, "cancelled"});
    }
    if (answers_.empty()) {
      return std::unexpected(NetworkFailure{NetworkFailure::Kind::unreachable, "no answer left"});
    }
    HttpResponse response = std::move(answers_.front());
    answers_.pop_front();
    if (request.on_body && response.status == 200) {
      constexpr std::size_t piece = 7;
      for (std::size_t i = 0; i < response.body.size(); i += piece) {
        request.on_body(std::string_view(response.body).substr(i, piece));
      }
      response.body.clear();
    }
    return response;
  }

  const std::vector<HttpRequest>& requests() const { return requests_; }

 private:
  std::mutex mutex_;
  std::deque<HttpResponse> answers_;
  std::vector<HttpRequest> requests_;
};

}  // namespace gitctx
