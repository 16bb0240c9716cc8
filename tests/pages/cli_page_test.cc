// The regions of docs/cli.md between `<!-- flags: NAME -->` and `<!-- /flags -->` are generated
// from the table of flags. UPDATE=1 rewrites them.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "app/cli/flags/flag.h"
#include "base/file.h"

namespace gitctx {
namespace {

constexpr std::string_view end_mark = "<!-- /flags -->";

std::string synopsis_line(const Command& command) {
  constexpr std::size_t width = 110;
  std::string out;
  std::size_t column = 0;
  for (const std::string& part : synopsis(command)) {
    if (column + 1 + part.size() > width) {
      out += "\n   ";
      column = 3;
    }
    out += (out.empty() ? "" : " ") + part;
    column += part.size() + 1;
  }
  return out + "\n";
}

std::string all_synopses(const Command& parent) {
  std::string out;
  for (const Command* command : commands_of(parent)) {
    out += commands_of(*command).empty() ? synopsis_line(*command) : all_synopses(*command);
  }
  return out;
}

std::string flag_table(const Command& command) {
  const auto flags = own_flags_of(command);
  if (flags.empty()) return {};
  std::string out = "| option | |\n|---|---|\n";
  for (const Flag* flag : flags) {
    const std::string letter = flag->letter.empty() ? "" : fmt::format("`{}`, ", flag->letter);
    const std::string value = flag->is_switch() ? "" : fmt::format(" {}", flag->value.title);
    out += fmt::format("| {}`{}{}` | {} |\n", letter, flag->name, value,
                       flag_paragraph(*flag, command));
  }
  return out;
}

std::string verb_sections(const Command& parent) {
  std::string out;
  for (const Command* verb : commands_of(parent)) {
    out += fmt::format("{}### {}\n\n", out.empty() ? "" : "\n", verb->typed());
    out += (verb->about.empty() ? sentence(verb->summary) : std::string(verb->about)) + "\n";
    const std::string table = flag_table(*verb);
    if (!table.empty()) out += "\n" + table;
  }
  return out;
}

std::string exit_status_table() {
  std::string out = "| exit status | when |\n|---|---|\n";
  for (const ExitStatus& status : exit_statuses()) {
    out += fmt::format("| {} | {} |\n", status.status, status.meaning);
  }
  return out;
}

std::string region(std::string_view name) {
  if (name == "synopsis") return "```\n" + all_synopses(program_command()) + "```\n";
  if (name == "options") return flag_table(program_command());
  if (name == "exit status") return exit_status_table();
  const Command* const command = find_command(name);
  if (command == nullptr) return fmt::format("no command {}\n", name);
  return commands_of(*command).empty() ? flag_table(*command) : verb_sections(*command);
}

/// The page with newly generated regions. Adds the names of the regions to `names`.
std::string generated(std::string_view page, std::vector<std::string>& names) {
  constexpr std::string_view begin_mark = "<!-- flags: ";
  std::string out;
  while (true) {
    const std::size_t begin = page.find(begin_mark);
    if (begin == std::string_view::npos) return out + std::string(page);
    const std::size_t line_end = page.find('\n', begin) + 1;
    const std::size_t end = page.find(end_mark, line_end);
    if (end == std::string_view::npos) return out + "a region without an end";
    const std::size_t name = begin + begin_mark.size();
    names.emplace_back(page.substr(name, page.find(" -->", name) - name));
    out += fmt::format("{}\n{}\n", page.substr(0, line_end), region(names.back()));
    page.remove_prefix(end);
    out += end_mark;
    page.remove_prefix(end_mark.size());
  }
}

TEST(CliPage, HasTheFlagsOfTheTable) {
  const std::filesystem::path file = std::filesystem::path(GITCTX_SOURCE_DIR) / "docs/cli.md";
  const std::string page = read_file(file);
  std::vector<std::string> names;
  const std::string wanted = generated(page, names);
  for (const Command* command : commands_of(program_command())) {
    const bool has_flags = !region(command->name).empty();
    EXPECT_EQ(std::count(names.begin(), names.end(), command->name), has_flags ? 1 : 0)
        << "docs/cli.md: regions of " << command->name;
  }
  if (std::getenv("UPDATE") != nullptr && wanted != page) write_output_file(file, wanted);
  EXPECT_EQ(wanted, page) << "Run: UPDATE=1 build/dev/tests/pages_test";
}

}  // namespace
}  // namespace gitctx
