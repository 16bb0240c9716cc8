// Runs the program against a loopback server that fails in every way. Checks that the exit status
// and the message are right, that existing files survive, and that the program neither prints nor
// writes an API key.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "base/file.h"
#include "testing/conformance/conformance_server.h"
#include "testing/repo_builder.h"
#include "testing/run_program.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;
using Kind = InjectedFailure::Kind;

/// A key that does not have the form of any provider's keys, so that the scrubber's patterns cannot
/// recognise it.
constexpr const char* service_key = "Zq81-service-Kx77-key-93";
constexpr const char* other_key = "Wv55-other-Lm20-key-14";

class Failures : public testing::Test {
 protected:
  Failures() {
    repository_.write("src/retry.c",
                      "/* Waits longer after every failure. */\n"
                      "int backoff_ms(int failures) {\n  return 100 << failures;\n}\n");
    repository_.write("src/cache.c",
                      "/* Forgets the oldest entry. */\nint evict(void) {\n  return 1;\n}\n");
    repository_.write("evals/capital.yml",
                      "name: capital\nversion: 1\npurpose: Answers are short.\n"
                      "target: {kind: prompt, prompt: capital.prompt.yml}\n"
                      "evaluators: [exact]\n"
                      "examples:\n"
                      "  - {id: france, inputs: {country: France}, reference: {text: Paris}}\n"
                      "  - {id: spain, inputs: {country: Spain}, reference: {text: Madrid}}\n");
    repository_.write("evals/capital.prompt.yml",
                      "name: capital\nversion: 1\npurpose: Names a capital.\n"
                      "messages:\n  - {role: user, content: \"The capital of {{country}}?\"}\n");
    repository_.commit("files");
    environment_ = {
        {"HOME", home_.path().string()},
        {"PATH", "/usr/bin:/bin"},
        {"LC_ALL", "C.UTF-8"},
        {"OPENAI_API_KEY", service_key},
        {"ANTHROPIC_API_KEY", other_key},
        {"VOYAGE_API_KEY", other_key},
        {"LANGSMITH_API_KEY", service_key},
        {"LANGSMITH_ENDPOINT", server_.langsmith_url()},
        {"GITCTX_TRUST", "1"},
        {"GITCTX_MODEL__EMBEDDING", "openai/text-embedding-3-small"},
        {"GITCTX_MODEL__BASE_URL", server_.openai_url()},
        {"GITCTX_MODEL__CHAT", "openai/gpt-4.1-mini"},
        {"GITCTX_MODEL__CHAT_BASE_URL", server_.openai_url()},
    };
  }

  /// Runs the program in the repository, with a trace and a full log.
  ProgramResult run(std::vector<std::string> arguments) {
    const std::string trace = (home_ / fmt::format("trace-{}.json", runs_++)).string();
    std::vector<std::string> command = prefix_;
    for (const std::string& word :
         {std::string(GITCTX_PROGRAM), std::string("-C"), repository_.path().string(),
          std::string("--trace"), trace, std::string("--log-level"), std::string("debug")}) {
      command.push_back(word);
    }
    command.insert(command.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables;
    for (const auto& [name, value] : environment_) variables.push_back(name + "=" + value);
    ProgramResult result = run_program(command, variables);
    last_ = fmt::format("gitctx {}\n{}{}", fmt::join(arguments, " "), result.output, result.errors);
    expect_no_key(result.output + result.errors, "the output of " + arguments[0]);
    return result;
  }

  void expect_exit(const ProgramResult& result, int status) {
    ASSERT_TRUE(WIFEXITED(result.status)) << last_;
    EXPECT_EQ(WEXITSTATUS(result.status), status) << last_;
  }

  void expect_good(std::vector<std::string> arguments) {
    expect_exit(run(std::move(arguments)), 0);
  }

  static void expect_no_key(const std::string& text, const std::string& where) {
    for (const char* const key : {service_key, other_key}) {
      EXPECT_EQ(text.find(key), std::string::npos) << "a key stands in " << where << ":\n" << text;
    }
  }

  /// Checks all files that the program could have written: those in the repository, including its
  /// git folder, and in the home folder.
  void expect_no_key_anywhere() const {
    std::size_t files = 0;
    for (const fs::path& root : {repository_.path(), home_.path()}) {
      for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (!entry.is_regular_file()) continue;
        ++files;
        expect_no_key(read_file(entry.path()), entry.path().string());
      }
    }
    EXPECT_GT(files, 10u);
  }

