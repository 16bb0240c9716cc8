#include "http/url.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

TEST(Url, HasItsPartsAsWritten) {
  const UrlParts parts = parse_url("https://user:pass@Api.Example.com:8443/v1/x?a=b#part");
  EXPECT_EQ(parts.scheme, "https");
  EXPECT_EQ(parts.host, "Api.Example.com");
  EXPECT_EQ(parts.port, "8443");
  EXPECT_EQ(parts.target, "/v1/x?a=b");
}

TEST(Url, WithoutSchemeHasNoHost) {
  EXPECT_EQ(parse_url("api.example.com/v1").scheme, "");
  EXPECT_EQ(parse_url("api.example.com/v1").host, "");
  EXPECT_EQ(parse_url("").target, "");
}

TEST(Url, KeepsTheColonsOfAnAddress) {
  const UrlParts parts = parse_url("http://[::1]:8080/");
  EXPECT_EQ(parts.host, "[::1]");
  EXPECT_EQ(parts.port, "8080");
  EXPECT_EQ(parse_url("http://[::1").host, "[::1");
}

TEST(Url, HostForPeopleHasOnlyUnusualPorts) {
  EXPECT_EQ(url_host("https://key@api.openai.com:443/v1"), "api.openai.com");
  EXPECT_EQ(url_host("http://localhost:11434/v1"), "localhost:11434");
}

}  // namespace
}  // namespace gitctx
