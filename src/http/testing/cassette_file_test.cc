#include "http/testing/cassette_file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/error.h"

namespace gitctx {
namespace {

using Kind = NetworkFailure::Kind;

std::vector<RecordedExchange> reread(const RecordedExchange& exchange) {
  return parse_cassette(cassette_head() + cassette_item(exchange), "test.yml");
}

TEST(CassetteFile, IsAsAPersonWouldWriteIt) {
  const RecordedExchange exchange{
      .method = "POST",
      .url = "https://api.example.com/v1",
      .headers = {{"Content-Type", "application/json"}},
      .body = "{\"a\": 1}",
      .result = HttpResponse{200, {{"content-type", "text/event-stream"}}, "data: 1\n\n  x"}};
  EXPECT_EQ(cassette_head() + cassette_item(exchange),
            "# HTTP exchanges, replayed in this order. Secrets are scrubbed.\n"
            "version: 1\n"
            "exchanges:\n"
            "  - request:\n"
            "      method: \"POST\"\n"
            "      url: \"https://api.example.com/v1\"\n"
            "      headers:\n"
            "        - \"Content-Type: application/json\"\n"
            "      body: \"{\\\"a\\\": 1}\"\n"
            "    response:\n"
            "      status: 200\n"
            "      headers:\n"
            "        - \"content-type: text/event-stream\"\n"
            "      body: \"data: 1\\n\\\n"
            "        \\n\\\n"
            "        \\  x\"\n");
}

TEST(CassetteFile, HoldsFailures) {
  const auto exchanges =
      reread({.method = "GET",
              .url = "http://a",
              .result = std::unexpected(NetworkFailure{Kind::timed_out, "after 1 s"})});
  ASSERT_EQ(exchanges.size(), 1u);
  ASSERT_FALSE(exchanges[0].result.has_value());
  EXPECT_EQ(exchanges[0].result.error().kind, Kind::timed_out);
  EXPECT_EQ(exchanges[0].result.error().message, "after 1 s");
}

TEST(CassetteFile, MayBeEmpty) { EXPECT_TRUE(parse_cassette(cassette_head(), "x").empty()); }

std::string refusal(std::string_view yaml) {
  try {
    parse_cassette(yaml, "test.yml");
  } catch (const Error& error) {
    return error.message();
  }
  return "taken";
}

TEST(CassetteFile, SaysWhereItIsBroken) {
  const std::string head = cassette_head();
  EXPECT_EQ(refusal("version: 1\nexchanges: [}"), "test.yml:2: broken YAML: illegal flow end");
  EXPECT_EQ(refusal("version: 2\n"), "test.yml:1: a cassette of another version");
  EXPECT_EQ(refusal("exchanges:\n"), "test.yml:1: 'version' is no number");
  EXPECT_EQ(refusal("- 1\n"), "test.yml:1: expected members with names");
  EXPECT_EQ(refusal(head + "  - 1\n"), "test.yml:4: expected members with names");
  EXPECT_EQ(refusal(head + "  - response:\n      status: 200\n"),
            "test.yml:4: 'request' is missing");
  const std::string request = "  - request:\n      method: GET\n      url: http://a\n";
  EXPECT_EQ(refusal(head + request), "test.yml:4: 'response' is missing");
  EXPECT_EQ(refusal(head + "  - request:\n      method: GET\n"), "test.yml:5: 'url' is missing");
  EXPECT_EQ(refusal(head + request + "    response:\n      status: good\n"),
            "test.yml:8: 'status' is no number");
  EXPECT_EQ(refusal(head + request + "    failure:\n      kind: odd\n"),
            "test.yml:8: no kind of failure: 'odd'");
  EXPECT_EQ(
      refusal(head + request + "    response:\n      status: 1\n      headers:\n        - x\n"),
      "test.yml:10: a header has no value");
  EXPECT_EQ(refusal(head + request + "    response:\n      status: 1\n      body: [1]\n"),
            "test.yml:9: expected a text");
}

/// Texts with all that YAML and UTF-8 make hard.
std::string random_text() {
  const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
      rc::gen::element<std::string>("\n", "\r\n", "\r", " ", "  ", "\t", "\"", "\\", "'", ": ", "#",
                                    "- ", "\u0085", "\u2028", "\uFEFF", "\u00E4", "\U0001F600", "%",
                                    "{", "}", "\x7f", "\x04", std::string(1, '\0'), "\xff", "---",
                                    "\\n", "!!binary", "~", "null"),
      rc::gen::arbitrary<std::string>()));
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

RC_GTEST_PROP(CassetteFile, HoldsAnyBytes, ()) {
  const RecordedExchange exchange{
      .method = "POST",
      .url = "http://a/" + random_text(),
      .headers = {{"Name", random_text()}},
      .body = random_text(),
      .result = HttpResponse{200, {{"Other", random_text()}}, random_text()}};
  const auto exchanges = reread(exchange);
  RC_ASSERT(exchanges.size() == 1u);
  RC_ASSERT(exchanges[0].method == exchange.method);
  RC_ASSERT(exchanges[0].url == exchange.url);
  RC_ASSERT(exchanges[0].headers == exchange.headers);
  RC_ASSERT(exchanges[0].body == exchange.body);
  RC_ASSERT(exchanges[0].result->headers == exchange.result->headers);
  RC_ASSERT(exchanges[0].result->body == exchange.result->body);
}

RC_GTEST_PROP(CassetteFile, RefusesWhatIsNoCassetteWithAnErrorOnly, ()) {
  std::string yaml = cassette_head() + cassette_item({.method = "GET",
                                                      .url = "http://a",
                                                      .headers = {{"a", "b"}},
                                                      .body = "x\ny",
                                                      .result = HttpResponse{200, {}, "z"}});
  const auto place = *rc::gen::inRange<std::size_t>(0, yaml.size());
  const auto size = *rc::gen::inRange<std::size_t>(0, 20);
  yaml.replace(place, size, random_text());
  try {
    parse_cassette(yaml, "test.yml");
  } catch (const Error& error) {
    RC_ASSERT(error.message().starts_with("test.yml:"));
  }
}

}  // namespace
}  // namespace gitctx
