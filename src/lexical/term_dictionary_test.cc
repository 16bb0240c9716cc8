#include "lexical/term_dictionary.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "lexical/testing/random_query.h"

namespace gitctx {
namespace {

using Terms = std::map<std::string, TermEntry>;

std::string encode(Terms& terms) {
  TermDictionaryBuilder builder;
  std::uint64_t offset = 0;
  for (auto& [term, entry] : terms) {
    entry.offset = offset;
    offset += entry.size;
    builder.add(term, entry.size, entry.chunk_frequency);
  }
  return std::move(builder).finish();
}

TermDictionary dictionary_of(const std::string& bytes) {
  return TermDictionary(std::as_bytes(std::span(bytes)));
}

Terms all_terms(const TermDictionary& dictionary) {
  Terms terms;
  for (TermDictionaryCursor cursor(dictionary); !cursor.at_end(); cursor.next()) {
    terms.emplace_hint(terms.end(), cursor.term(), cursor.entry());
  }
  return terms;
}

TEST(TermDictionary, WithoutTermsFindsNothing) {
  Terms none;
  const std::string bytes = encode(none);
  EXPECT_EQ(dictionary_of(bytes).size(), 0u);
  EXPECT_FALSE(dictionary_of(bytes).find("a"));
  EXPECT_TRUE(TermDictionaryCursor(dictionary_of(bytes)).at_end());
  EXPECT_FALSE(TermDictionary().find(""));
}

TEST(TermDictionary, FindsEveryTermAndNoOther) {
  Terms terms;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    terms["term" + std::to_string(i * 2)] = {.size = i % 300, .chunk_frequency = i + 1};
  }
  const std::string bytes = encode(terms);
  const TermDictionary dictionary = dictionary_of(bytes);
  EXPECT_EQ(dictionary.size(), 1000u);
  for (const auto& [term, entry] : terms) EXPECT_EQ(dictionary.find(term), entry) << term;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(dictionary.find("term" + std::to_string(i * 2 + 1)));
  }
  for (const char* const absent : {"", "a", "ter", "term", "terms", "term10000", "zebra"}) {
    EXPECT_FALSE(dictionary.find(absent)) << absent;
  }
}

TEST(TermDictionary, KeepsLargeOffsetsAndTheEmptyTerm) {
  Terms terms;
  for (const char* const term : {"", "b", "c", "d"}) {
    terms[term] = {.size = 0xFFFFFFFF, .chunk_frequency = 0xFFFFFFFF};
  }
  const std::string bytes = encode(terms);
  EXPECT_EQ(dictionary_of(bytes).find("d")->offset, 3 * std::uint64_t{0xFFFFFFFF});
  EXPECT_EQ(dictionary_of(bytes).find(""), terms[""]);
}

TEST(TermDictionary, EntriesOutsideTheSectionHaveNoPostings) {
  const std::vector<std::byte> section(100);
  EXPECT_EQ((TermEntry{.offset = 90, .size = 10}).postings_in(section).size(), 10u);
  EXPECT_TRUE((TermEntry{.offset = 90, .size = 11}).postings_in(section).empty());
  EXPECT_TRUE((TermEntry{.offset = ~std::uint64_t{0}, .size = 2}).postings_in(section).empty());
}

Terms any_terms() {
  // With few letters, terms share long prefixes. Bytes over 0x7F must sort as unsigned.
  const auto letter = rc::gen::element('a', 'b', 'c', '\0', '\x7F', '\x80', '\xFF');
  const auto words =
      *rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(letter));
  RandomSource random(*rc::gen::arbitrary<std::uint64_t>());
  Terms terms;
  for (const std::string& word : words) {
    terms[word] = {.size = random.below(1000), .chunk_frequency = random.below(1u << 20)};
  }
  return terms;
}

RC_GTEST_PROP(TermDictionary, EqualsMap, ()) {
  Terms terms = any_terms();
  const std::string bytes = encode(terms);
  const TermDictionary dictionary = dictionary_of(bytes);
  RC_ASSERT(all_terms(dictionary) == terms);
  for (const auto& [term, entry] : terms) {
    RC_ASSERT(dictionary.find(term) == entry);
    for (const std::string& near : {term + "b", term + '\0', term.substr(0, term.size() / 2)}) {
      RC_ASSERT(dictionary.find(near).has_value() == terms.contains(near));
    }
  }
}

RC_GTEST_PROP(TermDictionary, DamagedBytesListRisingTerms, ()) {
  Terms terms = any_terms();
  std::string bytes = encode(terms);
  RandomSource random(*rc::gen::arbitrary<std::uint64_t>());
  const auto damage_count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < damage_count; ++i) {
    bytes[random.below(static_cast<std::uint32_t>(bytes.size()))] =
        static_cast<char>(random.below(256));
  }
  bytes.resize(bytes.size() - random.below(2));
  const std::vector<char> exact(bytes.begin(), bytes.end());
  const TermDictionary dictionary(std::as_bytes(std::span(exact)));
  std::string last;
  std::size_t found = 0;
  for (TermDictionaryCursor cursor(dictionary); !cursor.at_end(); cursor.next()) {
    if (found++ > 0) RC_ASSERT(last < cursor.term());
    last = cursor.term();
  }
  RC_ASSERT(found <= dictionary.size());
  for (const auto& [term, entry] : terms) dictionary.find(term);
}

RC_GTEST_PROP(TermDictionary, AnyBytesAreADictionary, (const std::vector<std::uint8_t>& bytes)) {
  const TermDictionary dictionary(std::as_bytes(std::span(bytes)));
  RC_ASSERT(all_terms(dictionary).size() <= dictionary.size());
  dictionary.find("abc");
}

}  // namespace
}  // namespace gitctx
