#include "app/services/search_session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

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
    EXPECT_TRUE(hides(shown, secret)) << shown;
    EXPECT_TRUE(hides(shown, planted[2])) << "in the subject";
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

TEST_F(SearchSessionTest, AModelSeesNoSecretsThatTheRequestShows) {
  for (const PlantedSecret& secret : planted) {
    const std::vector<Hit> hidden = search(secret).result.hits;
    const SearchAnswer answer = search(secret, true);
    ASSERT_FALSE(hidden.empty()) << secret.path;
    EXPECT_EQ(answer.redacted_hits, hidden);
    EXPECT_EQ(answer.result.hits, hidden) << "the same places";
    for (std::size_t i = 0; i < hidden.size(); ++i) {
      EXPECT_EQ(answer.redacted_hits[i].text, hidden[i].text);
      EXPECT_EQ(answer.redacted_hits[i].text.find(secret.value), std::string::npos);
    }
  }
  EXPECT_TRUE(search(planted[0]).redacted_hits.empty());
}

TEST_F(SearchSessionTest, LinesKeepTheirNumbers) {
  const auto key = std::ranges::find(planted, "keys/server.pem", &PlantedSecret::path);
  for (const Hit& hit : search(*key).result.hits) {
    const auto lines = static_cast<std::uint32_t>(std::ranges::count(hit.text, '\n')) + 1;
    EXPECT_EQ(lines, hit.lines.last - hit.lines.first + 1);
  }
}

TEST(SearchSession, ShowsNoLineOfAKeyThatChunksCut) {
  const std::vector<std::string> key = planted_key_lines();
  std::string pem = "-----BEGIN RSA PRIVATE KEY-----\n";
  std::string c_string = "const char zebra_key[] =\n    \"-----BEGIN RSA PRIVATE KEY-----\\n\"\n";
  for (const std::string& line : key) {
    pem += line + "\n";
    c_string += "    \"" + line + "\\n\"\n";
  }
  pem += "-----END RSA PRIVATE KEY-----\n";
  c_string += "    \"-----END RSA PRIVATE KEY-----\\n\";\nint zebra_after = 1;\n";
  RepoBuilder builder;
  builder.write("zebra.pem", pem).write("zebra.c", c_string).commit("keys");
  const RepositoryLayout layout = require_repository(builder.path(), GitEnvironment{});
  Settings settings;
  settings.index.chunk_tokens = 16;
  settings.index.max_chunk_tokens = 64;
  const auto embedders = make_local_embedders(settings.model);
  run_index(layout, settings, *embedders, {}, {}, {});

  SearchSession session(layout, settings, *embedders);
  for (const std::string path : {"zebra.pem", "zebra.c"}) {
    std::set<std::uint32_t> chunks;
    for (const std::string& line : key) {
      SearchRequest request;
      request.query = {.text = line + " zebra private key", .limit = 100, .paths = {path}};
      const SearchAnswer answer = session.search(request);
      const std::string shown = every_format(answer);
      for (const std::string& other : key) EXPECT_EQ(shown.find(other), std::string::npos) << shown;
      for (const Hit& hit : answer.result.hits) {
        const auto lines = static_cast<std::uint32_t>(std::ranges::count(hit.text, '\n')) + 1;
        EXPECT_EQ(lines, hit.lines.count());
        chunks.insert(hit.lines.first);
        EXPECT_EQ(hit.secrets_in_text > 0, hit.text.contains("[redacted: private-key]"));
      }
    }
    EXPECT_GE(chunks.size(), 2u) << path << " is in one chunk";
  }
}

/// The text that a search shows for the correction of its query, in all formats and in its notices.
std::string correction_shown(SearchSession& session, const std::string& text, bool shows_secrets) {
  SearchRequest request;
  request.query.text = text;
  request.shows_secrets = shows_secrets;
  const SearchAnswer answer = session.search(request);
  EXPECT_EQ(answer.result.corrections.size(), 1u) << text;
  std::string shown = shows_secrets ? std::string() : every_format(answer);
  for (const Correction& correction : answer.result.corrections) shown += correction.taken;
  for (const Notice& notice : answer.notices) shown += notice.message;
  return shown;
}

TEST(SearchSession, ACorrectionShowsNoWordOfASecret) {
  RepoBuilder builder;
  builder.write("a.py", "DB_PASSWORD = \"qwzorblax-77-Kd93\"\n")
      .write("b.py", "DB_PASSWORD = \"vexomitrel-77-Kd93\"\n")
      .write("c.py", "def vexomitrel():\n    return 1\n")
      .write("d.py", "def blaxomite():\n    return 1\n")
      .commit("words");
  const RepositoryLayout layout = require_repository(builder.path(), GitEnvironment{});
  const Settings settings;
  const auto embedders = make_local_embedders(settings.model);
  run_index(layout, settings, *embedders, {}, {}, {});
  SearchSession session(layout, settings, *embedders);

  const std::string hidden = correction_shown(session, "qwzorblac", false);
  EXPECT_EQ(hidden.find("qwzorblax"), std::string::npos) << hidden;
  EXPECT_TRUE(
      hidden.ends_with("\"qwzorblac\" does not occur: searched for \"[redacted: "
                       "password]\" instead"))
      << hidden;
  EXPECT_TRUE(correction_shown(session, "qwzorblac", true).starts_with("qwzorblax"));
  EXPECT_TRUE(correction_shown(session, "vexomitrex", false).ends_with("\"vexomitrel\" instead"))
      << "the word is also a name";
  EXPECT_TRUE(correction_shown(session, "blaxomitx", false).ends_with("\"blaxomite\" instead"));
}

}  // namespace
}  // namespace gitctx
