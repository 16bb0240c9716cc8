#include "app/config/config_file.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "app/config/config_field.h"
#include "base/error.h"
#include "base/file.h"
#include "testing/repo_builder.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

Error error_of(std::string_view text) {
  try {
    parse_config_text(text, "config.yml");
  } catch (const Error& error) {
    return error;
  }
  return Error(ErrorCode::interrupted, "no error");
}

TEST(ParseConfigText, ReadsSectionsWithLines) {
  const auto entries = parse_config_text(
      "# team\nsearch:\n  limit: 5\nindex:\n  refs: [a, b]\n"
      "  mode:\nmodel:\n",
      "config.yml");
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0], (ConfigEntry{"search.limit", "5", 3}));
  EXPECT_EQ(entries[1], (ConfigEntry{"index.refs", std::vector<std::string>{"a", "b"}, 5}));
}

TEST(ParseConfigText, IsEmptyForCommentsOnly) {
  EXPECT_TRUE(parse_config_text("", "config.yml").empty());
  EXPECT_TRUE(parse_config_text("# nothing\n\n", "config.yml").empty());
}

TEST(ParseConfigText, NamesTheLineOfBrokenYaml) {
  const Error error = error_of("search:\n  limit: [5\nindex:\n");
  EXPECT_EQ(error.code(), ErrorCode::failure);
  EXPECT_TRUE(error.message().starts_with("config.yml:3: broken YAML: ")) << error.message();
}

TEST(ParseConfigText, RefusesASecondDocument) {
  const Error error = error_of("search:\n  limit: 5\n---\nindex:\n  mode: x\n");
  EXPECT_EQ(error.code(), ErrorCode::failure);
  EXPECT_EQ(error.message(),
            "config.yml:4: broken YAML: a second YAML document, expected only one");
  for (const char* const text :
       {"---\nsearch:\n  limit: 5\n", "search:\n  limit: 5\n---\n# nothing\n",
        "---\nsearch:\n  limit: 5\n...\n"}) {
    EXPECT_EQ(parse_config_text(text, "config.yml").size(), 1u) << text;
  }
}

TEST(ParseConfigText, RefusesWhatHasNoSections) {
  EXPECT_EQ(error_of("- a\n- b\n").code(), ErrorCode::usage);
  EXPECT_EQ(parse_config_text("version: 1\n", "config.yml"),
            (std::vector<ConfigEntry>{{"version", "1", 1}}));
  EXPECT_EQ(error_of("search: 5\n").message(), "config.yml:1: expected settings below 'search'");
}

TEST(ParseConfigText, SurvivesDeepNesting) {
  EXPECT_EQ(error_of(std::string(100000, '[')).code(), ErrorCode::failure);
}

