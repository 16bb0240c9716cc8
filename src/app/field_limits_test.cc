#include "app/field_limits.h"

#include <gtest/gtest.h>

#include "app/services/index_status.h"
#include "app/services/search_session.h"
#include "base/utf8.h"
#include "llm/tasks/answer.h"

namespace gitctx {
namespace {

const std::string huge(20'000'000, 'x');

TEST(CutField, KeepsShortTextAndWholeCharacters) {
  EXPECT_EQ(cut_field("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_field("abcdefg", 6), "abc...");
  EXPECT_EQ(cut_field("ab語語", 7), "ab...");
  EXPECT_EQ(cut_field("ab語語", 8), "ab語語");
}

Hit hit_of(const std::string& text) {
  Hit hit;
  hit.path = hit.symbol = hit.enclosing = hit.text = text;
  hit.commit.author = hit.commit.subject = text;
  hit.first_commit = hit.commit;
  hit.other_paths = {text, text};
  return hit;
}

TEST(LimitFields, CutsEveryFieldOfAHit) {
  std::vector<Hit> hits{hit_of(huge)};
  limit_fields(hits);
  const Hit& hit = hits[0];
  EXPECT_EQ(hit.path.size(), field_limit::path);
  EXPECT_EQ(hit.symbol.size(), field_limit::name);
  EXPECT_EQ(hit.enclosing.size(), field_limit::name);
  EXPECT_EQ(hit.text.size(), field_limit::code);
  for (const CommitInfo& commit : {hit.commit, hit.first_commit}) {
    EXPECT_EQ(commit.author.size(), field_limit::name);
    EXPECT_EQ(commit.subject.size(), field_limit::subject);
    EXPECT_TRUE(commit.subject.ends_with("x...")) << commit.subject;
  }
  for (const std::string& path : hit.other_paths) EXPECT_EQ(path.size(), field_limit::path);
  EXPECT_TRUE(hit.truncated);
}

TEST(LimitFields, LeavesShortFieldsAlone) {
  std::vector<Hit> hits{hit_of(std::string(field_limit::subject, 'x'))};
  const Hit before = hits[0];
  limit_fields(hits);
  EXPECT_FALSE(hits[0].truncated);
  EXPECT_EQ(hits[0].text, before.text);
  EXPECT_EQ(hits[0].commit, before.commit);
  EXPECT_EQ(hits[0].other_paths, before.other_paths);
}

TEST(LimitFields, SaysThatOneFieldWasCut) {
  for (std::string CommitInfo::* const field : {&CommitInfo::author, &CommitInfo::subject}) {
    Hit hit = hit_of("x");
    hit.first_commit.*field = huge;
    std::vector<Hit> hits{hit};
    limit_fields(hits);
    EXPECT_TRUE(hits[0].truncated);
  }
  Hit copied = hit_of("x");
  copied.other_paths.assign(100'000, "x");
  std::vector<Hit> hits{copied};
  limit_fields(hits);
  EXPECT_EQ(hits[0].other_paths.size(), field_limit::places);
  EXPECT_TRUE(hits[0].truncated);
}

TEST(LimitFields, CutsTheRestOfASearchAnswer) {
  SearchAnswer answer;
  answer.view_name = huge;
  answer.result.corrections = {{huge, huge}};
  answer.result.hits = {hit_of(huge)};
  limit_fields(answer);
  EXPECT_EQ(answer.view_name.size(), field_limit::name);
  EXPECT_EQ(answer.result.corrections[0].typed.size(), field_limit::name);
  EXPECT_EQ(answer.result.corrections[0].taken.size(), field_limit::name);
  EXPECT_TRUE(answer.result.hits[0].truncated);
}

TEST(LimitFields, CutsAModelsAnswer) {
  Answer answer{.text = huge, .model = huge};
  answer.citations.assign(1000, {.path = huge.substr(0, 10'000), .lines = {1, 2}});
  answer.rejected = answer.citations;
  limit_fields(answer);
  EXPECT_EQ(answer.text.size(), field_limit::answer);
  EXPECT_EQ(answer.model.size(), field_limit::name);
  EXPECT_TRUE(answer.truncated);
  for (const auto* list : {&answer.citations, &answer.rejected}) {
    EXPECT_EQ(list->size(), field_limit::places);
    EXPECT_EQ(list->back().path.size(), field_limit::path);
  }
  Answer brief{.text = "x"};
  limit_fields(brief);
  EXPECT_FALSE(brief.truncated);
}

TEST(LimitFields, CutsAStatus) {
  IndexStatus status{.directory = huge, .model = huge, .chunking = huge, .damage = huge};
  status.views = {{.name = huge,
                   .skipped = {{.path = huge, .reason = {}, .detail = huge}},
                   .noted = {{.path = huge, .note = {}, .detail = huge}}}};
  limit_fields(status);
  EXPECT_EQ(status.directory.size(), field_limit::path);
  EXPECT_EQ(status.model.size(), field_limit::name);
  EXPECT_EQ(status.chunking.size(), field_limit::name);
  EXPECT_EQ(status.damage.size(), field_limit::message);
  EXPECT_EQ(status.views[0].name.size(), field_limit::name);
  EXPECT_EQ(status.views[0].skipped[0].path.size(), field_limit::path);
  EXPECT_EQ(status.views[0].skipped[0].detail.size(), field_limit::path);
  EXPECT_EQ(status.views[0].noted[0].path.size(), field_limit::path);
  EXPECT_EQ(status.views[0].noted[0].detail.size(), field_limit::path);
}

}  // namespace
}  // namespace gitctx
