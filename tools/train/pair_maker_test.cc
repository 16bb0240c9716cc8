#include "tools/train/pair_maker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace gitctx {
namespace {

using Words = std::set<std::string>;

struct TextPair {
  PairKind kind;
  Words query;
  Words document;
};

std::vector<TextPair> pairs_of(PairMaker& maker) {
  const PairSet set = maker.take();
  const auto words = [&](std::span<const PairToken> tokens) {
    Words all;
    for (const PairToken& token : tokens) all.emplace(set.words().text(token.token));
    return all;
  };
  std::vector<TextPair> pairs;
  for (std::size_t i = 0; i < set.size(); ++i) {
    pairs.push_back({set[i].kind, words(set.query(set[i])), words(set.document(set[i]))});
  }
  return pairs;
}

const TextPair* find(const std::vector<TextPair>& pairs, PairKind kind) {
  const auto found = std::ranges::find(pairs, kind, &TextPair::kind);
  return found == pairs.end() ? nullptr : &*found;
}

constexpr std::string_view source =
    "# Copyright 2020 by somebody. All rights reserved.\n\n"
    "def fetch_with_retries(session, address, attempts):\n"
    "    \"\"\"Asks again after a pause that grows.\"\"\"\n"
    "    for attempt in range(attempts):\n"
    "        response = session.get(address)\n"
    "        if response.ok:\n"
    "            return response\n"
    "        sleep(2 ** attempt)\n"
    "    raise GaveUp(address)\n";

TEST(PairMaker, ACommentAsksForTheDefinitionWithoutIt) {
  PairMaker maker;
  maker.add_file("net/client.py", source, Language::python);
  const auto pairs = pairs_of(maker);
  const TextPair* pair = find(pairs, PairKind::comment);
  ASSERT_NE(pair, nullptr);
  EXPECT_EQ(pair->query, (Words{"asks", "again", "after", "pause", "that", "grows"}));
  EXPECT_TRUE(pair->document.contains("attempts"));
  EXPECT_FALSE(pair->document.contains("pause"));
}

TEST(PairMaker, ANameAsksForItsBody) {
  PairMaker maker;
  maker.add_file("net/client.py", source, Language::python);
  const auto pairs = pairs_of(maker);
  const TextPair* pair = find(pairs, PairKind::name);
  ASSERT_NE(pair, nullptr);
  EXPECT_EQ(pair->query, (Words{"fetch", "with", "retries"}));
  EXPECT_FALSE(pair->document.contains("retries"));
  EXPECT_TRUE(pair->document.contains("sleep"));
}

TEST(PairMaker, LicencesAreNeitherAskedNorAnswered) {
  PairMaker maker;
  maker.add_file("net/client.py", source, Language::python);
  for (const TextPair& pair : pairs_of(maker)) {
    EXPECT_FALSE(pair.query.contains("copyright"));
    EXPECT_FALSE(pair.document.contains("copyright"));
  }
}

TEST(PairMaker, AHeadingAsksForTheFenceBelow) {
  PairMaker maker;
  maker.add_file("README.md",
                 "# Retry a failed request\n\nPass the policy.\n\n```py\nclient.get(address, "
                 "policy=Backoff(base=2), attempts=7)\n```\n",
                 Language::markdown);
  const auto pairs = pairs_of(maker);
  const TextPair* pair = find(pairs, PairKind::markdown);
  ASSERT_NE(pair, nullptr);
  EXPECT_TRUE(pair->query.contains("retry"));
  EXPECT_TRUE(pair->document.contains("backoff"));
}

TEST(PairMaker, TooShortTextsAreLeftOut) {
  PairMaker maker;
  maker.add_commit("fix", "a.py", "x = compute(first, second, third, fourth, fifth, sixth)");
  maker.add_commit("mend the retry loop", "a.py", "x");
  EXPECT_TRUE(pairs_of(maker).empty());
}

TEST(TellsWhatChanged, DropsReleasesMergesAndTypos) {
  EXPECT_TRUE(tells_what_changed("net: retry with back-off"));
  for (const char* subject : {"Merge branch 'x' into y", "Release 1.2.3 of it", "Bump lodash to 4",
                              "docs: fix typo in readme", "v1.2.0 is out now", "fix tests"}) {
    EXPECT_FALSE(tells_what_changed(subject)) << subject;
  }
}

}  // namespace
}  // namespace gitctx