  TempDir home_;
  RepoBuilder repository_;
  ConformanceServer server_{{.api_key = service_key}};
  std::map<std::string, std::string> environment_;
  std::vector<std::string> prefix_;  ///< words before the name of the program on the command line
  std::string last_;
  int runs_ = 0;
};

TEST_F(Failures, WhatPassesCostsOnlyTime) {
  const std::vector<InjectedFailure> passing{
      {.status = 429, .headers = {{"retry-after-ms", "5"}}},
      {.status = 500},
      {.kind = Kind::truncated},
      {.kind = Kind::closed},
      {.kind = Kind::slow, .delay = std::chrono::milliseconds(200)},
  };
  for (const InjectedFailure& failure : passing) {
    server_.inject(failure);
    expect_good({"index", "--force"});
    server_.inject(failure);
    expect_good({"search", fmt::format("failure number {}", runs_)});
    server_.inject(failure);
    expect_good({"ask", fmt::format("waits longer after every failure {}", runs_)});
    expect_good({"clear", "--all", "--force"});
  }
  expect_no_key_anywhere();
}

TEST_F(Failures, ABatchGoesOnWhereItWasRefused) {
  server_.inject({.path = "/v1/batches", .status = 422});
  expect_exit(run({"index", "--batch"}), 5);
  expect_good({"index", "--batch"});
  EXPECT_EQ(server_.counts()["POST /v1/files"].requests, 1u);
  expect_good({"search", "waits", "longer"});
  expect_no_key_anywhere();
}

TEST_F(Failures, AChatCallThatTakesTooLongIsNotRepeated) {
  expect_good({"index"});
  environment_["GITCTX_MODEL__CHAT_TIMEOUT"] = "1";
  InjectedFailure failure{.path = "/chat/completions", .times = -1};
  failure.kind = Kind::slow;
  failure.delay = std::chrono::hours(1);
  server_.inject(failure);
  const ProgramResult result = run({"ask", "waits longer after every failure"});
  expect_exit(result, 5);
  EXPECT_TRUE(result.errors.contains("within 1 s")) << last_;
  EXPECT_TRUE(result.errors.contains("model.chat_timeout")) << last_;
  EXPECT_EQ(server_.counts()["POST /v1/chat/completions"].requests, 1u);
  // The service may have charged for the call, so its highest possible cost counts as spent.
  environment_["GITCTX_MODEL__BUDGET_USD_PER_DAY"] = "0.0001";
  const std::string refused = run({"ask", "waits longer after every failure"}).errors;
  const std::string before = " per day would be exceeded: $";
  ASSERT_TRUE(refused.contains(before)) << last_;
  EXPECT_GT(std::stod(refused.substr(refused.find(before) + before.size())), 0.001) << last_;
}

TEST_F(Failures, AnUnknownPriceIsNotZero) {
  expect_good({"index"});
  environment_["GITCTX_MODEL__CHAT"] = "openai/gpt-99";
  const std::string question = "waits longer after every failure";
  expect_good({"ask", "--json", "--max-cost", "1", question});
  EXPECT_TRUE(last_.contains("\"cost_usd\":null")) << last_;
  EXPECT_TRUE(last_.contains("the price of openai/gpt-99 is not known")) << last_;
  expect_good({"ask", question});
  EXPECT_FALSE(last_.contains("the price of")) << last_;
  environment_["GITCTX_MODEL__CHAT"] = "openai/gpt-4.1-mini";
  expect_good({"ask", "--json", "--max-cost", "1", question});
  EXPECT_FALSE(last_.contains("\"cost_usd\":null")) << last_;
  EXPECT_FALSE(last_.contains("the price of")) << last_;
}

