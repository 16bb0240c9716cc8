#include "tests/torture/sandbox.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "base/file.h"

namespace gitctx::torture {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

/// Whether a field depends on the time, or on git commands that ran at the same time as the
/// program.
bool is_volatile(const std::string& key) {
  static const std::set<std::string, std::less<>> names{
      "elapsed_ms", "ms",       "latency_ms", "p50_ms",  "p95_ms",     "started",
      "started_ms", "ended_ms", "current",    "is_head", "indexed_at", "file_bytes"};
  return names.contains(key);
}

Json without_volatile(const Json& value) {
  if (value.is_array()) {
    Json out = Json::array();
    for (const Json& element : value) out.push_back(without_volatile(element));
    return out;
  }
  if (!value.is_object()) return value;
  Json out = Json::object();
  for (const auto& [key, element] : value.items()) {
    // The last commit of a path may not be known yet when a search brings the index up to date.
    const bool is_last_commit = key == "commit" && element.is_object();
    if (!is_volatile(key) && !is_last_commit) out[key] = without_volatile(element);
  }
  return out;
}

/// The names of the files in the manifest; empty if the manifest cannot be read.
std::set<std::string> named_files(const fs::path& manifest) {
  std::set<std::string> names;
  std::error_code failed;
  if (!fs::is_regular_file(manifest, failed)) return names;
  const std::string text = read_file(manifest);
  const Json json = Json::parse(text.substr(0, text.rfind('#')), nullptr, false);
  if (json.is_discarded()) return names;
  for (const char* const list : {"segments", "views"}) {
    for (const Json& record : json.value(list, Json::array())) {
      names.insert(record.value("file", std::string()));
    }
  }
  return names;
}

bool is_temporary(const std::string& name) {
  return name.ends_with(".tmp") || name.find(".tmp.") != std::string::npos ||
         name.starts_with(".tmp");
}

}  // namespace

Sandbox Sandbox::moved_to(fs::path folder) const {
  Sandbox moved(program_, std::move(folder));
  moved.variables = variables;
  return moved;
}

void Sandbox::restore(const Sandbox& from) const {
  remove();
  fs::create_directories(folder_);
  fs::copy(from.folder_, folder_, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
}

void Sandbox::remove() const {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Words Sandbox::whole_command(const Words& words) const {
  Words command{program_.string()};
  for (const std::string& word : words) {
    command.push_back(word);
    replace_all(command.back(), "$SANDBOX", folder_.string());
  }
  return command;
}

Environment Sandbox::environment(const Environment& more) const {
  const char* const path = std::getenv("PATH");
  Environment all{{"HOME", home().string()},
                  {"PATH", path == nullptr ? "/usr/bin:/bin" : path},
                  {"TMPDIR", temporary().string()},
                  {"LC_ALL", "C.UTF-8"},
                  {"TZ", "UTC"},
                  {"GIT_CONFIG_NOSYSTEM", "1"},
                  {"GIT_AUTHOR_NAME", "Ada Author"},
                  {"GIT_AUTHOR_EMAIL", "ada@example.com"},
                  {"GIT_COMMITTER_NAME", "Carl Committer"},
                  {"GIT_COMMITTER_EMAIL", "carl@example.com"},
                  {"GIT_AUTHOR_DATE", "1700000000 +0000"},
                  {"GIT_COMMITTER_DATE", "1700000000 +0000"}};
  for (const char* const name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"}) {
    if (const char* const value = std::getenv(name)) all[name] = value;
  }
  for (const Environment* const some : {&variables, &more}) {
    for (const auto& [name, value] : *some) {
      all[name] = value;
      replace_all(all[name], "$SANDBOX", folder_.string());
    }
  }
  return all;
}

Child Sandbox::start(const Words& words, const Environment& more) const {
  return {whole_command(words), environment(more), repository()};
}

Ending Sandbox::run(const Words& words, const Environment& more) const {
  return start(words, more).end();
}

Ending Sandbox::run_in(const fs::path& place, const Words& words, const Environment& more) const {
  Words command = whole_command(words);
  command.insert(command.begin() + 1, {"-C", place.string()});
  return Child(command, environment(more), folder_).end();
}

void Sandbox::must_run(const Words& words, const Environment& more) const {
  const Ending ending = run(words, more);
  if (ending.exited(0)) return;
  throw std::runtime_error(
      fmt::format("{} failed ({}):\n{}", command_line(words), ending.status, ending.errors));
}

std::string Sandbox::git(const Words& words) const {
  Words command{"git", "-c", "gc.auto=0", "-c", "init.defaultBranch=main"};
  command.insert(command.end(), words.begin(), words.end());
  Ending ending = Child(command, environment({}), repository()).end(std::chrono::seconds(120));
  if (!ending.exited(0)) {
    throw std::runtime_error(
        fmt::format("git {} failed: {}", fmt::join(words, " "), ending.errors));
  }
  while (ending.output.ends_with('\n')) ending.output.pop_back();
  return ending.output;
}

std::string Sandbox::command_line(const Words& words) const {
  std::string line = fmt::format("cd {}", repository().string());
  line += fmt::format(" && HOME={} TMPDIR={}", home().string(), temporary().string());
  for (const auto& [name, value] : variables) line += fmt::format(" {}='{}'", name, value);
  for (const std::string& word : whole_command(words)) line += fmt::format(" '{}'", word);
  return line;
}

std::string Sandbox::relative_text(std::string text) const {
  replace_all(text, folder_.string(), "$SANDBOX");
  return text;
}

std::string comparable_answer(const Sandbox& sandbox, const Ending& ending) {
  const std::string status = ending.exit_code() ? fmt::format("exit {}", *ending.exit_code())
                                                : fmt::format("status {}", ending.status);
  // Leaves out standard error, because a message may contain a file number or a process id.
  const Json json = Json::parse(ending.output, nullptr, false);
  if (json.is_discarded()) return status + "\n" + sandbox.relative_text(ending.output);
  return status + "\n" + sandbox.relative_text(without_volatile(json).dump(1));
}

std::vector<std::string> index_leftovers(const Sandbox& sandbox) {
  std::vector<std::string> found;
  const std::set<std::string> named = named_files(sandbox.index() / "manifest.json");
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(sandbox.index(), none)) {
    const std::string name = entry.path().filename();
    const bool is_known = name == "manifest.json" || name == "lock" ||
                          name.starts_with("evals.db") || named.contains(name);
    if (!is_known) found.push_back(fs::relative(entry.path(), sandbox.folder()));
  }
  return found;
}

std::vector<std::string> leftovers(const Sandbox& sandbox) {
  std::vector<std::string> found = index_leftovers(sandbox);
  for (const auto& entry : fs::directory_iterator(sandbox.temporary())) {
    found.push_back(fs::relative(entry.path(), sandbox.folder()));
  }
  for (const auto& entry : fs::recursive_directory_iterator(sandbox.folder())) {
    const bool is_in_index = entry.path().parent_path() == sandbox.index();
    if (is_temporary(entry.path().filename()) && !is_in_index) {
      found.push_back(fs::relative(entry.path(), sandbox.folder()));
    }
  }
  return found;
}

}  // namespace gitctx::torture
