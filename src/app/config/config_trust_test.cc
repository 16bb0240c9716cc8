#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "app/config/config.h"
#include "app/testing/config_fixture.h"
#include "base/error.h"
#include "base/file.h"
#include "llm/prompts/built_in_prompts.h"

namespace gitctx {
namespace {

TEST_F(ConfigTest, ASwitchOfTheTeamFileWaitsForTrust) {
  const std::pair<const char*, const char*> switches[] = {
      {"model:\n  embedding: evil\n  base_url: http://attacker/v1\n",
       "2 settings of this repository are not in force until you trust them: model.embedding, "
       "model.base_url"},
      {"model:\n  embedding: openai/text-embedding-3-large\n",
       "1 setting of this repository is not in force until you trust it: model.embedding"},
      {"search:\n  rerank: llm\nmodel:\n  chat: openai/gpt-4.1\n",
       "2 settings of this repository are not in force until you trust them: search.rerank, "
       "model.chat"},
      {"model:\n  chat_base_url: http://169.254.169.254/\n",
       "1 setting of this repository is not in force until you trust it: model.chat_base_url"},
      {"model:\n  dimensions: 3\n",
       "1 setting of this repository is not in force until you trust it: model.dimensions"},
  };
  const ConfigValues defaults;
  for (const auto& [text, notice] : switches) {
    write_team(text);
    Config config = load_config(paths, environment);
    for (const ResolvedField& field : config.fields) {
      EXPECT_EQ(field.value, field.field->load(defaults)) << text << field.field->key();
      EXPECT_EQ(field.source, ConfigSource::default_value) << text << field.field->key();
    }
    ASSERT_EQ(config.notices.size(), 1u) << text;
    EXPECT_EQ(config.notices[0], (Notice{notice, "Run: gitctx trust"}));

    accept_all();
    config = load_config(paths, environment);
    EXPECT_TRUE(config.notices.empty()) << text << config.notices[0].message;
    EXPECT_TRUE(std::ranges::any_of(config.fields, [](const ResolvedField& field) {
      return field.source == ConfigSource::team_file;
    })) << text;
  }
}

TEST_F(ConfigTest, AChangeOfTheAcceptedSettingsMakesAllOfThemWait) {
  const std::string both = "model:\n  embedding: openai/x\n  base_url: http://localhost/v1\n";
  write_team(both);
  accept_all();
  EXPECT_EQ(load_config(paths, environment).settings.model.embedding, "openai/x");
  // If only some of them were in force, code would go to a place that the user has not accepted.
  for (const char* const changed :
       {"model:\n  embedding: openai/x\n", "model:\n  embedding: openai/x\n  base_url: http://b/\n",
        "model:\n  embedding: openai/x\n  base_url: http://localhost/v1\n  chat: openai/y\n"}) {
    write_team(changed);
    const Settings::Model model = load_config(paths, environment).settings.model;
    EXPECT_EQ(model.embedding, "embedded") << changed;
    EXPECT_EQ(model.base_url, "") << changed;
    EXPECT_EQ(model.chat, "") << changed;
  }
  write_team("search:\n  limit: 3\n" + both + "  # the same\n");
  EXPECT_EQ(load_config(paths, environment).settings.model.embedding, "openai/x");
  paths.trust.repository = "clone";
  EXPECT_EQ(load_config(paths, environment).settings.model.embedding, "embedded");
}

TEST_F(ConfigTest, AValueThatIsInForceAnywayNeedsNoTrust) {
  write_team("model:\n  embedding: embedded\n  chat: openai/x\nsearch:\n  rerank: none\n");
  write_user("model:\n  chat: openai/x\n");
  EXPECT_TRUE(load_config(paths, environment).notices.empty());
  write_team("model:\n  chat: openai/y\n");
  environment.variables["GITCTX_MODEL__CHAT"] = "openai/z";
  EXPECT_TRUE(load_config(paths, environment).notices.empty());
  EXPECT_EQ(load_config(paths, environment).settings.model.chat, "openai/z");
}

TEST_F(ConfigTest, TheVariableAcceptsEverythingForOneRun) {
  const TempDir home;
  environment.variables = {{"HOME", home.path().string()}, {"GITCTX_TRUST", "1"}};
  const RepositoryLayout layout{.common_dir = dir / "repo/.git", .worktree = dir / "repo"};
  write_team("model:\n  chat: openai/x\n");
  EXPECT_EQ(load_config(config_paths(layout, environment), environment).settings.model.chat,
            "openai/x");
  for (const char* const on : {"true", "YES"}) {
    environment.variables["GITCTX_TRUST"] = on;
    EXPECT_EQ(load_config(config_paths(layout, environment), environment).settings.model.chat,
              "openai/x");
  }
  for (const char* const other : {"", "0", "no", "maybe"}) {
    environment.variables["GITCTX_TRUST"] = other;
    const Config config = load_config(config_paths(layout, environment), environment);
    EXPECT_EQ(config.settings.model.chat, "");
    const bool is_told =
        config.notices.front().message == "GITCTX_TRUST='maybe' is ignored: expected 1 or 0";
    EXPECT_EQ(is_told, std::string_view(other) == "maybe");
  }
}

TEST_F(ConfigTest, ProposalsAreComparedWithoutTheEnvironment) {
  const RepositoryLayout layout{.common_dir = dir / "repo/.git", .worktree = dir / "repo"};
  write_team("model:\n  chat: openai/x\n");
  environment.variables = {
      {"HOME", (dir / "home").string()}, {"GITCTX_TRUST", "1"}, {"GITCTX_MODEL__CHAT", "openai/z"}};
  EXPECT_EQ(waiting_items(load_proposals(layout, environment)).size(), 1u);
}

// Each of these settings can multiply the cost of the user's own hosted model.
TEST_F(ConfigTest, WhatMayCostWaitsIfAHostedModelOfTheUserEmbeds) {
  const std::pair<const char*, const char*> settings[] = {
      {"index.chunk_tokens", "index:\n  chunk_tokens: 16\n"},
      {"index.chunk_overlap_tokens", "index:\n  chunk_overlap_tokens: 100\n"},
      {"index.max_chunk_tokens", "index:\n  max_chunk_tokens: 1024\n"},
      {"index.refs", "index:\n  refs: [a, b]\n"},
      {"index.mode", "index:\n  mode: history\n"},
  };
  for (const auto& [key, text] : settings) {
    write_team(text);
    write_user("search:\n  limit: 2\n");
    environment.variables.clear();
    EXPECT_EQ(resolved(key).source, ConfigSource::team_file) << key;
    EXPECT_TRUE(load_config(paths, environment).notices.empty()) << key;

    environment.variables["GITCTX_MODEL__EMBEDDING"] = "openai/text-embedding-3-small";
    EXPECT_TRUE(resolved(key).waiting) << key;
    environment.variables.clear();
    write_user("model:\n  embedding: nomic\n  base_url: http://localhost/v1\n");
    EXPECT_TRUE(resolved(key).waiting) << key;
    EXPECT_EQ(resolved(key).source, ConfigSource::default_value) << key;
    accept_all();
    EXPECT_FALSE(resolved(key).waiting) << key;
    EXPECT_EQ(resolved(key).source, ConfigSource::team_file) << key;
  }
}

TEST_F(ConfigTest, AFileInTheRepositoryIsNotUsedAlthoughItsPathIsAccepted) {
  environment.variables = {{"HOME", dir.path().string()}};
  std::filesystem::create_directories(dir / "repo/certificates");
  std::filesystem::create_directory_symlink(dir / "repo/certificates", dir / "link");
  dir.write("repo/certificates/ca.pem", "one");
  dir.write("own/ca.pem", "two");
  const auto setting = [](const std::string& file) {
    return "model:\n  ca_bundle: \"" + file + "\"\n";
  };
  const std::string repository = (dir / "repo").string();
  for (const std::string& file :
       {repository + "/certificates/ca.pem", repository + "/missing.pem",
        repository + "/../repo/./certificates/ca.pem", std::string("~/repo/certificates/ca.pem"),
        (dir / "link/ca.pem").string(), std::string("~/link/ca.pem")}) {
    write_team(setting(file));
    const Config config = load_config(paths, environment);
    EXPECT_TRUE(waiting_items(config).empty()) << file;
    ASSERT_EQ(config.notices.size(), 1u) << file;
    EXPECT_EQ(config.notices[0].message, paths.team->string() +
                                             ":2: model.ca_bundle is ignored: the file is in the "
                                             "repository, which can change it");
    paths.trust.accepts_all = true;
    EXPECT_EQ(load_config(paths, environment).settings.model.ca_bundle, file)
        << "the whole repository is the user's own";
    paths.trust.accepts_all = false;
  }
  for (const std::string& file :
       {(dir / "own/ca.pem").string(), std::string("~/own/ca.pem"), repository + "-2/ca.pem"}) {
    write_team(setting(file));
    EXPECT_EQ(waiting_items(load_config(paths, environment)).size(), 1u) << file;
    accept_all();
    EXPECT_EQ(load_config(paths, environment).settings.model.ca_bundle, file);
  }
  write_team(setting(""));
  EXPECT_TRUE(load_config(paths, environment).notices.empty());
}

TEST_F(ConfigTest, WhatMayCostIsAcceptedTogetherWithTheModel) {
  write_team("model:\n  embedding: openai/text-embedding-3-small\n");
  accept_all();
  EXPECT_EQ(load_config(paths, environment).settings.model.embedding,
            "openai/text-embedding-3-small");
  write_team("model:\n  embedding: openai/text-embedding-3-small\nindex:\n  mode: history\n");
  EXPECT_EQ(load_config(paths, environment).settings.model.embedding, "embedded");
}

TEST_F(ConfigTest, ProposalsKnowTheHostedModelOfTheEnvironment) {
  const RepositoryLayout layout{.common_dir = dir / "repo/.git", .worktree = dir / "repo"};
  write_team("index:\n  mode: history\n");
  environment.variables = {{"HOME", (dir / "home").string()}};
  EXPECT_TRUE(waiting_items(load_proposals(layout, environment)).empty());
  environment.variables["GITCTX_MODEL__EMBEDDING"] = "openai/text-embedding-3-small";
  EXPECT_EQ(waiting_items(load_proposals(layout, environment)).size(), 1u);
}

/// Tries the budget and the other limits.
TEST_F(ConfigTest, ARepositoryOnlyLowersLimits) {
  struct Case {
    const char* user;
    const char* team;
    const char* wanted;
    bool is_told;
  };
  for (const auto& [user, team, wanted, is_told] :
       std::initializer_list<Case>{{"1", "1000000", "1", true},
                                   {"1", "0", "1", true},
                                   {"5", "2", "2", false},
                                   {"2", "2", "2", false},
                                   {"0", "3", "3", false},
                                   {nullptr, "3", "3", false},
                                   {nullptr, "0", "0", false}}) {
    const std::string name = "model:\n  budget_usd_per_day: ";
    write_user(user == nullptr ? "" : name + user + "\n");
    write_team(name + team + "\n");
    for (const bool trusted : {false, true}) {
      paths.trust.accepts_all = trusted;
      const Config config = load_config(paths, environment);
      EXPECT_EQ(resolved("model.budget_usd_per_day").shown(), wanted) << team;
      EXPECT_EQ(config.settings.model.budget_usd_per_day, std::stod(wanted)) << team;
      EXPECT_EQ(config.notices.size(), is_told ? 1u : 0u) << team;
    }
  }
  write_user("");
  write_team(
      "index:\n  max_blob_size_mb: 6\n  memory_limit: 100000\n  threads: 256\nsearch:\n"
      "  limit: 100\n");
  const Config config = load_config(paths, environment);
  EXPECT_EQ(config.settings.index.max_blob_size_mb, 5);
  EXPECT_EQ(config.settings.index.memory_limit_mb, 512);
  EXPECT_EQ(config.settings.search.limit, 100);
  ASSERT_GE(config.repository_notices.size(), 2u);
  EXPECT_EQ(config.repository_notices[0].message,
            paths.team->string() +
                ":2: index.max_blob_size_mb 6 is not in force: a repository may only lower this "
                "limit, which is 5");
  EXPECT_EQ(config.repository_notices[0].hint,
            "To allow it, run: gitctx config set --user index.max_blob_size_mb 6");
  EXPECT_EQ(config.all_notices().size(), config.repository_notices.size());
  // 0 stands for the number of cores, so the notice also gives this number.
  for (const Notice& notice : config.repository_notices) {
    if (!notice.message.contains("index.threads")) continue;
    EXPECT_TRUE(notice.message.contains("this limit, which is 0 (here ")) << notice.message;
  }
}

TEST_F(ConfigTest, TheUserMayLiftALimitThatTheRepositoryLowers) {
  write_team("index:\n  max_blob_size_mb: 1\n");
  environment.variables["GITCTX_INDEX__MAX_BLOB_SIZE_MB"] = "20";
  const Config config = load_config(paths, environment);
  EXPECT_EQ(config.settings.index.max_blob_size_mb, 20);
  EXPECT_TRUE(config.notices.empty());
}

/// A committed prompt replaces the built-in prompt only after the user has accepted it.
TEST_F(ConfigTest, APromptOfTheRepositoryWaitsForTrust) {
  const auto in_force = [&] {
    std::vector<std::string> names;
    for (const TeamPrompt& prompt : load_config(paths, environment).prompts) {
      if (prompt.is_in_force) names.push_back(prompt.name);
    }
    return names;
  };
  const std::string own = "# own\n" + std::string(built_in_prompt_yaml("answer"));
  dir.write("repo/.gitctx/prompts/answer.yml", own);
  dir.write("repo/.gitctx/prompts/rerank.yml",
            "# evil\n" + std::string(built_in_prompt_yaml("rerank")));
  dir.write("repo/.gitctx/prompts/unknown.yml", "# of nothing\n");
  dir.write("repo/.gitctx/prompts/judge.yml", std::string(built_in_prompt_yaml("judge")));
  EXPECT_EQ(in_force(), std::vector<std::string>{"judge"}) << "it is the built-in one";
  EXPECT_EQ(load_config(paths, environment).notices.at(0).message,
            "2 prompts of this repository are not in force until you trust them: prompt answer, "
            "prompt rerank");
  accept_all();
  EXPECT_EQ(in_force(), (std::vector<std::string>{"answer", "judge", "rerank"}));
  dir.write("repo/.gitctx/prompts/answer.yml", "#" + own);
  write_team("model:\n  chat: openai/x\n");
  EXPECT_EQ(in_force(), (std::vector<std::string>{"judge", "rerank"}));
  EXPECT_EQ(load_config(paths, environment).notices.at(0).message,
            "1 setting and 1 prompt of this repository are not in force until you trust them: "
            "model.chat, prompt answer");
}

TEST_F(ConfigTest, APromptThatCannotBeReadIsNotUsed) {
  dir.write("repo/.gitctx/prompts/answer.yml", std::string(2 * 1024 * 1024, 'a'));
  std::filesystem::create_directory(dir / "repo/.gitctx/prompts/judge.yml");
  paths.trust.accepts_all = true;
  const Config config = load_config(paths, environment);
  EXPECT_TRUE(config.prompts.empty());
  ASSERT_EQ(config.repository_notices.size(), 2u);
  EXPECT_TRUE(
      config.repository_notices[0].message.starts_with("the built-in prompt 'answer' is used: "));
}

/// A prompt that could not run must not become trusted.
TEST_F(ConfigTest, ARepositoryNamesOnlyAFewRefsWithoutExpressions) {
  write_team("index:\n  refs: [main, v1.0]\n");
  EXPECT_EQ(load_config(paths, environment).settings.index.refs,
            (std::vector<std::string>{"main", "v1.0"}));
  std::string many = "index:\n  refs: [main";
  for (int i = 0; i < 100; ++i) many += fmt::format(", v{}", i);
  for (const std::string& text : {std::string("index:\n  refs: [main, 'HEAD^{/text}']\n"),
                                  std::string("index:\n  refs: ['HEAD~20000']\n"),
                                  std::string("index:\n  refs: [':/text']\n"),
                                  std::string("index:\n  refs: ['main@{1}']\n"), many + "]\n"}) {
    write_team(text);
    const Config config = load_config(paths, environment);
    EXPECT_TRUE(config.settings.index.refs.empty()) << text;
    ASSERT_EQ(config.repository_notices.size(), 1u) << text;
    EXPECT_NE(config.repository_notices[0].message.find("index.refs is not in force"),
              std::string::npos);
  }
  write_team("");
  write_user("index:\n  refs: [HEAD~1]\n");
  EXPECT_EQ(load_config(paths, environment).settings.index.refs,
            std::vector<std::string>{"HEAD~1"});
}

TEST_F(ConfigTest, ABrokenPromptIsNotUsedAndCannotBeTrusted) {
  paths.trust.accepts_all = true;
  for (const char* const text :
       {"name: answer\n", "name: answer\nmessages: [\n",
        "name: answer\nmessages:\n  - {role: user, content: \"{{sources}}\"}\n",
        "name: rerank\nmessages:\n  - {role: user, content: \"{{sources}} {{question}}\"}\n"}) {
    dir.write("repo/.gitctx/prompts/answer.yml", text);
    const Config config = load_config(paths, environment);
    EXPECT_TRUE(config.prompts.empty()) << text;
    EXPECT_TRUE(waiting_items(config).empty()) << text;
    ASSERT_EQ(config.notices.size(), 1u) << text;
    EXPECT_TRUE(config.notices[0].message.starts_with("the built-in prompt 'answer' is used: " +
                                                      (dir / "repo/.gitctx/prompts").string()))
        << config.notices[0].message;
  }
}

}  // namespace
}  // namespace gitctx