TEST_F(Failures, ALimitWithoutAPriceIsNamed) {
  const std::string notice = " is not known, so --max-cost limits nothing\nAdd the model to";
  environment_["GITCTX_MODEL__EMBEDDING"] = "embedding-99";
  environment_["GITCTX_MODEL__BASE_URL"] = server_.compatible_url();
  expect_good({"index", "--max-cost", "1"});
  EXPECT_TRUE(last_.contains("embedding-99" + notice)) << last_;
  expect_good({"index", "--force"});
  EXPECT_FALSE(last_.contains(notice)) << last_;
  environment_["GITCTX_MODEL__EMBEDDING"] = "openai/text-embedding-3-small";
  environment_["GITCTX_MODEL__BASE_URL"] = server_.openai_url();
  expect_good({"index", "--max-cost", "1"});
  EXPECT_FALSE(last_.contains(notice)) << last_;
}

TEST_F(Failures, AnEvalOfUnknownPriceIsNotFree) {
  environment_["GITCTX_MODEL__CHAT"] = "openai/gpt-99";
  expect_good({"eval", "run", "capital"});
  EXPECT_TRUE(last_.contains("cost      unknown per example")) << last_;
  EXPECT_TRUE(last_.contains("the cost of this run is unknown")) << last_;
  expect_good({"eval", "list"});
  EXPECT_TRUE(last_.contains("unknown")) << last_;
  EXPECT_FALSE(last_.contains("$0")) << last_;
  expect_good({"eval", "list", "--json"});
  EXPECT_TRUE(last_.contains("\"cost_usd\": null")) << last_;
  EXPECT_TRUE(last_.contains("\"paid_usd\": null")) << last_;
  expect_good({"eval", "show", "capital"});
  EXPECT_TRUE(last_.contains("cost      unknown per example")) << last_;
  expect_good({"eval", "report", "capital", "--html", "report.html"});
  const std::string page = read_file(repository_.path() / "report.html");
  EXPECT_TRUE(page.contains("unknown")) << page;
  EXPECT_FALSE(page.contains("$0")) << page;
}

TEST_F(Failures, TheTimeOfASearchIncludesReranking) {
  expect_good({"index"});
  InjectedFailure failure{.path = "/chat/completions"};
  failure.kind = Kind::slow;
  failure.delay = std::chrono::milliseconds(300);
  server_.inject(failure);
  const std::string output = run({"search", "--json", "--rerank", "llm", "int"}).output;
  const std::string name = "\"elapsed_ms\":";
  ASSERT_TRUE(output.contains(name)) << last_;
  EXPECT_GE(std::stod(output.substr(output.find(name) + name.size())), 300) << last_;
}

TEST_F(Failures, ADamagedCacheCostsMoneyButNoAnswer) {
  expect_good({"index"});
  const std::vector<std::string> ask{"ask", "waits longer after every failure"};
  const std::string answer = run(ask).output;
  const fs::path cache = repository_.path() / ".git/gitctx-cache";
  for (const char* const name : {"embeddings.sqlite", "replies.sqlite"}) {
    for (const char* const suffix : {"-wal", "-shm"}) fs::remove((cache / name).string() + suffix);
    std::ofstream(cache / name) << std::string(5000, 'x');
  }
  expect_exit(run(ask), 0);
  EXPECT_TRUE(last_.contains(answer)) << last_;
  EXPECT_TRUE(last_.contains("the embedding cache is not used: ")) << last_;
  EXPECT_TRUE(last_.contains("recorded replies are not used: ")) << last_;
  EXPECT_TRUE(last_.contains("Move the file away; a new one is created")) << last_;
  expect_good({"search", "waits longer"});
  EXPECT_TRUE(last_.contains("embeddings.sqlite")) << last_;
  // An index run fails, because it would pay for all embeddings again.
  expect_exit(run({"index", "--force"}), 1);
  fs::remove(cache / "embeddings.sqlite");
  fs::remove(cache / "replies.sqlite");
  expect_good(ask);
  EXPECT_FALSE(last_.contains("not used")) << last_;
}

