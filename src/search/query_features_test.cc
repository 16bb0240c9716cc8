#include "search/query_features.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <set>

#include "lexical/bm25f.h"

namespace gitctx {
namespace {

/// The terms of a view and their weights.
std::vector<ViewTerm> view_terms(std::initializer_list<std::pair<const char*, float>> weights) {
  std::vector<ViewTerm> terms;
  for (const auto& [text, weight] : weights) terms.push_back({text, weight, weight, {}});
  return terms;
}

/// A query and its features in a view with the terms `known`.
struct Measured {
  Measured(std::string_view text, std::vector<ViewTerm> known)
      : parsed(parse_query(text, "", words)),
        terms(std::move(known)),
        features(parsed, terms, words) {}

  WordTable words;
  ParsedQuery parsed;
  std::vector<ViewTerm> terms;
  QueryFeatures features;
};

TEST(QueryFeatures, AreSharesOfTheTermsWeight) {
  Measured query("retry request", view_terms({{"retri", 3}, {"request", 1}}));
  EXPECT_EQ(query.features.share(0), 0.75);
  EXPECT_EQ(query.features.coverage(std::vector{0.0f, 2.0f}), 0.25);
  EXPECT_EQ(query.features.coverage(std::vector{0.5f, 2.0f}), 1);
  EXPECT_EQ(query.features.bm25(std::vector{0.0f, 0.0f}), 0);
  EXPECT_NEAR(query.features.bm25(std::vector{Bm25f::k1, Bm25f::k1}), 0.5, 1e-6);
  EXPECT_NEAR(query.features.bm25(std::vector{1e6f, 0.0f}), 0.75, 1e-4);
}

TEST(QueryFeatures, CompareNamesByTheirTerms) {
  Measured query("retry request", view_terms({{"retri", 3}, {"request", 1}}));
  // The name has a third term, the compound itself.
  EXPECT_EQ(query.features.name_f1("retry_request"), 2 * 2.0 / 3 / (1 + 2.0 / 3));
  EXPECT_NEAR(query.features.name_f1("Retries"), 2 * 0.75 / 1.75, 1e-12);
  EXPECT_EQ(query.features.name_f1("socket"), 0);
  EXPECT_EQ(query.features.name_f1(""), 0);
}

TEST(QueryFeatures, CountTermsThatBeginLikeThoseOfTheQuery) {
  Measured query("recovery", {});
  EXPECT_EQ(query.features.prefix_share("recover"), 1);
  EXPECT_EQ(query.features.prefix_share("record"), 0);
  EXPECT_EQ(query.features.name_f1("recovery"), 0);  // not a term of the view
}

TEST(QueryFeatures, AreZeroWithoutTermsInTheView) {
  Measured query("retry", {});
  EXPECT_EQ(query.features.bm25({}), 0);
  EXPECT_EQ(query.features.coverage({}), 0);
}

std::set<std::string> terms_of(std::string_view text, WordTable& words) {
  std::set<std::string> terms;
  for (const TermCount& term : count_terms(text, words)) terms.insert(term.text);
  return terms;
}

/// The slow twin of name_f1(): follows the definition in the header and uses no prefilter.
double slow_name_f1(const Measured& query, const std::set<std::string>& name) {
  double total = 0;
  double common = 0;
  double known = 0;
  for (const ViewTerm& term : query.terms) {
    total += term.weight;
    common += name.contains(term.text) ? term.weight : 0;
    known += name.contains(term.text) ? 1 : 0;
  }
  if (known == 0 || total == 0) return 0;
  const double recall = common / total;
  const double precision = known / static_cast<double>(name.size());
  return 2 * recall * precision / (recall + precision);
}

double slow_prefix_share(const Measured& query, const std::set<std::string>& name) {
  double agreeing = 0;
  for (const std::string& b : name) {
    bool agrees = false;
    for (const QueryWord& word : query.parsed.terms) {
      const std::string& a = word.term;
      agrees = agrees || (a.size() >= 3 && b.size() >= 3 && (a.starts_with(b) || b.starts_with(a)));
    }
    agreeing += agrees ? 1 : 0;
  }
  return name.empty() ? 0 : agreeing / static_cast<double>(name.size());
}

rc::Gen<std::string> any_name() {
  const auto part =
      rc::gen::element<std::string>("retry", "Retries", "re", "ret", "id", "IDs", "_", "v2",
                                    "größe", "Größ", "HTTP", "server", "serv", "123", "x");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(part),
                      [](const std::vector<std::string>& parts) {
                        std::string name;
                        for (const std::string& text : parts) name += text;
                        return name;
                      });
}

RC_GTEST_PROP(QueryFeatures, EqualTheTwinWithoutAFilter, ()) {
  const std::string text = *any_name() + " " + *any_name();
  std::vector<ViewTerm> terms;
  WordTable words;
  for (const std::string& term : terms_of(text, words)) {
    const float weight = *rc::gen::element(0.5f, 1.0f, 2.0f);
    if (*rc::gen::arbitrary<bool>()) terms.push_back({term, weight, weight, {}});
  }
  Measured query(text, terms);
  const std::string name = *any_name();
  const std::set<std::string> in_name = terms_of(name, words);
  RC_ASSERT(std::abs(query.features.name_f1(name) - slow_name_f1(query, in_name)) < 1e-12);
  RC_ASSERT(std::abs(query.features.prefix_share(name) - slow_prefix_share(query, in_name)) <
            1e-12);
}

}  // namespace
}  // namespace gitctx
