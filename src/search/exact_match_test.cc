#include "search/exact_match.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

ExactLevel level(std::string_view query, std::string_view text) {
  return find_wording(wording_of(query), text).level;
}

std::string found_text(std::string_view query, std::string_view text) {
  const ExactMatch match = find_wording(wording_of(query), text);
  return std::string(text.substr(match.bytes.begin, match.bytes.size()));
}

int tier(std::string_view query, std::string_view text, bool in_prose = false) {
  const Wording wording = wording_of(query);
  return exact_tier(wording, find_wording(wording, text), in_prose);
}

TEST(WordingOf, TakesQuotesAndCallsOffAName) {
  for (const std::string_view query : {"parseJson", " parseJson ", "`parseJson`", "parseJson()",
                                       "parseJson(a, b)", "parseJson,"}) {
    EXPECT_TRUE(wording_of(query).is_name) << query;
    EXPECT_EQ(wording_of(query).text, "parseJson") << query;
  }
  EXPECT_EQ(wording_of("parseJson(f(a), (b))").text, "parseJson");
  EXPECT_FALSE(wording_of("parseJson() accepts frames (#2015)").is_name);
  EXPECT_EQ(wording_of("valid_card?").text, "valid_card?");
  EXPECT_EQ(wording_of("operator==").text, "operator==");
  EXPECT_FALSE(wording_of("parse json").is_name);
  EXPECT_FALSE(wording_of("->").is_name);
  EXPECT_TRUE(wording_of("\"read the file\"").is_quoted);
  EXPECT_EQ(wording_of("\"read the file\"").text, "read the file");
  EXPECT_FALSE(wording_of("\"read\"").is_quoted);
}

TEST(FindWording, KeepsSigilsSuffixesAndJoints) {
  for (const std::string_view name :
       {"loyaltyDiscount", "valid_card?", "$watchScope", "foldl'", "operator==", "x-forwarded-for",
        "mail.sender.address", "NEXT_PUBLIC_HOST", "--keep-going", "0x1F", "E1234", "@Override"}) {
    const std::string text = "a b\nc = " + std::string(name) + " (d)\n";
    EXPECT_EQ(level(name, text), ExactLevel::verbatim) << name;
    EXPECT_EQ(found_text(name, text), name);
  }
  EXPECT_EQ(level("$watchScope", "function watchScope() {}"), ExactLevel::words);
  EXPECT_EQ(level("valid_card?", "def valid_card(x)"), ExactLevel::words);
  EXPECT_EQ(level("x-forwarded-for", "X_Forwarded For"), ExactLevel::none);
  EXPECT_EQ(level("x-forwarded-for", "X Forwarded/For"), ExactLevel::words);
}

TEST(FindWording, TakesNoPartOfALongerWord) {
  EXPECT_EQ(level("load", "loader reload load_all"), ExactLevel::none);
  EXPECT_EQ(level("load", "a.load()"), ExactLevel::verbatim);
  EXPECT_EQ(level("Load", "a.load()"), ExactLevel::words);
}

TEST(FindWording, TreatsWhiteSpaceAndWrappedLinesAlike) {
  EXPECT_EQ(level("could not  open the file", "x(\"could not open\n   the file\")"),
            ExactLevel::verbatim);
  EXPECT_EQ(level("could not open the file", "// could not open\n// the file"), ExactLevel::words);
  EXPECT_EQ(level("could not open", "\"error:\\ncould not open\""), ExactLevel::words);
  EXPECT_EQ(level("if (x != null) return y;", "  if (x != null)\n    return y;\n"),
            ExactLevel::verbatim);
}

TEST(FindWording, LetsFormatFieldsStandForWords) {
  for (const std::string_view text :
       {"\"cannot open file %s: permission denied\"", "\"cannot open file {}: permission denied\"",
        "`cannot open file ${path}: permission denied`",
        "\"cannot open file #{path}: permission denied\"",
        "\"cannot open file %1$s: permission denied\""}) {
    const ExactMatch match =
        find_wording(wording_of("cannot open file /srv/a/notes.txt: permission denied"), text);
    EXPECT_EQ(match.level, ExactLevel::words) << text;
    EXPECT_NEAR(match.share, 1, 1e-9) << text;
  }
  EXPECT_EQ(find_wording(wording_of("fatal: cannot open file x"), "\"cannot open file {}\"").share,
            4.0 / 5);
}

TEST(FindWording, IgnoresAFewWordsInARow) {
  EXPECT_EQ(level("where is the cache of parsed headers", "the cache of strings"),
            ExactLevel::none);
}

TEST(FindWording, OfNoWordsFindsNothing) {
  EXPECT_EQ(level("->", "a->b"), ExactLevel::none);
  EXPECT_EQ(level("", "a"), ExactLevel::none);
  EXPECT_EQ(level("a", ""), ExactLevel::none);
}