/// The proposal of a clone causes no request and no cost before the user accepts the proposal.
TEST_F(Failures, ACloneSendsNothingBeforeItIsTrusted) {
  for (const char* const name :
       {"GITCTX_TRUST", "GITCTX_MODEL__EMBEDDING", "GITCTX_MODEL__BASE_URL", "GITCTX_MODEL__CHAT",
        "GITCTX_MODEL__CHAT_BASE_URL"}) {
    environment_.erase(name);
  }
  const std::string servers =
      fmt::format("  base_url: {0}\n  chat_base_url: {0}\n", server_.compatible_url());
  const std::string chat = "  chat: evil-model\n";
  for (const std::string& settings :
       {"model:\n  embedding: evil-model\n" + servers,
        "model:\n  embedding: openai/text-embedding-3-small\n" + servers,
        "search:\n  rerank: llm\nmodel:\n" + chat + servers, "model:\n" + chat + servers}) {
    repository_.write(".gitctx/config.yml", settings);
    expect_good({"index", "--force"});
    EXPECT_TRUE(last_.contains("not in force until you trust them: ")) << last_;
    expect_good({"search", "my secret query", "--worktree"});
    expect_exit(run({"ask", "waits longer after every failure"}), 4);
    expect_exit(run({"eval", "run", "capital", "--model", "openai/gpt-4.1-mini"}), 4);
    EXPECT_TRUE(server_.counts().empty()) << settings;
  }
  expect_exit(run({"trust"}), 2);
  EXPECT_TRUE(server_.counts().empty());
  expect_good({"trust", "--yes"});
  expect_good({"ask", "waits longer after every failure"});
  EXPECT_FALSE(server_.counts().empty());
  expect_good({"trust", "--revoke"});
  expect_exit(run({"ask", "another question about failures"}), 4);
  expect_no_key_anywhere();
}

TEST_F(Failures, ACrashSaysNoKey) {
  server_.set_latency(std::chrono::seconds(2));
  for (const char* const signal : {"ABRT", "SEGV", "KILL", "TERM"}) {
    prefix_ = {"timeout", "-s", signal, "0.5"};
    EXPECT_NE(run({"index"}).status, 0) << last_;
  }
  prefix_.clear();
  server_.set_latency({});
  expect_good({"index"});
  expect_good({"search", "waits", "longer"});
  expect_no_key_anywhere();
}

TEST_F(Failures, APasswordInAUrlIsAKeyToo) {
  const std::string url = server_.openai_url();
  const std::string with_password =
      fmt::format("http://user:{}@{}", other_key, url.substr(std::string("http://").size()));
  environment_["GITCTX_MODEL__BASE_URL"] = with_password;
  environment_["GITCTX_MODEL__CHAT_BASE_URL"] = with_password;
  run({"config", "list", "-v"});
  run({"config", "get", "model.base_url"});
  expect_exit(run({"config", "set", "model.base_url", with_password}), 2);
  run({"index"});
  run({"search", "waits", "longer"});
  run({"ask", "waits longer after every failure"});
  expect_no_key_anywhere();
}

/// A model's answer, or a server's message, that tries to set the title, clear the screen, write
/// the clipboard, reorder text and hide instructions.
constexpr const char* hostile_text =
    "Waits\r\n\tlonger \x1b]0;owned\x07\x1b[2J\x1b]52;c;eA==\x07\u009b31m\u202e\U000e0041\u200b "
    "end";
