#include "app/cli/flags/flag.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "app/cli/flags/completion_script.h"
#include "app/cli/flags/help_page.h"
#include "app/cli/flags/manual_page.h"
#include "base/utf8.h"
#include "index/manifest.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The text as groff needs it: "--limit" with a backslash before each hyphen.
std::string in_troff(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '-' ? "\\-" : std::string(1, c);
  return out;
}

TEST(FlagTable, NamesCommandsOnceAndAfterTheirParents) {
  std::set<std::string_view> seen;
  for (const Command& command : all_commands()) {
    const std::size_t space = command.name.rfind(' ');
    if (space != std::string_view::npos) {
      EXPECT_TRUE(seen.contains(command.name.substr(0, space))) << command.name;
    }
    EXPECT_TRUE(seen.insert(command.name).second) << command.name;
    EXPECT_LE(command.least_words, command.most_words) << command.name;
    EXPECT_LE(command.summary.size(), 64u) << command.name;
    EXPECT_FALSE(command.summary.empty() || command.summary.ends_with('.')) << command.name;
    for (const std::string_view flag : listed(command.needs)) {
      EXPECT_NE(find_flag(command, flag), nullptr) << command.name << " " << flag;
    }
  }
}

TEST(FlagTable, GivesACommandEachNameOnce) {
  for (const Command& command : all_commands()) {
    std::set<std::string_view> names;
    for (const Flag& flag : all_flags()) {
      if (!flag.belongs_to(command.name)) continue;
      EXPECT_TRUE(names.insert(flag.name).second) << command.name << " " << flag.name;
      if (flag.letter.empty()) continue;
      EXPECT_TRUE(names.insert(flag.letter).second) << command.name << " " << flag.letter;
    }
  }
}

TEST(FlagTable, GivesANameAValueEverywhereOrNowhere) {
  std::map<std::string_view, bool> switches;
  for (const Flag& flag : all_flags()) {
    EXPECT_EQ(switches.emplace(flag.name, flag.is_switch()).first->second, flag.is_switch())
        << flag.name;
    if (flag.letter.empty()) continue;
    EXPECT_EQ(switches.emplace(flag.letter, flag.is_switch()).first->second, flag.is_switch())
        << flag.letter;
  }
}

TEST(FlagTable, BelongsToCommandsAndExcludesFlagsThatExist) {
  for (const Flag& flag : all_flags()) {
    for (const std::string_view command : listed(flag.commands)) {
      EXPECT_NE(find_command(command), nullptr) << flag.name << " " << command;
    }
    for (const std::string_view other : listed(flag.excludes)) {
      EXPECT_NE(other, flag.name);
      bool exists = false;
      for (const Command& command : all_commands()) {
        exists |= flag.belongs_to(command.name) && find_flag(command, other) != nullptr;
      }
      EXPECT_TRUE(exists) << flag.name << " " << other;
    }
  }
}

TEST(FlagTable, SaysWhatAFlagDoesInOneLine) {
  for (const Flag& flag : all_flags()) {
    EXPECT_TRUE(!flag.help.empty() && flag.help.size() <= 64 && !flag.help.ends_with('.'))
        << flag.name << ": " << flag.help;
    EXPECT_TRUE(flag.manual.empty() || flag.manual.ends_with('.')) << flag.name;
    EXPECT_EQ(flag.is_switch(), flag.value.title.empty()) << flag.name;
    if (flag.is_switch()) continue;
    EXPECT_FALSE(flag.value.expectation().empty()) << flag.name;
    if (flag.value.kind == FlagValue::Kind::choice) {
      EXPECT_FALSE(flag.value.all_choices().empty()) << flag.name;
    }
  }
}

TEST(FlagParagraph, NamesTheFlagsThatExcludeTheFlag) {
  const auto ending = [](std::string_view name, std::string_view flag) {
    const Command& command = *find_command(name);
    const std::string text = flag_paragraph(*find_flag(command, flag), command);
    return text.substr(std::min(text.find(" Cannot be combined"), text.size()));
  };
  EXPECT_EQ(ending("search", "--path"), "");
  EXPECT_EQ(ending("index", "--json"), " Cannot be combined with `--verbose`.");
  EXPECT_EQ(ending("search", "--ref"), " Cannot be combined with `--worktree` or `--history`.");
  EXPECT_EQ(ending("search", "--json"),
            " Cannot be combined with `--format`, `--verbose` or `--mcp`.");
}

