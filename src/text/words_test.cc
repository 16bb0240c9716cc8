#include "text/words.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <rapidcheck/gtest.h>

#include "text/word_table.h"

namespace gitctx {
namespace {

using Strings = std::vector<std::string>;

Strings words_of(std::string_view text) {
  Strings words;
  for_each_word(text, [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

Strings terms_of(std::string_view text) {
  WordTable table;
  Strings terms;
  for (const TermCount& term : count_terms(text, table)) terms.push_back(term.text);
  return terms;
}

TEST(ForEachWord, StopsAtPunctuation) {
  EXPECT_EQ(words_of("a.b_c(d->e, 'f g')"), (Strings{"a", "b_c", "d", "e", "f", "g"}));
  EXPECT_EQ(words_of(""), Strings{});
  EXPECT_EQ(words_of("+-*/"), Strings{});
}

TEST(ForEachWord, EndsAWordAtPunctuationOfAnyScript) {
  EXPECT_EQ(words_of("AutoValue’s _x·y_2"), (Strings{"AutoValue", "s", "_x", "y_2"}));
  EXPECT_EQ(words_of("größe, naïve—Überlauf"), (Strings{"größe", "naïve", "Überlauf"}));
  EXPECT_EQ(words_of("名前：load_all\xc2\xa0now"), (Strings{"名前", "load_all", "now"}));
  EXPECT_EQ(words_of("a\xff\xfe"
                     "b\xe2\x82"),
            (Strings{"a", "b"}));
  EXPECT_EQ(words_of("’…"), Strings{});
}

TEST(ForEachWord, SeparatesIdeographsFromOtherLetters) {
  EXPECT_EQ(words_of("请调用loyaltyDiscount函数。"),
            (Strings{"请调用", "loyaltyDiscount", "函数"}));
  EXPECT_EQ(words_of("関数X_1を呼ぶ"), (Strings{"関数", "X_1", "を呼ぶ"}));
  EXPECT_EQ(words_of("함수save를"), (Strings{"함수", "save", "를"}));
}

TEST(ForEachWord, CutsALongSentenceWithoutBlanksSoThatNoPairIsLost) {
  const std::string sentence = "一二三四五六七八九十百千万億兆京垓";
  EXPECT_EQ(words_of(sentence), (Strings{"一二三四五六七八九十百千万億兆京", "京垓"}));
  EXPECT_EQ(words_of(sentence.substr(0, 48) + "。"), Strings{sentence.substr(0, 48)});
  EXPECT_EQ(words_of(sentence.substr(0, 48) + "x"), (Strings{sentence.substr(0, 48), "x"}));
}

TEST(SplitWord, CutsCamelCaseSnakeCaseAndAcronyms) {
  EXPECT_EQ(split_word("HTTPServer").parts, (Strings{"http", "server"}));
  EXPECT_EQ(split_word("HTTPServer").whole, "httpserver");
  EXPECT_EQ(split_word("parse_json_value").parts, (Strings{"parse", "json", "value"}));
  EXPECT_EQ(split_word("getURLFor").parts, (Strings{"get", "url", "for"}));
  EXPECT_EQ(split_word("MAX_RETRY").parts, (Strings{"max", "retry"}));
  EXPECT_EQ(split_word("__init__").parts, (Strings{"init"}));
  EXPECT_EQ(split_word("__init__").whole, "");
  EXPECT_EQ(split_word("word").parts, (Strings{"word"}));
  EXPECT_EQ(split_word("___").parts, Strings{});
}

TEST(SplitWord, KeepsUpToThreeDigitsWithTheirWord) {
  EXPECT_EQ(split_word("sha256Sum").parts, (Strings{"sha256", "sum"}));
  EXPECT_EQ(split_word("utf8").parts, (Strings{"utf8"}));
  EXPECT_EQ(split_word("page20260").parts, (Strings{"page", "20260"}));
  EXPECT_EQ(split_word("2026").parts, (Strings{"2026"}));
  EXPECT_EQ(split_word("v2").parts, (Strings{"v2"}));
}

TEST(SplitWord, LowersAndKeepsOtherScripts) {
  EXPECT_EQ(split_word("Größe").parts, (Strings{"größe"}));
  EXPECT_EQ(split_word("ПриветМир").parts, (Strings{"привет", "мир"}));
  EXPECT_EQ(split_word("再試行回数").parts, (Strings{"再試", "試行", "行回", "回数"}));
  EXPECT_EQ(split_word("値").parts, (Strings{"値"}));
  EXPECT_EQ(split_word("再試行回数").whole, "");
  EXPECT_EQ(split_word("“quoted”").parts, (Strings{"quoted"}));
  EXPECT_EQ(split_word("a\xff\xfe"
                       "b")
                .parts,
            (Strings{"a", "b"}));
}

TEST(WordTable, GivesStemmedPartsAndTheWholeOfCompounds) {
  EXPECT_EQ(terms_of("HTTPServer"), (Strings{"http", "server", "httpserver"}));
  EXPECT_EQ(terms_of("retries retried"), (Strings{"retri"}));
  EXPECT_EQ(terms_of("x y_z"), (Strings{"yz"}));
}

TEST(WordTable, IgnoresEncodedValues) {
  EXPECT_EQ(terms_of(std::string(longest_word_bytes + 1, 'a')), Strings{});
  EXPECT_EQ(terms_of(std::string(longest_word_bytes, 'a')).size(), 1u);
}

TEST(WordTable, ForgetsOnClear) {
  WordTable table;
  count_terms("alpha beta", table);
  table.clear();
  EXPECT_EQ(table.term_texts().size(), 0u);
  EXPECT_EQ(table.term_texts().text(table.terms(table.look_up("gamma"))[0]), "gamma");
}

RC_GTEST_PROP(StringTable, NumbersAreThoseOfAPlainList, (const std::vector<std::string>& texts)) {
  StringTable table;
  Strings list;
  for (const std::string& text : texts) {
    auto place = std::ranges::find(list, text);
    if (place == list.end()) place = list.insert(place, text);
    RC_ASSERT(table.intern(text) == static_cast<std::uint32_t>(place - list.begin()));
  }
  for (std::uint32_t i = 0; i < list.size(); ++i) RC_ASSERT(table.text(i) == list[i]);
}

RC_GTEST_PROP(SplitWord, IsTotalOnAnyBytes, (const std::string& bytes)) {
  for (const std::string& part : split_word(bytes).parts) RC_ASSERT(!part.empty());
}

}  // namespace
}  // namespace gitctx
