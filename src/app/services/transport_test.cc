#include "app/services/transport.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

using namespace std::chrono_literals;

CaBundle bundle_of(std::string setting, Environment environment) {
  Config config;
  config.settings.model.ca_bundle = std::move(setting);
  return transport_options(config, environment).ca_bundle;
}

TEST(TransportOptions, TakeTheCaBundleOfTheSettingThenOfTheVariables) {
  const Environment none{};
  const Environment both{{{"CURL_CA_BUNDLE", "curl.pem"}, {"SSL_CERT_FILE", "ssl.pem"}}};
  const Environment ssl{{{"CURL_CA_BUNDLE", ""}, {"SSL_CERT_FILE", "ssl.pem"}}};
  EXPECT_EQ(bundle_of("", none).file, "");
  EXPECT_EQ(bundle_of("/ca.pem", both).file, "/ca.pem");
  EXPECT_EQ(bundle_of("/ca.pem", both).source, "model.ca_bundle");
  EXPECT_EQ(bundle_of("", both).file, "curl.pem");
  EXPECT_EQ(bundle_of("", both).source, "CURL_CA_BUNDLE");
  EXPECT_EQ(bundle_of("", ssl).file, "ssl.pem");
  EXPECT_EQ(bundle_of("", ssl).source, "SSL_CERT_FILE");
}

TEST(TransportOptions, FindTheCaBundleOfTheUser) {
  EXPECT_EQ(bundle_of("~/ca.pem", {{{"HOME", "/users/ann"}}}).file, "/users/ann/ca.pem");
}

TEST(TransportOptions, AllowPlainHttpOnlyOnRequest) {
  Config config;
  EXPECT_FALSE(transport_options(config, {}).allows_plain_http);
  config.settings.model.allow_http = true;
  EXPECT_TRUE(transport_options(config, {}).allows_plain_http);
}

TEST(TransportOptions, ReportDelaysWhereTheCommandWants) {
  const ServerDelay delay{ServerDelay::Kind::unfinished, "api.example.com", 10s};
  ServerDelay reported;
  set_delay_report([&](const ServerDelay& told) { reported = told; });
  transport_options({}, {}).on_delay(delay);
  set_delay_report(nullptr);
  EXPECT_EQ(reported, delay);
  EXPECT_FALSE(transport_options({}, {}).on_delay);
}

}  // namespace
}  // namespace gitctx
