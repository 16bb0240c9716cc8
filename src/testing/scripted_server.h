#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "testing/http_listener.h"

namespace gitctx {

/// An HttpListener that remembers its requests, for tests of clients.
class ScriptedServer {
 public:
  explicit ScriptedServer(HttpListener::Answer answer)
      : answer_(std::move(answer)), listener_([this](const ServedRequest& request) {
          {
            const std::lock_guard lock(mutex_);
            requests_.push_back(request);
          }
          return answer_(request);
        }) {}
  /// Sends the replies in order, then repeats the last one.
  explicit ScriptedServer(std::vector<ServedReply> script)
      : ScriptedServer([this, script = std::move(script)](const ServedRequest&) {
          const std::lock_guard lock(mutex_);
          return script[std::min(next_++, script.size() - 1)];
        }) {}

  std::string url(std::string_view path = "/") const {
    return "http://127.0.0.1:" + std::to_string(listener_.port()) + std::string(path);
  }
  std::vector<ServedRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  /// The number of connections on which a request arrived.
  std::size_t connections() const {
    const std::lock_guard lock(mutex_);
    std::size_t count = 0;
    for (const ServedRequest& request : requests_) count = std::max(count, request.connection + 1);
    return count;
  }

 private:
  HttpListener::Answer answer_;
  mutable std::mutex mutex_;
  std::vector<ServedRequest> requests_;
  std::size_t next_ = 0;
  HttpListener listener_;  // last member, so that its threads end first
};

}  // namespace gitctx
