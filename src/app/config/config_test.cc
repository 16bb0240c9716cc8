#include "app/config/config.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <map>

#include "base/error.h"
#include "base/file.h"
#include "base/io_hook.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

struct ConfigTest : testing::Test {
  TempDir dir;
  Environment environment;
  ConfigPaths paths{.team = dir / "repo/.gitctx/config.yml",
                    .user = dir / "home/.gitctx/config.yml"};

  void write_user(std::string_view text) {
    dir.write("home/.gitctx/config.yml", text);
    ASSERT_EQ(::chmod(paths.user->c_str(), 0600), 0);
  }
  void write_team(std::string_view text) { dir.write("repo/.gitctx/config.yml", text); }

  ResolvedField resolved(std::string_view key) const {
    for (const ResolvedField& field : load_config(paths, environment).fields) {
      if (field.field->key() == key) return field;
    }
    return {};
  }

  Error error() const {
    try {
      load_config(paths, environment);
    } catch (const Error& error) {
      return error;
    }
    return Error(ErrorCode::interrupted, "no error");
  }
};

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
  write_team("search:\n  limit: many\n");
  EXPECT_EQ(error().code(), ErrorCode::usage);
  EXPECT_EQ(error().message(),
            paths.team->string() + ":2: search.limit: expected a number from 1 to 100, got 'many'");
  std::filesystem::remove(*paths.team);
  environment.variables["GITCTX_SEARCH__LIMIT"] = "x";
  EXPECT_EQ(error().message(), "GITCTX_SEARCH__LIMIT: expected a number from 1 to 100, got 'x'");
}

TEST_F(ConfigTest, RefusesLimitsThatContradictEachOther) {
  write_team("index:\n  chunk_tokens: 64\n  chunk_overlap_tokens: 64\n");
  EXPECT_EQ(error().code(), ErrorCode::usage);
  write_team("index:\n  chunk_tokens: 600\n");
  EXPECT_EQ(error().code(), ErrorCode::usage);
}

TEST_F(ConfigTest, WarnsAboutUnknownNames) {
  write_team("search:\n  limti: 5\n");
  environment.variables["GITCTX_SEARCH__LIMT"] = "5";
  const Config config = load_config(paths, environment);
  ASSERT_EQ(config.notices.size(), 2u);
  EXPECT_EQ(config.notices[0].hint, "Did you mean 'search.limit'?");
  EXPECT_EQ(config.notices[1].message, "unknown variable GITCTX_SEARCH__LIMT is ignored");
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
  write_team("model:\n  base_url: http://elsewhere.example/v1\n");
  environment.variables["OPENAI_API_KEY"] = "sk-environment";
  const Config config = load_config(paths, environment);
  EXPECT_TRUE(config.base_url_is_shared);
  ASSERT_EQ(config.notices.size(), 1u);
  EXPECT_EQ(config.notices[0].hint,
            "If you trust this server, run: gitctx config set --user model.base_url "
            "http://elsewhere.example/v1");
  write_user("model:\n  base_url: http://elsewhere.example/v1\n");
  EXPECT_FALSE(load_config(paths, environment).base_url_is_shared);
  EXPECT_TRUE(load_config(paths, environment).notices.empty());
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

TEST(ConfigPaths, AHomeThatIsARepositoryHasOneFileAndItIsTheUsers) {
  Environment environment;
  environment.variables["HOME"] = "/users/ada";
  const ConfigPaths paths = config_paths("/users/ada", environment);
  EXPECT_FALSE(paths.team);
  EXPECT_EQ(paths.user, "/users/ada/.gitctx/config.yml");
}

TEST(ConfigPaths, AreNoneWithoutWorktreeAndHome) {
  const ConfigPaths paths = config_paths({}, Environment{});
  EXPECT_FALSE(paths.team);
  EXPECT_FALSE(paths.user);
}

}  // namespace
}  // namespace gitctx
