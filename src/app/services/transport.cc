#include "app/services/transport.h"

#include <filesystem>
#include <string_view>
#include <utility>

namespace gitctx {
namespace {

DelayReport& delay_report() {
  static DelayReport report;
  return report;
}

std::filesystem::path below_home(std::string_view path, const Environment& environment) {
  if (!path.starts_with("~/")) return path;
  return std::filesystem::path(environment.get("HOME")) / path.substr(2);
}

/// Reads the same variables as curl and OpenSSL.
CaBundle ca_bundle_of(const Config& config, const Environment& environment) {
  const std::string& setting = config.settings.model.ca_bundle;
  if (!setting.empty()) return {below_home(setting, environment), "model.ca_bundle"};
  for (const char* const variable : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
    const std::string_view file = environment.get(variable);
    if (!file.empty()) return {file, variable};
  }
  return {};
}

}  // namespace

TransportOptions transport_options(const Config& config, const Environment& environment) {
  return {.allows_plain_http = config.settings.model.allow_http,
          .ca_bundle = ca_bundle_of(config, environment),
          .on_delay = delay_report()};
}

void set_delay_report(DelayReport report) { delay_report() = std::move(report); }

}  // namespace gitctx
