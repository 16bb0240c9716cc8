#include "http/curl_url.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

std::string origin(const std::string& url) {
  const auto parsed = CurlUrl::parse(url);
  return parsed ? parsed->origin() : "";
}

std::string resolved(const std::string& base, const std::string& location) {
  const auto url = CurlUrl::parse(base).value().resolve(location);
  return url ? url->text() : "";
}

TEST(CurlUrl, RefusesAllButServersOfTheWeb) {
  for (const char* url : {"", "api.example.com/v1", "/v1", "ftp://host/x", "file:///etc/passwd",
                          "http://", "http://[::1", "http://a b/", "http://host:99999/",
                          "javascript:alert(1)", "http://host/\r\nX: y"}) {
    EXPECT_FALSE(CurlUrl::parse(url)) << url;
  }
  EXPECT_TRUE(CurlUrl::parse("HTTPS://key@Host:8443/v1?x=y"));
}

TEST(CurlUrl, RefusesAHostThatItsOwnTextDoesNotName) {
  // libcurl decodes %2f in a host and then writes the host with a slash.
  EXPECT_FALSE(CurlUrl::parse("https:/%u~~~~~~"));
  EXPECT_FALSE(CurlUrl::parse("https://trusted.example%2f@evil.example%2f/"));
  EXPECT_FALSE(CurlUrl::parse("https://a.example").value().resolve("https:/%u~~~~~~"));
}

TEST(CurlUrl, KeepsTheBracketsOfAnAddress) {
  EXPECT_EQ(CurlUrl::parse("http://[::1]:8080/").value().host(), "[::1]");
}

TEST(CurlUrl, OriginKnowsTheDefaultPort) {
  EXPECT_EQ(origin("HTTPS://Host/x"), "https://host:443");
  EXPECT_EQ(origin("https://host:443/y?z"), "https://host:443");
  EXPECT_EQ(origin("http://u:p@host"), "http://host:80");
  EXPECT_NE(origin("https://host"), origin("https://host:8443"));
}

TEST(CurlUrl, OriginIsThatOfTheServerAndNotOfWhatLooksLikeOne) {
  EXPECT_EQ(origin("https://a.example@evil.example/x"), "https://evil.example:443");
  EXPECT_EQ(origin("https://a.example/@evil.example"), "https://a.example:443");
  EXPECT_EQ(origin("https://a.example?@evil.example"), "https://a.example:443");
  EXPECT_EQ(origin("https://a.example#@evil.example"), "https://a.example:443");
}

TEST(CurlUrl, ResolvesARedirect) {
  EXPECT_EQ(resolved("https://a/b/c?d", "https://e/f"), "https://e/f");
  EXPECT_EQ(resolved("https://a/b/c?d", "//e/f"), "https://e/f");
  EXPECT_EQ(resolved("https://a/b/c?d", "/f"), "https://a/f");
  EXPECT_EQ(resolved("https://a/b/c?d", "f"), "https://a/b/f");
  EXPECT_EQ(resolved("https://a/b/c?d", "../f"), "https://a/f");
  EXPECT_EQ(resolved("https://a", "f"), "https://a/f");
  EXPECT_EQ(resolved("https://a/b", "ftp://a/b"), "");
  EXPECT_EQ(resolved("https://a/b", "https://"), "");
}

}  // namespace
}  // namespace gitctx
