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

TEST(Url, KnowsTheHostsOfThisMachine) {
  for (const char* const host : {"localhost", "LOCALHOST", "LocalHost", "127.0.0.1", "127.1.2.3",
                                 "127.255.255.255", "[::1]", "[0:0:0:0:0:0:0:1]"}) {
    EXPECT_TRUE(is_loopback_host(host)) << host;
  }
  for (const char* const host : {"",
                                 "127",
                                 "127.",
                                 "127.1",
                                 "127.0.0",
                                 "127.0.0.1.",
                                 "127.0.0.256",
                                 "127.0.0.1.evil.com",
                                 "127.evil.com",
                                 "128.0.0.1",
                                 "0.0.0.0",
                                 "0",
                                 "10.0.0.1",
                                 "169.254.169.254",
                                 "2130706433",
                                 "0x7f.0.0.1",
                                 "0177.0.0.1",
                                 "localhost.",
                                 "localhost.evil.com",
                                 "evil.localhost",
                                 "notlocalhost",
                                 "local host",
                                 "::1",
                                 "[::1",
                                 "::1]",
                                 "[]",
                                 "[::]",
                                 "[::2]",
                                 "[::ffff:127.0.0.1]",
                                 "[fe80::1]",
                                 "[127.0.0.1]",
                                 "example.com"}) {
    EXPECT_FALSE(is_loopback_host(host)) << host;
  }
  EXPECT_FALSE(is_loopback_host(std::string_view("127.0.0.1\0.evil.com", 19)));
}

}  // namespace
}  // namespace gitctx