constexpr const char* hostile_text_shown =
    "Waits\n\tlonger \\x1b]0;owned\\x07\\x1b[2J\\x1b]52;c;eA==\\x07\\x9b31m\\u{202e}"
    "\\u{e0041}\\u{200b} end\n";

TEST_F(Failures, AHostileAnswerIsShownNotObeyed) {
  expect_good({"index"});
  server_.script_chat({.text = hostile_text});
  ProgramResult result = run({"ask", "waits longer after every failure"});
  expect_exit(result, 0);
  EXPECT_EQ(result.output, hostile_text_shown);

  // The same holds for a recorded reply.
  result = run({"ask", "waits longer after every failure"});
  EXPECT_EQ(result.output, hostile_text_shown);
  result = run({"ask", "--json", "waits longer after every failure"});
  EXPECT_NE(result.output.find("\\u001b]0;owned\\u0007\\u001b[2J\\u001b]52;c;eA==\\u0007\\u009b31m"
                               "\\u202e\\udb40\\udc41\\u200b end"),
            std::string::npos)
      << last_;
}

TEST_F(Failures, AHostileAnswerIsNotObeyedOnATerminal) {
  expect_good({"index"});
  server_.script_chat({.text = hostile_text});
  environment_["TERM"] = "xterm";
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment_) variables.push_back(name + "=" + value);
  const ProgramResult result =
      run_program({"script", "-q", "-e", "-c",
                   fmt::format("{} -C {} ask waits longer after every failure", GITCTX_PROGRAM,
                               repository_.path().string()),
                   "/dev/null"},
                  variables);
  expect_exit(result, 0);
  std::string lines = result.output;
  std::erase(lines, '\r');  // the terminal adds them
  EXPECT_NE(lines.find(hostile_text_shown), std::string::npos) << lines;
  EXPECT_EQ(lines.find('\x1b'), std::string::npos) << lines;
}

/// A permanent failure, with the expected message.
struct Refusal {
  const char* name;
  InjectedFailure failure;
  int status;
  const char* sentence;
  int query_status = status;  ///< exit status if the embedding of a query is refused
};

void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.name; }

const std::vector<Refusal>& refusals() {
  static const std::vector<Refusal> all{
      {"unauthorized", {.status = 401}, 4, "401"},
      {"not_found", {.status = 404}, 5, "404"},
      {"conflict", {.status = 409}, 5, "409"},
      {"too_large", {.status = 413}, 5, "", 2},
      {"unprocessable", {.status = 422}, 5, "422"},
      {"limited", {.status = 429}, 5, "429"},
      {"limited_with_a_wait", {.status = 429, .headers = {{"retry-after-ms", "5"}}}, 5, "429"},
      {"quota_used_up", {.status = 429, .code = "insufficient_quota"}, 5, "quota"},
      {"broken", {.status = 500}, 5, "500"},
      {"truncated", {.kind = Kind::truncated}, 5, ""},
      {"closed", {.kind = Kind::closed}, 5, ""},
  };
  return all;
}

class Refused : public Failures, public testing::WithParamInterface<Refusal> {
 protected:
  InjectedFailure always(const char* path) const {
    InjectedFailure failure = GetParam().failure;
    failure.path = path;
    failure.times = -1;
    return failure;
  }
  void expect_refused(const ProgramResult& result, int status = GetParam().status) {
    expect_exit(result, status);
    EXPECT_TRUE(result.errors.contains(GetParam().sentence)) << last_;
  }
};

TEST_P(Refused, IndexingLosesNothing) {
  server_.inject(always("/embeddings"));
  expect_refused(run({"index"}));
  server_.clear();
  expect_good({"index"});
  expect_good({"search", "waits", "longer"});
  expect_no_key_anywhere();
}

TEST_P(Refused, SearchingKeepsTheIndex) {
  expect_good({"index"});
  server_.inject(always("/embeddings"));
  expect_refused(run({"search", "waits longer after a failure"}), GetParam().query_status);
  server_.clear();
  expect_good({"search", "waits longer after a failure"});
  expect_no_key_anywhere();
}

