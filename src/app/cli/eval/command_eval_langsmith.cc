#include <fmt/format.h>

#include "app/cli/eval/eval_commands.h"
#include "app/cli/render/text_format.h"
#include "app/cli/terminal/interrupt.h"
#include "app/cli/terminal/messages.h"
#include "app/services/langsmith.h"
#include "base/error.h"
#include "base/file.h"
#include "core/storage_paths.h"
#include "eval/prompts/run_store.h"
#include "langsmith/dataset.h"
#include "langsmith/experiment.h"
#include "langsmith/prompts.h"
#include "llm/prompts/prompt_library.h"

namespace gitctx {
namespace {

/// What could not be delivered, in words.
void write_kept(const PushResult& pushed) {
  for (const PushResult::Kept& kept : pushed.kept) {
    write_notice(
        {fmt::format("{} was not delivered and stays: {}", kept.file.string(), kept.why.message()),
         kept.why.hint()});
  }
}

/// A run of the store, by its number; without one, what earlier runs could not deliver.
int push_runs(const EvalArguments& arguments, const EvalPlace& place, LangSmithSession& session,
              const std::stop_token& stop, CommandContext& context) {
  if (!arguments.words.empty()) {
    const std::string& word = arguments.words.front();
    const bool is_number = word.find_first_not_of("0123456789") == std::string::npos;
    const std::int64_t id = is_number && word.size() < 18 ? std::stoll(word) : 0;
    const auto run = RunStore::open(place.run_store()).find(id);
    if (!run) {
      throw Error(ErrorCode::usage, fmt::format("there is no run {}", word),
                  "gitctx eval list shows the numbers of runs");
    }
    return upload_run(experiment_of(*run), session, stop, context)
               ? 0
               : static_cast<int>(ErrorCode::provider);
  }
  const PushResult pushed = push_spooled(session.client(), session.spool(), stop);
  for (const std::string& link : pushed.links) context.out.write(link + "\n");
  if (pushed.traces > 0) {
    context.out.write(fmt::format("Delivered {}\n", counted(pushed.traces, "trace")));
  }
  write_kept(pushed);
  if (pushed.links.empty() && pushed.traces == 0 && pushed.kept.empty()) {
    write_notice({"nothing waits to be delivered", {}});
  }
  return pushed.kept.empty() ? 0 : static_cast<int>(ErrorCode::provider);
}

int pull_examples(const EvalArguments& arguments, LangSmithSession& session,
                  const std::stop_token& stop, CommandContext& context) {
  const PulledDataset pulled = pull_dataset(session.client(), arguments.words.front(), stop);
  context.out.write(
      fmt::format("# Data set {} of LangSmith, version {}\n", pulled.dataset.name, pulled.version));
  context.out.write(examples_yaml_of(pulled.examples));
  return 0;
}

int send_prompt(const EvalArguments& arguments, const EvalPlace& place, LangSmithSession& session,
                const std::stop_token& stop, CommandContext& context) {
  const Prompt prompt = find_prompt(arguments.words.front(), prompts_folder(place.layout.worktree));
  const PushedPrompt pushed =
      push_prompt(session.client(),
                  {.name = "gitctx-" + prompt.name,
                   .messages = prompt.messages,
                   .description = prompt.purpose,
                   .change = fmt::format("version {}, {}", prompt.version, prompt_hash(prompt))},
                  stop);
  context.out.write(pushed.commit.empty() ? std::string("Nothing has changed\n")
                                          : fmt::format("{}\n", pushed.link));
  return 0;
}

int fetch_prompt(const EvalArguments& arguments, LangSmithSession& session,
                 const std::stop_token& stop, CommandContext& context) {
  const HubPrompt prompt = pull_prompt(session.client(), arguments.words.front(), false, stop);
  context.out.write(fmt::format("# {} of LangSmith, commit {}\nmessages:\n",
                                printable_line(arguments.words.front()), prompt.commit));
  for (const ChatMessage& message : prompt.messages) {
    const bool is_system = message.role == ChatMessage::Role::system;
    context.out.write(fmt::format("  - {}: {}\n", is_system ? "system" : "user",
                                  nlohmann::json(message.content).dump()));
  }
  return 0;
}

}  // namespace

std::optional<UploadResult> upload_run(const ExperimentRecord& record, LangSmithSession& session,
                                       const std::stop_token& stop, CommandContext& context) {
  UploadResult result = upload_experiment(session.client(), record, &session.spool(), stop);
  if (!result.failure) {
    write_notice({"LangSmith: " + result.link, {}});
    return result;
  }
  context.out.flush();
  write_notice({"not delivered to LangSmith: " + result.failure->message(),
                result.kept.empty() ? result.failure->hint()
                                    : "it is kept; gitctx eval push delivers it later"});
  return std::nullopt;
}

bool upload_comparison_of(const PromptRun& before, const PromptRun& now, LangSmithSession& session,
                          const std::stop_token& stop, CommandContext& context) {
  check_comparable(before, now);
  const SentRun old_run(before);
  const SentRun new_run(now);
  ExperimentComparison comparison = comparison_of(old_run, new_run);
  for (const SentRun* run : {&old_run, &new_run}) {
    const auto sent = upload_run(run->record, session, stop, context);
    if (!sent) return false;
    comparison.dataset_id = sent->dataset_id;
  }
  write_notice({"LangSmith: " + upload_comparison(session.client(), comparison, stop), {}});
  return true;
}

int run_eval_langsmith_command(const EvalArguments& arguments, CommandContext& context) {
  const EvalPlace place = find_eval_place(arguments, context);
  LangSmithSession session(place.config, place.layout, context.environment);
  const InterruptWatch interrupt(false, eval_stopping);
  int status = 0;
  using enum EvalArguments::Action;
  switch (arguments.action) {
    case push:
      status = push_runs(arguments, place, session, interrupt.token(), context);
      break;
    case pull:
      status = pull_examples(arguments, session, interrupt.token(), context);
      break;
    case push_prompt:
      status = send_prompt(arguments, place, session, interrupt.token(), context);
      break;
    case pull_prompt:
      status = fetch_prompt(arguments, session, interrupt.token(), context);
      break;
    case init:
    case run:
    case list:
    case show:
    case compare:
    case report:
      break;
  }
  context.out.flush();
  return status;
}

}  // namespace gitctx