TEST(Synopsis, JoinsFlagsThatExcludeEachOther) {
  using Parts = std::vector<std::string>;
  EXPECT_EQ(synopsis(*find_command("clear")),
            (Parts{"gitctx clear", "(--database | --embeddings | --all)", "[--force]"}));
  EXPECT_EQ(synopsis(*find_command("eval list")),
            (Parts{"gitctx eval list", "[--json]", "[-n N]", "[-q]", "[SUITE]"}));
  const Parts search = synopsis(*find_command("search"));
  EXPECT_EQ(search[1], "[--ref REV | --worktree | --history]");
  EXPECT_EQ(search[2], "[--path GLOB]...");
  EXPECT_EQ(search.back(), "[QUERY...]");
}

TEST(HelpText, FitsATerminal) {
  for (const Command& command : all_commands()) {
    const std::string text = help_text(command.is_program() ? "" : command.name);
    EXPECT_TRUE(text.ends_with('\n'));
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      EXPECT_LE(display_width(text.substr(begin, end - begin)), 80u)
          << text.substr(begin, end - begin);
      begin = end + 1;
    }
  }
}

TEST(HelpText, ListsEveryCommandAndFlag) {
  for (const Command& command : all_commands()) {
    const std::string text = help_text(command.is_program() ? "" : command.name);
    for (const Command* verb : commands_of(command)) {
      EXPECT_TRUE(has(text, fmt::format("\n  {} ", verb->last_name()))) << verb->name;
    }
    for (const Flag* flag : flags_of(command)) {
      EXPECT_TRUE(has(text, "\n  " + flag->label())) << command.name << " " << flag->name;
    }
  }
}

TEST(ManualPage, ListsEveryCommandAndFlag) {
  const std::string page = manual_page("1.2.3");
  EXPECT_TRUE(page.starts_with(".TH GITCTX 1 \"\" \"gitctx 1.2.3\"\n"));
  for (const Command& command : all_commands()) {
    if (command.is_program()) continue;
    const std::size_t begin = page.find(in_troff(fmt::format(".SS \"{}\"", command.typed())));
    ASSERT_NE(begin, std::string::npos) << command.name;
    const std::string section = page.substr(begin, page.find("\n.S", begin + 1) - begin);
    for (const Flag* flag : own_flags_of(command)) {
      EXPECT_TRUE(has(section, in_troff(flag->label()))) << command.name << " " << flag->name;
    }
  }
  for (const char* const name :
       {"~/.gitctx/prices.yml", ".gitctx/prompts", ".git/gitctx", ".git/gitctx-cache",
        "safe.directory", "safe.bareRepository", "symbolic link", "model.allow_http"}) {
    EXPECT_TRUE(has(page, name)) << name;
  }
  for (const Flag* flag : flags_of(program_command())) {
    EXPECT_TRUE(has(page, in_troff(flag->label()))) << flag->name;
  }
}

std::string completed(const std::vector<std::string>& words) { return completions(words); }

TEST(Completions, OfferEveryCommandAndFlag) {
  for (const Command& command : all_commands()) {
    std::vector<std::string> words;
    for (const std::string_view part : listed(command.is_program() ? "" : command.name)) {
      const std::size_t space = std::min(part.find(' '), part.size());
      words.emplace_back(part.substr(0, space));
      if (space < part.size()) words.emplace_back(part.substr(space + 1));
    }
    words.emplace_back();
    for (const Command* verb : commands_of(command)) {
      EXPECT_TRUE(has(completed(words), fmt::format("{}\t{}\n", verb->last_name(), verb->summary)));
    }
    words.back() = "-";
    for (const Flag& flag : all_flags()) {
      if (!flag.belongs_to(command.name)) continue;
      EXPECT_TRUE(has(completed(words), fmt::format("{}\t{}\n", flag.name, flag.help)))
          << command.name << " " << flag.name;
    }
  }
}