TEST(ParseConfigText, CountsAliasesAsWhatTheyStandFor) {
  std::string map = "a: &a {";
  std::string nothings = "a: &a {";
  for (int i = 0; i < 2000; ++i) {
    map += "n" + std::to_string(i) + ": 1, ";
    nothings += "n" + std::to_string(i) + ": , ";
  }
  map += "}\n";
  nothings += "}\n";
  const std::string text = "a:\n  b: &a " + std::string(100'000, 'x') + "\n";
  const std::string name = "a:\n  b: &a " + std::string(100'000, 'x') + "\n  ? *a\n  : 1\n";
  const std::string items = "a:\n  b: &b " + std::string(100'000, 'x') + "\n  c: &a [*b, *b, *b]\n";
  std::string sections;
  std::string settings;
  std::string names;
  for (int i = 0; i < 1000; ++i) {
    sections += "s" + std::to_string(i) + ": *a\n";
    settings += "  s" + std::to_string(i) + ": *a\n";
    names += "? *a\n: {x: 1}\n";
  }
  for (const std::string& bomb :
       {map + sections, nothings + sections, text + settings, name + names, items + settings}) {
    const Error error = error_of(bomb);
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_NE(error.message().find("more than 100000 settings"), std::string::npos)
        << error.message();
  }
}

TEST(EditConfigText, ReplacesOnlyTheValue) {
  const std::string before =
      "# ours\nsearch:\n  rerank: none  # later\n  limit: 5   # few\n\n  # end\nindex:\n  mode: "
      "snapshot\n";
  EXPECT_EQ(edit_config_text(before, "search", "limit", "20"),
            "# ours\nsearch:\n  rerank: none  # later\n  limit: 20   # few\n\n  # end\nindex:\n  "
            "mode: snapshot\n");
}

TEST(EditConfigText, PutsANewSettingBehindItsComment) {
  EXPECT_EQ(edit_config_text("search:\n  # limit: 10\n  # rerank: none\n", "search", "limit", "3"),
            "search:\n  # limit: 10\n  limit: 3\n  # rerank: none\n");
}

TEST(EditConfigText, AddsToTheEndOfASection) {
  EXPECT_EQ(edit_config_text("search:\n    limit: 5\nindex:\n    mode: history", "search", "rerank",
                             "none"),
            "search:\n    limit: 5\n    rerank: none\nindex:\n    mode: history");
  EXPECT_EQ(edit_config_text("index:\n  mode: history", "index", "threads", "2"),
            "index:\n  mode: history\n  threads: 2\n");
}

TEST(EditConfigText, AddsASection) {
  EXPECT_EQ(edit_config_text("", "search", "limit", "3"), "search:\n  limit: 3\n");
  EXPECT_EQ(edit_config_text("index:\n  threads: 1", "search", "limit", "3"),
            "index:\n  threads: 1\n\nsearch:\n  limit: 3\n");
}

TEST(EditConfigText, ReplacesAListOfSeveralLines) {
  EXPECT_EQ(edit_config_text("index:\n  refs:\n    - main\n    # old\n    - v1\n  threads: 2\n",
                             "index", "refs", "[dev]"),
            "index:\n  refs: [dev]\n  threads: 2\n");
  EXPECT_EQ(edit_config_text("index:\n  refs:\n  - main\n  - v1\n  threads: 2\n", "index", "refs",
                             "[dev]"),
            "index:\n  refs: [dev]\n  threads: 2\n");
}

TEST(EditConfigText, KeepsWindowsLineEnds) {
  EXPECT_EQ(edit_config_text("search:\r\n  limit: 5\r\n", "search", "limit", "6"),
            "search:\r\n  limit: 6\r\n");
}

TEST(EditConfigText, RefusesWhatLinesCannotExpress) {
  EXPECT_EQ(edit_config_text("search: {limit: 5, rerank: none}\n", "search", "limit", "6"),
            std::nullopt);
  EXPECT_EQ(edit_config_text("{search: {limit: 5}}\n", "search", "limit", "6"), std::nullopt);
}

RC_GTEST_PROP(EditConfigText, ChangesOneSettingAndNoOther, ()) {
  // A file of settings, some with comments and blank lines around them.
  std::string text;
  std::string_view section;
  const ConfigValues defaults;
  for (const ConfigField& field : config_fields()) {
    if (field.is_secret() || *rc::gen::inRange(0, 3) == 0) continue;
    if (field.section != section) {
      section = field.section;
      text += std::string(section) + ":" + *rc::gen::element<std::string>("", "  # s", " ") + "\n";
    }
    text += *rc::gen::element<std::string>("", "\n", "  # note\n", "# left\n");
    text += "  " + std::string(field.name) + ": " + config_value_to_yaml(field.load(defaults)) +
            *rc::gen::element<std::string>("", "   # why: x", " ") + "\n";
  }
  const auto fields = config_fields();
  const ConfigField& changed = fields[*rc::gen::inRange<std::size_t>(0, fields.size())];
  const auto word = *rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~'));
  const std::string value = config_value_to_yaml(std::vector<std::string>{"x", word});

  const auto edited = edit_config_text(text, changed.section, changed.name, value);
  RC_ASSERT(edited.has_value());
  bool found = false;
  for (const ConfigEntry& entry : parse_config_text(*edited, "edited")) {
    if (entry.key != changed.key()) continue;
    found = entry.value == ConfigEntry{"", std::vector<std::string>{"x", word}, 0}.value;
  }
  RC_ASSERT(found);
  RC_ASSERT(edit_config_text(*edited, changed.section, changed.name, value) == edited);
}

TEST(CommentedConfigText, SetsNothingAndHoldsNoSecret) {
  const std::string text = commented_config_text();
  EXPECT_TRUE(parse_config_text(text, "config.yml").empty());
  EXPECT_EQ(text.find("api_key"), std::string::npos);
  for (const ConfigField& field : config_fields()) {
    if (field.is_secret()) continue;
    const std::string yaml = config_value_to_yaml(field.load({}));
    EXPECT_TRUE(edit_config_text(text, field.section, field.name, yaml)) << field.key();
  }
}

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status{};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 0777;
}

TEST(WriteConfigFile, KeepsAUserFileToItsOwner) {
  const TempDir home;
  const auto path = home / ".gitctx/config.yml";
  write_config_file(path, "model:\n", ConfigFileAccess::only_owner);
  EXPECT_EQ(mode_of(path), 0600u);
  EXPECT_EQ(mode_of(path.parent_path()), 0700u);
}

TEST(WriteConfigFile, ReplacesTheTargetOfALink) {
  const TempDir dir;
  const auto target = dir.write("dotfiles/gitctx.yml", "search:\n");
  std::filesystem::create_symlink(target, dir / "config.yml");
  write_config_file(dir / "config.yml", "index:\n", ConfigFileAccess::shared);
  EXPECT_TRUE(std::filesystem::is_symlink(dir / "config.yml"));
  EXPECT_EQ(read_file(target), "index:\n");
}

TEST(WriteConfigFile, FollowsNoLinkBelowAWorktree) {
  const RepoBuilder repo;
  const TempDir outside;
  const auto target = outside.write("file", "precious");
  std::filesystem::create_symlink(target, repo.path() / "page.html");
  std::filesystem::create_symlink(outside.path(), repo.path() / ".gitctx");
  EXPECT_THROW(write_named_file(repo.path() / "page.html", "new"), Error);
  EXPECT_THROW(write_config_file(repo.path() / ".gitctx/new", "new", ConfigFileAccess::shared),
               Error);
  EXPECT_EQ(read_file(target), "precious");
  EXPECT_FALSE(std::filesystem::exists(outside / "new"));
  write_named_file(repo.path() / "plain.html", "new");
  EXPECT_EQ(read_file(repo.path() / "plain.html"), "new");
}

}  // namespace
}  // namespace gitctx
