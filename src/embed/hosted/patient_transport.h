#pragma once

#include <chrono>
#include <stop_token>

#include "http/http.h"

namespace gitctx {

/// Sends through another transport, and lets a running exchange continue for a while after a stop
/// request: the service charges for it anyway, so its reply is worth the wait.
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