TEST(Completions, OfferValuesWordsAndFiles) {
  EXPECT_EQ(completed({"search", "--mode", "h"}), "hybrid\n");
  EXPECT_EQ(completed({"search", "--mode=h"}), "hybrid\n");
  EXPECT_EQ(completed({"search", "--mode", "=", "h"}), "hybrid\n");
  EXPECT_EQ(completed({"search", "--mode", "="}), "hybrid\nlexical\nsemantic\n");
  EXPECT_EQ(completed({"eval", "--html", "p"}), ":file\n");
  EXPECT_EQ(completed({"-C", ""}), ":folder\n");
  EXPECT_EQ(completed({"cache", "export", "b"}), ":file\n");
  EXPECT_EQ(completed({"completion", "f"}), "fish\n");
  EXPECT_TRUE(completed({"config", "get", "search.l"}).starts_with("search.limit\t"));
  EXPECT_EQ(completed({"config", "set", "search.limit", ""}), "");
  EXPECT_TRUE(completed({"help", "config", "i"}).starts_with("init\t"));
  EXPECT_EQ(completed({"help", "nothing", ""}), "");
  EXPECT_EQ(completed({"search", "query", ""}), "");
  EXPECT_EQ(completed({}), "");
  EXPECT_EQ(completed({"--help="}), "");
  EXPECT_EQ(completed({"--unknown", "="}), "");
  EXPECT_EQ(completed({"nothing", "search", "--mode", ""}), "");
}

TEST(Completions, ReadTheLineAsTheParserDoes) {
  EXPECT_FALSE(has(completed({"search", "-vn", "3", "--"}), "--limit\t"));
  EXPECT_EQ(completed({"search", "-vn3", "--mode", "h"}), "hybrid\n");
  EXPECT_EQ(completed({"search", "--", "--m"}), "");
  RepoBuilder repo;
  repo.write("a.txt", "a");
  repo.commit("first");
  std::ofstream(repo.path() / ".git/packed-refs")
      << std::string(40, '1') << " refs/heads/plain\n"
      << std::string(40, '1') << " refs/heads/with blank\n"
      << std::string(40, '1') << " refs/heads/\x1b[31mred\n"
      << std::string(40, '1') << " refs/tags/-rf\n";
  ASSERT_EQ(::mkfifo((repo.path() / ".git/refs/heads/pipe").c_str(), 0600), 0);
  for (const std::string& folder : {"-C" + repo.path().string(), repo.path().string()}) {
    std::vector<std::string> words{"search", folder, "--ref", ""};
    if (!folder.starts_with('-')) words.insert(words.begin() + 1, "-C");
    EXPECT_EQ(completed(words), "main\nplain\n");
  }
  EXPECT_EQ(completed({"-C", "/no/such/folder", "search", "--ref", ""}), "");
}

TEST(Completions, LeaveOutFlagsThatCannotFollow) {
  EXPECT_TRUE(has(completed({"search", "--path", "a", "--"}), "--path\t"));
  EXPECT_FALSE(has(completed({"search", "-n", "3", "--"}), "--limit\t"));
  EXPECT_FALSE(has(completed({"search", "--json", "--"}), "--mcp\t"));
  EXPECT_TRUE(has(completed({"search", "-n", "--json", "--"}), "--mcp\t"));
}

TEST(CompletionScript, AsksTheProgram) {
  for (const std::string_view shell : listed(find_command("completion")->choices)) {
    const std::string question = fmt::format("gitctx {} ", completion_request);
    EXPECT_TRUE(has(completion_script(shell), question)) << shell;
  }
}

TEST(VersionText, SaysVersionCommitAndIndexFormat) {
  EXPECT_TRUE(version_text().starts_with("gitctx "));
  EXPECT_TRUE(has(version_text(), "index format " + std::to_string(index_format_version)));
}

}  // namespace
}  // namespace gitctx
