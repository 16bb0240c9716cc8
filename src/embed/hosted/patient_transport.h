#pragma once

#include <chrono>
#include <stop_token>

#include "http/http.h"

namespace gitctx {

/// Sends by another transport, and lets an exchange that has begun go on for a while after a stop
/// request: what a service has begun to work on is charged, so its answer is worth waiting for.
class PatientTransport final : public HttpTransport {
 public:
  PatientTransport(HttpTransport& inner, std::chrono::milliseconds patience)
      : inner_(inner), patience_(patience) {}

  HttpResult send(const HttpRequest& request, const std::stop_token& stop) override;

 private:
  HttpTransport& inner_;
  std::chrono::milliseconds patience_;
};

}  // namespace gitctx
