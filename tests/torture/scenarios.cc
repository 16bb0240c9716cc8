#include "tests/torture/scenarios.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "base/file.h"
#include "testing/code_generator.h"

namespace gitctx::torture {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t files_of_the_repository = 24;

void put(const fs::path& file, std::string_view text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

void commit(const Sandbox& sandbox, const std::string& message) {
  sandbox.git({"add", "--all"});
  sandbox.git({"commit", "--quiet", "--message", message});
}

void write_generated(const Sandbox& sandbox, std::uint32_t begin, std::uint32_t end) {
  for (std::uint32_t i = begin; i < end; ++i) {
    const GeneratedFile file = generate_file(i);
    put(sandbox.repository() / file.path, file.text);
  }
}

/// A commit on main with the tag `base`, and a branch `topic` with one more commit.
void make_repository(const Sandbox& sandbox) {
  for (const fs::path& folder : {sandbox.repository(), sandbox.home(), sandbox.temporary()}) {
    fs::create_directories(folder);
  }
  sandbox.git({"init", "--quiet"});
  write_generated(sandbox, 0, files_of_the_repository);
  commit(sandbox, "one");
  sandbox.git({"tag", "base"});
  sandbox.git({"checkout", "--quiet", "-b", "topic"});
  write_generated(sandbox, files_of_the_repository, files_of_the_repository + 4);
  commit(sandbox, "a topic");
  sandbox.git({"checkout", "--quiet", "main"});
  put(sandbox.home() / "suite.yml",
      "version: 1\nname: small\nqueries:\n"
      "  - {query: parse the request header, relevant: [{path: " +
          generate_file(3).path +
          "}]}\n"
          "  - {query: cache entries, relevant: [{path: " +
          generate_file(8).path + "}]}\n");
}

void move_head(const Sandbox& sandbox) {
  for (std::uint32_t i = 0; i < 6; ++i) {
    const fs::path file = sandbox.repository() / generate_file(i).path;
    put(file, read_file(file) + generate_file(40 + i).text);
  }
  fs::remove(sandbox.repository() / generate_file(7).path);
  write_generated(sandbox, 30, 33);
  commit(sandbox, "two");
  sandbox.git({"gc", "--quiet", "--prune=now"});
}

void change_worktree(const Sandbox& sandbox) {
  const fs::path file = sandbox.repository() / generate_file(9).path;
  put(file, read_file(file) + generate_file(50).text);
  put(sandbox.repository() / "notes/untracked.md", "# Retries\n\nA cache of requests.\n");
}

std::vector<Words> index_probes() {
  return {search_for(queries()[0]), search_for(queries()[1], {"--mode", "lexical"}),
          search_for(queries()[2], {"--ref", "base"})};
}

const Words clear_index{"clear", "--database", "--force"};

std::vector<Scenario> index_scenarios() {
  const auto probes = index_probes();
  return {
      {.name = "index, nothing indexed",
       .command = {"index"},
       .preparation = {clear_index},
       .probes = probes},
      {.name = "index, a commit later", .command = {"index"}, .probes = probes},
      {.name = "index --force",
       .command = {"index", "--force"},
       .preparation = {{"index"}},
       .probes = {probes[0], probes[1]}},
      {.name = "index, more views",
       .command = {"index", "--ref", "base", "--ref", "topic", "--worktree", "--history", "--yes"},
       .probes = {probes[0], probes[2], search_for(queries()[0], {"--ref", "topic"}),
                  search_for(queries()[1], {"--worktree"}),
                  search_for(queries()[2], {"--history"})}},
      {.name = "search, a commit later",
       .command = search_for(queries()[3]),
       .probes = probes,
       .success_means_done = false},
      {.name = "clear --database", .command = clear_index, .probes = {probes[0], probes[2]}},
  };
}

std::vector<Scenario> settings_scenarios() {
  const Words limit{"config", "get", "search.limit"};
  const Words file{"@file", "$SANDBOX/repo/.gitctx/config.yml"};
  return {
      {.name = "config set",
       .command = {"config", "set", "search.limit", "7"},
       .preparation = {{"config", "init"}, {"config", "set", "search.limit", "4"}},
       .probes = {limit, file},
       .failure_means_nothing_done = true},
      {.name = "config set --user",
       .command = {"config", "set", "--user", "search.limit", "7"},
       .probes = {limit},
       .failure_means_nothing_done = true},
      {.name = "config init",
       .command = {"config", "init"},
       .probes = {file, limit},
       .failure_means_nothing_done = true},
  };
}

std::vector<Scenario> eval_scenarios() {
  const std::string suite = "$SANDBOX/home/suite.yml";
  const Words runs{"eval", "list", "--json"};
  return {
      {.name = "eval run",
       .command = {"eval", "run", suite, "--json"},
       .probes = {index_probes()[0], runs}},
      {.name = "eval run --save-baseline",
       .command = {"eval", "run", suite, "--save-baseline"},
       .probes = {{"@file", "$SANDBOX/home/suite.baseline.json"}, runs}},
      {.name = "eval init",
       .command = {"eval", "init", "--name", "more"},
       .probes = {{"@file", "$SANDBOX/repo/.gitctx/evals/more.yml"}},
       .failure_means_nothing_done = true},
  };
}

std::vector<Scenario> hosted_scenarios() {
  const Words stored{"cache", "status", "--json"};
  const Words clear_embeddings{"clear", "--embeddings", "--force"};
  const Words ask{"ask", "which function flushes the queue?"};
  return {
      {.name = "index, hosted",
       .command = {"index"},
       .is_hosted = true,
       .preparation = {{"clear", "--all", "--force"}},
       .probes = {index_probes()[0], index_probes()[1]}},
      {.name = "ask",
       .command = ask,
       .is_hosted = true,
       .probes = {ask, stored},
       .success_means_done = false},
      {.name = "cache import",
       .command = {"cache", "import", "$SANDBOX/home/export.safetensors"},
       .is_hosted = true,
       .preparation = {clear_embeddings},
       .probes = {stored}},
      {.name = "cache export",
       .command = {"cache", "export", "$SANDBOX/home/again.safetensors"},
       .is_hosted = true,
       .probes = {{"@file", "$SANDBOX/home/again.safetensors"}, stored}},
      {.name = "clear --all",
       .command = {"clear", "--all", "--force"},
       .is_hosted = true,
       .probes = {stored, index_probes()[1]}},
      {.name = "trust",
       .command = {"trust", "--yes"},
       .preparation = {{"config", "set", "model.chat", "openai/gpt-4.1-mini"}},
       .probes = {{"config", "get", "model.chat"}},
       .success_means_done = false},
  };
}

void add(std::vector<Scenario>& all, std::vector<Scenario> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

const std::vector<std::string>& queries() {
  static const std::vector<std::string> texts{"parse the request header",
                                              "cache token",
                                              "retry the session of the client",
                                              "flushes the queue unless its stream is closed",
                                              "user config",
                                              "store a buffer"};
  return texts;
}

Words search_for(const std::string& query, const Words& more) {
  Words words{"search", "--json", "--limit", "20"};
  words.insert(words.end(), more.begin(), more.end());
  words.push_back(query);
  return words;
}

std::vector<Scenario> all_scenarios() {
  std::vector<Scenario> all;
  add(all, index_scenarios());
  add(all, settings_scenarios());
  add(all, eval_scenarios());
  add(all, hosted_scenarios());
  return all;
}

Origins::Origins(const fs::path& program, const fs::path& folder)
    : server({.records_exchanges = false}),
      local(program, folder / "origin"),
      hosted(program, folder / "origin-hosted") {
  // Weak matches also count as results, so that searches read most of a damaged index.
  local.variables = {{"GITCTX_SEARCH__MIN_BEST_SIMILARITY", "0"}};
  make_repository(local);
  local.must_run({"index", "--ref", "base"});
  move_head(local);

  hosted.restore(local);
  hosted.variables = local.variables;
  hosted.variables.insert({{"OPENAI_API_KEY", "test-key"},
                           {"LANGSMITH_API_KEY", "test-key"},
                           {"LANGSMITH_ENDPOINT", server.langsmith_url()},
                           {"LANGSMITH_FAILED_TRACES_DIR", "$SANDBOX/home/traces"},
                           {"GITCTX_MODEL__EMBEDDING", "openai/text-embedding-3-small"},
                           {"GITCTX_MODEL__DIMENSIONS", "64"},
                           {"GITCTX_MODEL__BASE_URL", server.openai_url()},
                           {"GITCTX_MODEL__CHAT", "openai/gpt-4.1-mini"},
                           {"GITCTX_MODEL__CHAT_BASE_URL", server.openai_url()}});
  hosted.must_run({"index", "--ref", "base"});
  // Nothing listens on port 1, so the trace is kept.
  hosted.must_run({"ask", "where are retries counted?"},
                  {{"LANGSMITH_TRACING", "true"}, {"LANGSMITH_ENDPOINT", "http://127.0.0.1:1"}});
  hosted.must_run({"cache", "export", "$SANDBOX/home/export.safetensors"});
  change_worktree(local);
}

std::string answer_to(const Sandbox& sandbox, const Words& probe, Ending* ending) {
  if (probe[0] != "@file") {
    Ending end = sandbox.run(probe);
    std::string answer = comparable_answer(sandbox, end);
    if (ending != nullptr) *ending = std::move(end);
    return answer;
  }
  const fs::path file = sandbox.folder() / probe[1].substr(std::string_view("$SANDBOX/").size());
  if (!fs::exists(file)) return "no file";
  Ending content;
  content.output = read_file(file);
  return comparable_answer(sandbox, content);
}

}  // namespace gitctx::torture