TEST_P(Refused, AskingSaysWhy) {
  expect_good({"index"});
  server_.inject(always("/chat/completions"));
  expect_refused(run({"ask", "waits longer after every failure"}));
  server_.clear();
  expect_good({"ask", "waits longer after every failure"});
  expect_no_key_anywhere();
}

TEST_P(Refused, RerankingShowsTheFirstOrder) {
  expect_good({"index"});
  const std::string plain = run({"search", "--json", "int"}).output;
  server_.inject(always("/chat/completions"));
  const ProgramResult result = run({"search", "--json", "--rerank", "llm", "int"});
  expect_exit(result, 0);
  EXPECT_TRUE(result.errors.contains("the results are not reranked: ")) << last_;
  EXPECT_EQ(result.output.substr(result.output.find("\"results\"")),
            plain.substr(plain.find("\"results\"")));
  expect_no_key_anywhere();
}

TEST_P(Refused, AnExperimentWaitsForLangSmith) {
  InjectedFailure failure = always("/langsmith");
  server_.inject(failure);
  const ProgramResult result = run({"eval", "run", "capital", "--langsmith"});
  expect_exit(result, 0);
  EXPECT_TRUE(result.errors.contains("cannot deliver to LangSmith")) << last_;
  expect_no_key_anywhere();
  server_.clear();
  expect_good({"eval", "push"});
  EXPECT_TRUE(server_.langsmith_state().contains("gitctx-capital"));
}

TEST_P(Refused, AnEvalRecordsWhyAnExampleFailed) {
  InjectedFailure failure = always("/chat/completions");
  failure.skip = 1;
  server_.inject(failure);
  // If the key is refused, the run stops, because further requests are pointless.
  const bool goes_on = GetParam().status == 5;
  expect_exit(run({"eval", "run", "capital", "--jobs", "1", "--langsmith"}),
              goes_on ? 1 : GetParam().status);
  if (goes_on) {
    const std::string shown = run({"eval", "show", "capital", "--json"}).output;
    EXPECT_TRUE(shown.contains("\"error\":\"")) << shown;
    expect_good({"eval", "report", "capital", "--html", "report.html"});
  }
  server_.clear();
  expect_good({"eval", "run", "capital", "--langsmith", "--record", "evals/recorded.yml"});
  EXPECT_TRUE(fs::exists(repository_.path() / "evals/recorded.yml"));
  expect_no_key_anywhere();
  expect_no_key(server_.langsmith_state(), "what LangSmith got");
}

TEST_P(Refused, ATraceWaitsForLangSmith) {
  expect_good({"index"});
  environment_["LANGSMITH_TRACING"] = "true";
  server_.inject(always("/langsmith"));
  const ProgramResult result = run({"ask", "waits longer after every failure"});
  expect_exit(result, 0);
  // 409 means that LangSmith already has the run, so it counts as delivered.
  const bool is_kept = GetParam().failure.status != 409;
  EXPECT_EQ(result.errors.contains("cannot deliver the trace"), is_kept) << last_;
  expect_no_key_anywhere();
  server_.clear();
  expect_good({"eval", "push"});
  EXPECT_EQ(server_.langsmith_state().contains("waits longer"), is_kept);
}

TEST_P(Refused, ABatchLosesNothing) {
  for (const char* const path : {"/v1/files", "/v1/batches"}) {
    server_.inject(always(path));
    expect_refused(run({"index", "--batch"}));
    server_.clear();
  }
  // `clear` abandons the uploaded batch. Otherwise `index` would wait for it.
  expect_good({"clear", "--embeddings", "--force"});
  expect_good({"index"});
  expect_good({"search", "waits", "longer"});
  expect_no_key_anywhere();
}

INSTANTIATE_TEST_SUITE_P(Every, Refused, testing::ValuesIn(refusals()),
                         [](const auto& refusal) { return std::string(refusal.param.name); });

}  // namespace
}  // namespace gitctx
