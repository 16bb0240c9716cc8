#include "app/services/search_session.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/cli/render/render_search.h"
#include "git/head_reader.h"
#include "ingest/index_run.h"
#include "testing/planted_secrets.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

/// An indexed repository with the planted secrets.
struct SearchSessionTest : testing::Test {
  SearchSessionTest() {
    for (const PlantedSecret& secret : planted) builder.write(secret.path, secret.text);
    builder.commit("Rotate " + planted[2].value);
    layout = require_repository(builder.path(), GitEnvironment{});
    embedders = make_local_embedders(settings.model);
    run_index(layout, settings, *embedders, {}, {}, {});
  }

  SearchAnswer search(const PlantedSecret& secret, bool shows_secrets = false) {
    SearchSession session(layout, settings, *embedders);
    SearchRequest request;
    request.query = {.text = secret.path, .paths = {secret.path}};
    request.shows_secrets = shows_secrets;
    return session.search(request);
  }

  std::vector<PlantedSecret> planted = planted_secrets();
  RepoBuilder builder;
  Settings settings;
  RepositoryLayout layout;
  std::unique_ptr<EmbedderSource> embedders;
};

std::string every_format(const SearchAnswer& answer) {
  const RenderOptions options{.theme = &default_theme(), .explain = true};
  return render_terse(answer, options) + render_verbose(answer, options) +
         render_mcp(answer, options) + render_json(answer, {.explain = true});
}

TEST_F(SearchSessionTest, FilesWithSecretsAreFoundAndTheirSecretsAreNotShown) {
  for (const PlantedSecret& secret : planted) {
    const SearchAnswer answer = search(secret);
    ASSERT_FALSE(answer.result.hits.empty()) << secret.path;
    const std::string shown = every_format(answer);
    EXPECT_EQ(shown.find(secret.value), std::string::npos) << shown;
    EXPECT_EQ(shown.find(planted[2].value), std::string::npos) << "in the subject";
    EXPECT_NE(shown.find("[redacted: " + secret.kind + "]"), std::string::npos) << shown;
    EXPECT_NE(shown.find("[redacted: github-token]"), std::string::npos) << shown;
    const ReplacedSecrets replaced = count_replaced(answer.result.hits);
    EXPECT_GE(replaced.in_code, 1u) << secret.path;
    EXPECT_EQ(replaced.in_commits, answer.result.hits.size());
    EXPECT_EQ(replaced.all(), replaced.in_code + replaced.in_commits);
  }
}

TEST_F(SearchSessionTest, WordsAroundASecretAreFound) {
  SearchSession session(layout, settings, *embedders);
  SearchRequest request;
  request.query.text = "geocoder";
  const SearchAnswer answer = session.search(request);
  ASSERT_FALSE(answer.result.hits.empty());
  EXPECT_EQ(answer.result.hits[0].path, "maps/geocode.kt");
}

TEST_F(SearchSessionTest, ARequestCanShowSecrets) {
  const SearchAnswer answer = search(planted[0], true);
  EXPECT_NE(every_format(answer).find(planted[0].value), std::string::npos);
  EXPECT_EQ(count_replaced(answer.result.hits).all(), 0u);
}

TEST_F(SearchSessionTest, LinesKeepTheirNumbers) {
  const auto key = std::ranges::find(planted, "keys/server.pem", &PlantedSecret::path);
  for (const Hit& hit : search(*key).result.hits) {
    const auto lines = static_cast<std::uint32_t>(std::ranges::count(hit.text, '\n')) + 1;
    EXPECT_EQ(lines, hit.lines.last - hit.lines.first + 1);
  }
}

}  // namespace
}  // namespace gitctx