TEST(FindWording, OfALongRepetitiveTextEnds) {
  std::string text;
  std::string query;
  for (int i = 0; i < 50'000; ++i) text += "a b ";
  for (int i = 0; i < 31; ++i) query += "a b ";
  const ExactMatch match = find_wording(wording_of(query + "c"), text);
  EXPECT_EQ(match.level, ExactLevel::words);
  EXPECT_NEAR(match.share, 62.0 / 63, 1e-9);
}

TEST(ExactTier, OrdersNames) {
  EXPECT_EQ(tier("parseJson", "x = parseJson(y)"), 2);
  EXPECT_EQ(tier("parseJson", "x = PARSEJSON"), 1);
  EXPECT_EQ(tier("parseJson", "x = parse"), 0);
}

TEST(ExactTier, NeedsAWholeLiteralForATopic) {
  EXPECT_EQ(tier("session cookies", "// handles session cookies of users"), 0);
  EXPECT_EQ(tier("session cookies", "title = \"Session cookies\""), 0);
  EXPECT_EQ(tier("Session cookies", "title = \"Session cookies\""), 2);
  EXPECT_EQ(tier("Session cookies", "<h1>Session cookies</h1>"), 2);
  EXPECT_EQ(tier("Session cookies", "# Session cookies\ntext"), 2);
  EXPECT_EQ(tier("\"session cookies\"", "// handles session cookies of users"), 2);
  EXPECT_EQ(tier("cannot open the session file", "// cannot open the session file now"), 2);
  EXPECT_EQ(tier("open_file failed", "log(\"open_file failed badly\")"), 2);
}

TEST(ExactTier, AHeadingOfProseIsALiteralOfACopiedTopicOnly) {
  EXPECT_EQ(tier("session cookies", "# session cookies\ntext", true), 0);
  EXPECT_EQ(tier("CLI commands", "* CLI commands\n", true), 0);
  EXPECT_EQ(tier("Session cookies", "# Session cookies\ntext", true), 2);
  EXPECT_EQ(tier("\"Session cookies\"", "# Session cookies\ntext", true), 2);
  EXPECT_EQ(tier("cannot open the session file", "cannot open the session file now", true), 2);
  EXPECT_EQ(tier("SESSION_COOKIE_NAME", "the name `SESSION_COOKIE_NAME` is", true), 2);
}

TEST(WordingOf, TakesTheNameOfADeclaration) {
  const auto name_in = [](std::string_view query) {
    const Wording wording = wording_of(query);
    return wording.is_name ? wording.text : std::string();
  };
  EXPECT_EQ(name_in("def save"), "save");
  EXPECT_EQ(name_in("pub async fn gone"), "gone");
  EXPECT_EQ(name_in("public final class Gson {"), "Gson");
  EXPECT_EQ(name_in("def self.find()"), "find");
  EXPECT_EQ(name_in("function parseLocation"), "parseLocation");
  EXPECT_EQ(name_in("struct  Curl_easy"), "Curl_easy");
  for (const char* phrase : {"class names", "type checking", "module loading", "function calls",
                             "def save(**options, &block)", "\"def save\"", "the class Gson",
                             "class Gson extends Object", "fn", "struct 7"}) {
    EXPECT_EQ(name_in(phrase), phrase == std::string_view("fn") ? "fn" : "") << phrase;
  }
}

TEST(ExactTier, AMessageMayHaveValuesThatTheCodeLacks) {
  EXPECT_TRUE(is_message(wording_of("Failed to find attribute 'create' in 'app'.")));
  EXPECT_FALSE(is_message(wording_of("where are retries backed off")));
  EXPECT_FALSE(is_message(wording_of("a.b:12")));
  EXPECT_EQ(tier("Failed to find attribute 'create' in 'app'.",
                 "f\"Failed to find attribute {attr!r} in {name!r}.\""),
            1);
  EXPECT_EQ(tier("curl: (6) cannot resolve the host: example.com",
                 "failf(data, \"cannot resolve the host: %s\", name);"),
            1);
  EXPECT_EQ(tier("where are the retries of a client backed off", "// where are the retries of a"),
            0);
}

TEST(DefinesWording, KnowsQualifiedNames) {
  const auto defines = [](std::string_view query, std::string_view name, std::string_view outer) {
    return defines_wording(wording_of(query), name, outer);
  };
  EXPECT_TRUE(defines("run", "run", ""));
  EXPECT_TRUE(defines("Engine.run", "run", "Engine"));
  EXPECT_TRUE(defines("Rails::Engine", "Engine", "Rails"));
  EXPECT_TRUE(defines("a.b.Engine#run", "run", "Engine"));
  EXPECT_FALSE(defines("Engine.run", "run", "Motor"));
  EXPECT_FALSE(defines("Engine.run", "run", ""));
  EXPECT_FALSE(defines("rerun", "run", "re"));
  EXPECT_FALSE(defines("how to run", "run", ""));
}

}  // namespace
}  // namespace gitctx
