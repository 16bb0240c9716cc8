#include <fmt/format.h>

#include "app/cli/eval/eval_commands.h"
#include "app/cli/render/text_format.h"
#include "app/cli/terminal/interrupt.h"
#include "app/cli/terminal/messages.h"
#include "app/services/langsmith.h"
#include "app/services/suite_file.h"
#include "base/error.h"
#include "base/file.h"
#include "core/storage_paths.h"
#include "langsmith/dataset.h"
#include "langsmith/eval_experiment.h"
#include "langsmith/experiment.h"
#include "langsmith/prompts.h"
#include "llm/prompts/prompt_library.h"

namespace gitctx {
namespace {

/// The objects that every LangSmith verb needs.
struct LangSmithVerb {
  LangSmithVerb(const CommandContext& context, bool quiet)
      : place(find_eval_place(context, quiet)),
        session(place.config, place.layout, context.environment) {}

  std::stop_token stop() const { return interrupt.token(); }

  EvalPlace place;
  LangSmithSession session;
  InterruptWatch interrupt{false, eval_stopping};
};

int status_of(const Error& error) { return static_cast<int>(error.code()); }

/// Reports the files that could not be delivered.
void write_kept(const PushResult& pushed) {
  for (const PushResult::Kept& kept : pushed.kept) {
    write_notice({fmt::format("cannot deliver {}, which is kept: {}", kept.file.string(),
                              kept.why.message()),
                  kept.why.hint()});
  }
}

}  // namespace

std::unique_ptr<LangSmithSession> open_langsmith(bool wanted, const EvalPlace& place,
                                                 const CommandContext& context) {
  if (!wanted) return nullptr;
  auto session =
      std::make_unique<LangSmithSession>(place.config, place.layout, context.environment);
  session->client().require_key();
  return session;
}

UploadResult upload_run(const ExperimentRecord& record, LangSmithSession& session,
                        const std::stop_token& stop, CommandContext& context) {
  UploadResult result = upload_experiment(session.client(), record, &session.spool(), stop);
  if (!result.failure) {
    write_notice({"LangSmith: " + result.link, {}});
    return result;
  }
  context.out.flush();
  const Error& failure = *result.failure;
  std::string hint = failure.hint();
  if (!result.kept.empty()) {
    hint = "It is kept. Run: gitctx eval push";
    if (failure.code() == ErrorCode::configuration) {
      hint = failure.hint() + ". The run is kept; then run: gitctx eval push";
    }
  }
  write_notice({"cannot deliver to LangSmith: " + failure.message(), hint});
  return result;
}

int upload_comparison_of(const PromptRun& before, const PromptRun& now, LangSmithSession& session,
                         const std::stop_token& stop, CommandContext& context) {
  check_comparable(before, now);
  const SentRun old_run(before, runner_name());
  const SentRun new_run(now, runner_name());
  ExperimentComparison comparison = comparison_of(old_run, new_run);
  for (const SentRun* run : {&old_run, &new_run}) {
    const UploadResult sent = upload_run(run->record, session, stop, context);
    if (sent.failure) return status_of(*sent.failure);
    comparison.dataset_id = sent.dataset_id;
  }
  write_notice({"LangSmith: " + upload_comparison(session.client(), comparison, stop), {}});
  return 0;
}

int run_command(const EvalPushArguments& arguments, CommandContext& context) {
  LangSmithVerb verb(context, arguments.quiet);
  verb.session.client().require_key();
  if (!arguments.run.empty()) {
    const PromptRun run = find_stored_run(arguments.run, verb.place);
    const UploadResult sent =
        upload_run(experiment_of(run, runner_name()), verb.session, verb.stop(), context);
    return sent.failure ? status_of(*sent.failure) : 0;
  }
  const PushResult pushed = push_spooled(verb.session.client(), verb.session.spool(), verb.stop());
  for (const std::string& link : pushed.links) {
    context.out.write(printable_name(link) + "\n");
  }
  if (pushed.traces > 0) {
    context.out.write(fmt::format("Delivered {}\n", counted(pushed.traces, "trace")));
  }
  write_kept(pushed);
  if (pushed.links.empty() && pushed.traces == 0 && pushed.kept.empty()) {
    write_notice({"everything is delivered already", {}});
  }
  return pushed.kept.empty() ? 0 : status_of(pushed.kept.front().why);
}

int run_command(const EvalPullArguments& arguments, CommandContext& context) {
  LangSmithVerb verb(context, arguments.quiet);
  const PulledDataset pulled = pull_dataset(verb.session.client(), arguments.dataset, verb.stop());
  context.out.write(fmt::format("# Data set {} of LangSmith, version {}\n",
                                printable_name(pulled.dataset.name),
                                printable_name(pulled.version)));
  context.out.write(examples_yaml_of(pulled.examples));
  return 0;
}

int run_command(const EvalPushPromptArguments& arguments, CommandContext& context) {
  LangSmithVerb verb(context, arguments.quiet);
  const Prompt prompt =
      named_prompt(arguments.name, verb.place.config, verb.place.layout, context.directory);
  const PushedPrompt pushed =
      push_prompt(verb.session.client(),
                  {.name = "gitctx-" + prompt.name,
                   .messages = prompt.messages,
                   .description = prompt.purpose,
                   .change = fmt::format("version {}, {}", prompt.version, prompt_hash(prompt))},
                  verb.stop());
  context.out.write(pushed.commit.empty() ? std::string("Nothing has changed\n")
                                          : printable_name(pushed.link) + "\n");
  return 0;
}

int run_command(const EvalPullPromptArguments& arguments, CommandContext& context) {
  LangSmithVerb verb(context, arguments.quiet);
  const HubPrompt prompt = pull_prompt(verb.session.client(), arguments.name, verb.stop());
  context.out.write(fmt::format("# {} of LangSmith, commit {}\n{}", printable_name(arguments.name),
                                printable_name(prompt.commit), messages_yaml(prompt.messages)));
  return 0;
}

}  // namespace gitctx
