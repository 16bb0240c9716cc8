#include "app/config/config.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <map>

#include "app/testing/config_fixture.h"
#include "base/error.h"
#include "base/file.h"
#include "base/guard/guarded_path.h"
#include "base/io_hook.h"

namespace gitctx {
namespace {

TEST_F(ConfigTest, HasDefaultsWithoutFiles) {
  const Config config = load_config(paths, environment);
  EXPECT_EQ(config.settings.search.limit, 10);
  EXPECT_EQ(config.settings.index.max_blob_size_mb, 5);
  EXPECT_TRUE(config.notices.empty());
  EXPECT_EQ(resolved("search.limit").where, "default");
}

TEST_F(ConfigTest, TakesEnvironmentOverTeamOverUser) {
  write_user("search:\n  limit: 1\n  min_similarity: 0.1\nindex:\n  threads: 1\n");
  write_team("search:\n  limit: 2\n  min_similarity: 0.2\n");
  environment.variables["GITCTX_SEARCH__LIMIT"] = "3";
  const Config config = load_config(paths, environment);
  EXPECT_EQ(config.settings.search.limit, 3);
  EXPECT_EQ(config.settings.search.min_similarity, 0.2);
  EXPECT_EQ(config.settings.index.threads, 1);
  EXPECT_EQ(resolved("search.limit").where, "GITCTX_SEARCH__LIMIT");
  EXPECT_EQ(resolved("search.min_similarity").where, paths.team->string() + ":3");
  EXPECT_EQ(resolved("index.threads").where, paths.user->string() + ":5");
}

TEST_F(ConfigTest, NamesThePlaceOfAWrongValue) {
  write_user("search:\n  limit: many\n");
  EXPECT_EQ(error().code(), ErrorCode::usage);
  EXPECT_EQ(error().message(),
            paths.user->string() + ":2: search.limit: expected a number from 1 to 100, got 'many'");
  std::filesystem::remove(*paths.user);
  environment.variables["GITCTX_SEARCH__LIMIT"] = "x";
  EXPECT_EQ(error().message(), "GITCTX_SEARCH__LIMIT: expected a number from 1 to 100, got 'x'");
}

TEST_F(ConfigTest, RefusesLimitsThatContradictEachOther) {
  write_user("index:\n  chunk_tokens: 64\n  chunk_overlap_tokens: 33\n");
  EXPECT_EQ(error().code(), ErrorCode::usage);
  write_user("index:\n  chunk_tokens: 600\n");
  EXPECT_EQ(error().code(), ErrorCode::usage);
}

/// Wrong values in a cloned repository must not stop the program.
TEST_F(ConfigTest, IgnoresWrongValuesOfTheTeamFile) {
  const std::string at = paths.team->string();
  const std::pair<std::string, std::string> cases[] = {
      {"search:\n  limit: 5000\n",
       at + ":2: search.limit: expected a number from 1 to 100, got '5000'; this value is ignored"},
      {"search:\n  limit: [1]\n",
       at + ":2: search.limit: expected a number from 1 to 100, got '1'; this value is ignored"},
      {"search:\n  limit: x\n  limit: y\n",
       at + ":2: search.limit: expected a number from 1 to 100, got 'x'; this value is ignored"},
      {"index:\n  refs: {a: b}\n", at + ":2: index.refs: expected a list of names, got settings "
                                        "below it; this value is ignored"},
      {"model:\n  base_url: ftp://x\n",
       at + ":2: model.base_url: expected an address that starts with https:// or http://, or "
            "nothing, got 'ftp://x'; this value is ignored"},
      {"model:\n  budget_usd_per_day: -1\n",
       at + ":2: model.budget_usd_per_day: expected a number from 0 to 1000000, got '-1'; this "
            "value is ignored"},
      {"- a\n", "the settings of the repository are ignored: " + at +
                    ":1: expected a section such as 'search:' with settings below it"},
      {"search: 5\n", "the settings of the repository are ignored: " + at +
                          ":1: expected settings below 'search'"},
      {"search:\n  limit: [1\nindex:\n", "the settings of the repository are ignored: " + at +
                                             ":3: broken YAML: end of sequence flow not found"},
      {"search:\n  limit: 7\n---\nsearch:\n  limit: 8\n",
       "the settings of the repository are ignored: " + at +
           ":4: broken YAML: a second YAML document, expected only one"},
      {"index:\n  chunk_tokens: 64\n  chunk_overlap_tokens: 64\n",
       at + ":2: index.chunk_overlap_tokens (64) must be at most half of index.chunk_tokens (64); "
            "the chunk sizes in this file are ignored"},
      {"index:\n  chunk_tokens: 600\n",
       at + ":2: index.max_chunk_tokens (512) must not be smaller than index.chunk_tokens (600); "
            "the chunk sizes in this file are ignored"},
  };
  const ConfigValues defaults;
  for (const auto& [text, message] : cases) {
    write_team(text);
    const Config config = load_config(paths, environment);
    for (const ResolvedField& field : config.fields) {
      EXPECT_EQ(field.value, field.field->load(defaults)) << text << field.field->key();
    }
    ASSERT_EQ(config.notices.size(), 1u) << text;
    EXPECT_EQ(config.notices[0].message, message);
  }
  write_team("search:\n  limit: 5000\n  min_similarity: 0.5\n");
  write_user("search:\n  limit: 7\n");
  EXPECT_EQ(load_config(paths, environment).settings.search.limit, 7);
  EXPECT_EQ(load_config(paths, environment).settings.search.min_similarity, 0.5);
}

TEST_F(ConfigTest, ContradictionsWithTheTeamFileLeaveTheUsersSizes) {
  write_user("index:\n  chunk_tokens: 100\n");
  write_team("index:\n  chunk_overlap_tokens: 200\n");
  const Config config = load_config(paths, environment);
  EXPECT_EQ(config.settings.index.chunk_tokens, 100);
  EXPECT_EQ(config.settings.index.chunk_overlap_tokens, 0);
  EXPECT_EQ(config.notices.size(), 1u);
}

TEST_F(ConfigTest, AWrongLimitOfTheTeamFileDoesNotLiftTheUsersLimit) {
  write_user("model:\n  budget_usd_per_day: 2\n");
  write_team("model:\n  budget_usd_per_day: -1\n");
  EXPECT_EQ(load_config(paths, environment).settings.model.budget_usd_per_day, 2);
}

/// A command starts with only one notice about a repository, whatever its files contain.
TEST_F(ConfigTest, OneNoticeStandsForAllAboutTheRepository) {
  write_team("search:\n  limti: 1\n  limit: 5000\n  rerank: llm\nindex:\n  max_blob_size_mb: 50\n");
  const Config config = load_config(paths, environment);
  ASSERT_EQ(config.notices.size(), 1u);
  EXPECT_EQ(config.notices[0],
            (Notice{"1 setting of this repository is not in force until you trust it: "
                    "search.rerank; there are 3 more notices about the settings of this repository",
                    "Run: gitctx trust; to see the other notices, run: gitctx config list"}));
  EXPECT_EQ(config.all_notices(), config.repository_notices);
  EXPECT_EQ(config.repository_notices.size(), 4u);
  write_team("search:\n  limit: 5000\n  min_similarity: 2\n");
  EXPECT_EQ(load_config(paths, environment).notices.at(0).hint,
            "To see all notices, run: gitctx config list");
}

TEST_F(ConfigTest, WarnsAboutUnknownNames) {
  write_team("search:\n  limti: 5\n");
  environment.variables["GITCTX_SEARCH__LIMT"] = "5";
  const Config config = load_config(paths, environment);
  ASSERT_EQ(config.notices.size(), 2u);
  EXPECT_EQ(config.notices[0].message, "unknown variable GITCTX_SEARCH__LIMT is ignored");
  EXPECT_EQ(config.notices[1].hint, "Did you mean 'search.limit'?");
}

TEST_F(ConfigTest, WarnsAboutALooseUserFileWithBothModes) {
  write_user("search:\n  limit: 5\n");
  ASSERT_EQ(::chmod(paths.user->c_str(), 0644), 0);
  const Config config = load_config(paths, environment);
  ASSERT_EQ(config.notices.size(), 1u);
  EXPECT_NE(config.notices[0].message.find("mode 0644, expected 0600"), std::string::npos);
}

TEST_F(ConfigTest, ReadsKeysFromUserFileAndEnvironmentOnly) {
  write_team("model:\n  openai_api_key: sk-team-team-team\n");
  const Config config = load_config(paths, environment);
  EXPECT_EQ(config.secrets.openai_api_key, "");
  ASSERT_EQ(config.notices.size(), 1u);
  EXPECT_EQ(config.notices[0].message.find("sk-team"), std::string::npos);

  write_user("model:\n  openai_api_key: sk-user-user-user\n");
  EXPECT_EQ(load_config(paths, environment).secrets.openai_api_key, "sk-user-user-user");
  EXPECT_EQ(resolved("model.openai_api_key").shown(), "sk-...ser");
  environment.variables["OPENAI_API_KEY"] = "sk-environment";
  EXPECT_EQ(load_config(paths, environment).secrets.openai_api_key, "sk-environment");
  EXPECT_EQ(resolved("model.openai_api_key").where, "OPENAI_API_KEY");
}

TEST_F(ConfigTest, ReadsKeysUnderTheNamesThatProvidersGiveThem) {
  for (const auto& [variable, key] :
       std::map<std::string, std::string>{{"VOYAGE_API_KEY", "model.voyage_api_key"},
                                          {"COHERE_API_KEY", "model.cohere_api_key"},
                                          {"GEMINI_API_KEY", "model.gemini_api_key"},
                                          {"ANTHROPIC_API_KEY", "model.anthropic_api_key"},
                                          {"LANGSMITH_API_KEY", "model.langsmith_api_key"}}) {
    environment.variables = {{variable, "a-key-of-some-length"}};
    EXPECT_EQ(resolved(key).where, variable);
    EXPECT_EQ(resolved(key).shown(), "a-k...gth");
  }
  environment.variables = {{"CO_API_KEY", "first-key-first"}, {"COHERE_API_KEY", "second-key-sec"}};
  EXPECT_EQ(load_config(paths, environment).secrets.cohere_api_key, "second-key-sec");
}

TEST_F(ConfigTest, AServerOfTheTeamFileGetsNoKey) {
  paths.trust.accepts_all = true;
  write_team("model:\n  base_url: http://elsewhere.example/v1\n");
  EXPECT_TRUE(load_config(paths, environment).base_url_is_shared);
  EXPECT_FALSE(load_config(paths, environment).chat_base_url_is_shared);
  environment.variables["GITCTX_MODEL__BASE_URL"] = "http://localhost:1/v1";
  EXPECT_FALSE(load_config(paths, environment).base_url_is_shared);
  environment.variables.clear();
  write_team("model:\n  chat_base_url: http://elsewhere.example/v1\n");
  write_user("model:\n  base_url: http://localhost:1/v1\n");
  EXPECT_FALSE(load_config(paths, environment).base_url_is_shared);
  EXPECT_TRUE(load_config(paths, environment).chat_base_url_is_shared);
}

TEST_F(ConfigTest, AServerThatTheUserNamesTooGetsTheKey) {
  paths.trust.accepts_all = true;
  write_team("model:\n  base_url: http://elsewhere.example/v1\n");
  environment.variables["OPENAI_API_KEY"] = "sk-environment";
  const Config config = load_config(paths, environment);
  EXPECT_TRUE(config.base_url_is_shared);
  ASSERT_EQ(config.notices.size(), 1u);
  EXPECT_EQ(config.notices[0].hint,
            "If this server may have your key, run: gitctx config set --user model.base_url "
            "http://elsewhere.example/v1");
  write_user("model:\n  base_url: http://elsewhere.example/v1\n");
  EXPECT_FALSE(load_config(paths, environment).base_url_is_shared);
  EXPECT_TRUE(load_config(paths, environment).notices.empty());
  // The repository chooses the address, and the user may copy the command into a shell.
  write_team("model:\n  base_url: http://h/$(touch${IFS}x)\n");
  EXPECT_EQ(load_config(paths, environment).notices.at(0).hint,
            "If this server may have your key, run: gitctx config set --user model.base_url "
            "'http://h/$(touch${IFS}x)'");
}

TEST_F(ConfigTest, SetThenLoadGivesTheValue) {
  set_config_value(*paths.team, ConfigTarget::team, "search.limit", "42");
  set_config_value(*paths.team, ConfigTarget::team, "index.refs", "main, release/1");
  const Config config = load_config(paths, environment);
  EXPECT_EQ(config.settings.search.limit, 42);
  EXPECT_EQ(config.settings.index.refs, (std::vector<std::string>{"main", "release/1"}));
}

TEST_F(ConfigTest, SetNeverWritesAKeyIntoTheTeamFile) {
  EXPECT_THROW(set_config_value(*paths.team, ConfigTarget::team, "model.openai_api_key", "sk-1"),
               Error);
  EXPECT_FALSE(std::filesystem::exists(*paths.team));
}

TEST_F(ConfigTest, SetLeavesTheFileAloneOnAWrongValue) {
  write_team("search:\n  limit: 5  # five\n");
  EXPECT_THROW(set_config_value(*paths.team, ConfigTarget::team, "search.limit", "x"), Error);
  EXPECT_EQ(read_file(*paths.team), "search:\n  limit: 5  # five\n");
}

TEST_F(ConfigTest, AnAddressWithAPasswordIsTreatedAsAKey) {
  const std::string address = "https://me:secret-word@example.com/v1";
  EXPECT_THROW(set_config_value(*paths.team, ConfigTarget::team, "model.base_url", address), Error);
  EXPECT_FALSE(std::filesystem::exists(*paths.team));
  set_config_value(*paths.user, ConfigTarget::user, "model.base_url", address);
  const ConfigField& field = require_config_field("model.base_url");
  EXPECT_EQ(show_config_value(field, address), "https://[redacted: credential]@example.com/v1");
  set_config_value(*paths.team, ConfigTarget::team, "model.base_url", "https://example.com/v1");
}

TEST_F(ConfigTest, ATeamFileBehindALinkIsIgnoredAndNeverWritten) {
  guard_folder(dir / "repo");
  const auto outside = dir.write("outside.yml", "search:\n  limit: 3\n");
  for (const char* link : {"repo/.gitctx/config.yml", "repo/.gitctx"}) {
    std::filesystem::remove_all(dir / "repo");
    std::filesystem::create_directories((dir / link).parent_path());
    dir.write("outside/config.yml", "search:\n  limit: 3\n");
    std::filesystem::create_symlink(
        std::string_view(link).ends_with(".yml") ? outside : dir / "outside", dir / link);
    const Config config = load_config(paths, environment);
    EXPECT_EQ(config.settings.search.limit, 10);
    ASSERT_EQ(config.notices.size(), 1u);
    const bool is_file = std::string_view(link).ends_with(".yml");
    const std::string name = is_file ? ": it" : (dir / link).string();
    EXPECT_NE(config.notices[0].message.find(name + " is a symbolic link to"), std::string::npos)
        << config.notices[0].message;
    EXPECT_THROW(set_config_value(*paths.team, ConfigTarget::team, "search.limit", "7"), Error);
    EXPECT_EQ(read_file(outside), "search:\n  limit: 3\n");
    EXPECT_EQ(read_file(dir / "outside/config.yml"), "search:\n  limit: 3\n");
  }
}

TEST_F(ConfigTest, ATeamFileThatIsTooLargeIsIgnored) {
  write_team("search:\n  limit: 3\n");
  std::filesystem::resize_file(*paths.team, 1024 * 1024 + 1);
  const Config config = load_config(paths, environment);
  EXPECT_EQ(config.settings.search.limit, 10);
  ASSERT_EQ(config.notices.size(), 1u);
  EXPECT_TRUE(config.notices[0].message.ends_with("larger than 1 MB"));
}

TEST_F(ConfigTest, SetSaysThatAFileCannotBeWritten) {
  dir.write("repo/.gitctx", "a file where a folder belongs");
  try {
    set_config_value(*paths.team, ConfigTarget::team, "search.limit", "5");
    FAIL() << "wrote below a file";
  } catch (const Error& error) {
    EXPECT_NE(error.message().find(paths.team->parent_path().string()), std::string::npos);
  }
}

TEST_F(ConfigTest, SetGivesThePermissionCodeForAFileOfSomebodyElse) {
  const ScopedIoHook hook([](IoOperation, const std::filesystem::path&) {
    return IoFault{.action = IoFault::Action::fail, .error_number = EACCES};
  });
  try {
    set_config_value(*paths.team, ConfigTarget::team, "search.limit", "5");
    FAIL() << "wrote a file that cannot be written";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::permission);
  }
}

/// A committed file can have any number of unknown names.
TEST_F(ConfigTest, ManyUnknownNamesAreCountedQuickly) {
  std::string text = "search:\n";
  for (int i = 0; i < 20'000; ++i) text += fmt::format("  n{}: 1\n", i);
  write_team(text);
  write_user("search:\n  limit: 3\n" + std::string("unknown: {a: b, c: d}\n"));
  const std::clock_t begin = std::clock();  // processor time: the machine may be busy
  const Config config = load_config(paths, environment);
  EXPECT_LT((std::clock() - begin) / CLOCKS_PER_SEC, 10);
  EXPECT_EQ(config.notices.size(), 2u + 1u);
  ASSERT_EQ(config.all_notices().size(), 2u + 6u);
  EXPECT_EQ(config.all_notices().back().message,
            paths.team->string() + ": and 19995 more unknown settings");
}

TEST_F(ConfigTest, ALongOrRepeatedNameIsToldShortlyAndOnce) {
  std::string text = "model:\n";
  for (int i = 0; i < 1000; ++i) text += "  openai_api_key: sk-1234567890\n";
  write_team(text + "  ? " + std::string(100'000, 'x') + "\n  : 1\n");
  const Config config = load_config(paths, environment);
  ASSERT_EQ(config.repository_notices.size(), 2u);
  EXPECT_LT(config.repository_notices[1].message.size(), 300u);
}

TEST_F(ConfigTest, RefusesValuesThatNoSettingHas) {
  const std::string at = paths.user->string();
  const std::pair<std::string, std::string> cases[] = {
      {"index:\n  refs: {a: b}\n",
       at + ":2: index.refs: expected a list of names, got settings below it"},
      {"index:\n  refs: [main, {a: b}]\n",
       at + ":2: index.refs: expected a list of names, got settings below it"},
      {"model:\n  embedding:\n    a: b\n",
       at + ":2: model.embedding: expected a name, got settings below it"},
      {"model:\n  chat: " + std::string(5000, 'a') + "\n",
       at + ":2: model.chat: expected a name of at most 4096 bytes, got 5000"},
  };
  for (const auto& [text, message] : cases) {
    write_user(text);
    EXPECT_EQ(error().code(), ErrorCode::usage);
    EXPECT_EQ(error().message(), message);
  }
}

TEST_F(ConfigTest, ALinkInPlaceOfTheFolderOfPromptsGivesOneNotice) {
  dir.write("outside/answer.yml", "# evil\n");
  dir.write("repo/.gitctx/x", "");
  std::filesystem::create_symlink(dir / "outside", dir / "repo/.gitctx/prompts");
  guard_folder(dir / "repo");
  const Config config = load_config(paths, environment);
  EXPECT_TRUE(config.prompts.empty());
  ASSERT_EQ(config.notices.size(), 1u);
  EXPECT_TRUE(config.notices[0].message.starts_with("the built-in prompts are used: cannot read "))
      << config.notices[0].message;
}

TEST_F(ConfigTest, AListThatIsNamedManyTimesIsRefused) {
  std::string text = "index:\n  refs: &a [" + std::string("x");
  for (int i = 0; i < 500; ++i) text += ",x";
  text += "]\n";
  for (int i = 0; i < 20'000; ++i) text += fmt::format("  n{}: *a\n", i);
  write_user(text);
  EXPECT_EQ(error().code(), ErrorCode::usage);
  EXPECT_THAT(error().message(), testing::HasSubstr("more than 100000 settings and list items"));
}

TEST(ConfigPaths, AHomeThatIsARepositoryHasOneFileAndItIsTheUsers) {
  Environment environment;
  environment.variables["HOME"] = "/users/ada";
  const ConfigPaths paths = config_paths({.worktree = "/users/ada"}, environment);
  EXPECT_FALSE(paths.team);
  EXPECT_EQ(paths.user, "/users/ada/.gitctx/config.yml");
  EXPECT_EQ(paths.trust.own_folder, ".gitctx/");
  EXPECT_FALSE(paths.trust.accepts_all);
}

TEST(ConfigPaths, AreNoneWithoutWorktreeAndHome) {
  const ConfigPaths paths = config_paths({}, Environment{});
  EXPECT_FALSE(paths.team);
  EXPECT_FALSE(paths.user);
}

}  // namespace
}  // namespace gitctx
