#include "eval/prompts/prompt_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "base/stop.h"
#include "chunk/token_estimate.h"
#include "eval/prompts/evaluator.h"
#include "http/http_client.h"
#include "money/budget.h"

namespace gitctx {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

/// If this many examples fail before the first one succeeds, the whole run fails, because the
/// examples are then probably not the cause.
constexpr std::size_t failures_to_give_up = 3;

std::vector<FilePart> parts_of(const std::vector<RetrievedChunk>& chunks) {
  std::vector<FilePart> parts;
  for (const RetrievedChunk& chunk : chunks) parts.push_back(chunk.part());
  return parts;
}

std::string listing(const std::vector<RetrievedChunk>& chunks) {
  std::string text;
  for (const RetrievedChunk& chunk : chunks) {
    text +=
        fmt::format("{}:{}-{} {}\n", chunk.path, chunk.lines.first, chunk.lines.last, chunk.symbol);
  }
  return text;
}

/// An unfinished result for each repetition of each example.
std::vector<ExampleResult> planned_results(const PromptSuite& suite,
                                           const PromptRunOptions& options) {
  std::vector<ExampleResult> planned;
  const int repetitions = options.repetitions.value_or(suite.repetitions);
  for (const SuiteExample& example : examples_of_split(suite, options.split)) {
    for (int repetition = 0; repetition < repetitions; ++repetition) {
      planned.push_back({.example = example, .repetition = repetition});
    }
  }
  return planned;
}

/// Thrown instead of making a call that could exceed the cost limit of the run.
struct CostLimitReached {};

/// Estimated input tokens of a request.
std::uint64_t request_tokens(const ChatRequest& request) {
  constexpr int tokens_around_a_message = 4;
  int tokens = 0;
  for (const ChatMessage& message : request.messages) {
    tokens += tokens_around_a_message + estimate_tokens(message.content);
  }
  if (request.schema) tokens += estimate_tokens(request.schema->json);
  return static_cast<std::uint64_t>(tokens);
}

/// The chat model of a run; reserves the cost of each call in the budget.
class PaidModel final : public ChatModel {
 public:
  PaidModel(const EvalModel& model, Budget& budget, std::string prompt)
      : model_(model),
        budget_(budget),
        prompt_(std::move(prompt)),
        description_{model.title.substr(0, model.title.find('/')),
                     model.title.substr(model.title.find('/') + 1)} {}

  const ChatModelDescription& description() const override { return description_; }

  /// Throws CostLimitReached if the call could exceed the cost limit, and Error(failure) if there
  /// is no model to call.
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override {
    if (model_.model == nullptr) {
      throw Error(ErrorCode::failure,
                  fmt::format("no recorded reply of {} to this request of the prompt '{}'",
                              model_.title, prompt_),
                  "The prompt, the examples or the searched files have changed. Record again with "
                  "--record");
    }
    // The token count is an estimate; 35% more makes it an upper bound.
    constexpr double safety = 1.35;
    const auto input =
        static_cast<std::uint64_t>(safety * static_cast<double>(request_tokens(request)));
    const auto output = static_cast<std::uint64_t>(request.max_output_tokens);
    const double most_usd =
        model_.price ? cost_usd(*model_.price, {.input = input, .output = output}) : 0;
    if (budget_.try_reserve(most_usd)) throw CostLimitReached{};
    bool is_reserved = true;
    const auto spend = [&] {
      if (std::exchange(is_reserved, false)) budget_.settle(most_usd, {.usd = most_usd});
    };
    ChatRequest paid = request;
    paid.before_resend = [&] {
      spend();
      if (budget_.try_reserve(most_usd)) throw CostLimitReached{};
      is_reserved = true;
    };
    try {
      ChatReply reply = model_.model->complete(paid, stop);
      budget_.settle(most_usd, {.usd = reply.cost_usd});
      return reply;
    } catch (const MaybeProcessed&) {
      spend();
      throw;
    } catch (...) {
      if (is_reserved) budget_.release(most_usd);
      throw;
    }
  }

 private:
  const EvalModel& model_;
  Budget& budget_;
  std::string prompt_;
  ChatModelDescription description_;
};

/// The chat model of one example and repetition: replays a recorded reply, or calls the model
/// within the budget and records the reply. Records every call as a step. Must be used from one
/// thread.
class MeteredModel final : public ChatModel {
 public:
  /// `prompt` becomes the name of the steps.
  MeteredModel(const EvalModel& model, ReplyStore* replies, Budget& budget, int repetition,
               RunStep::Kind kind, const std::string& prompt)
      : title_(model.title),
        price_(model.price),
        kind_(kind),
        prompt_(prompt),
        paid_(model, budget, prompt),
        recorded_(paid_, replies, model.title, repetition) {}

  const ChatModelDescription& description() const override { return paid_.description(); }

  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override {
    const auto begin = Clock::now();
    const std::int64_t started_ms = now_ms();
    ChatReply reply = recorded_.complete(request, stop);
    const double usd = reply.is_recorded ? reply.saved_usd : reply.cost_usd;
    steps_.push_back({.kind = kind_,
                      .name = prompt_,
                      .model = reply.model.empty() ? title_ : reply.model,
                      .started_ms = started_ms,
                      .ms = reply.ms,
                      .messages = request.messages,
                      .output = reply.text,
                      .usage = reply.usage,
                      .cost_usd = usd,
                      .is_kept = reply.is_recorded,
                      .cost_is_known = usd > 0 || is_free(reply.usage)});
    replay_ms_ += reply.ms - ms_since(begin);
    return reply;
  }

  std::vector<RunStep> take_steps() { return std::move(steps_); }
  /// The time by which the original requests took longer than their replays, in milliseconds.
  double replay_ms() const { return replay_ms_; }

 private:
  /// Whether the tokens cost nothing. The cost of the reply cannot answer that, because the cost is
  /// also 0 if the price is unknown.
  bool is_free(const ChatUsage& usage) const {
    if (!price_) return usage == ChatUsage{};
    return cost_usd(*price_, {.input = usage.input_tokens,
                              .cached_input = usage.cached_input_tokens,
                              .output = usage.output_tokens}) == 0;
  }

  std::string title_;
  std::optional<ModelPrice> price_;
  RunStep::Kind kind_;
  std::string prompt_;
  PaidModel paid_;
  RecordedChatModel recorded_;
  std::vector<RunStep> steps_;
  double replay_ms_ = 0;
};

/// Produces the output of one example.
struct ExampleRun {
  const PromptSuite& suite;
  const EvalServices& services;
  ChatModel& model;
  const std::stop_token& stop;
  std::vector<RunStep> steps = {};

  TargetOutput output(const SuiteExample& example) {
    switch (suite.target.kind) {
      case TargetKind::prompt:
        return {
            .text =
                model.complete(services.render(suite.target.prompt, example.inputs), stop).text};
      case TargetKind::search: {
        const auto chunks = retrieve(example.inputs.at("query"));
        return {.text = listing(chunks), .hits = parts_of(chunks)};
      }
      case TargetKind::answer: {
        const std::string& question = example.inputs.at("question");
        const auto chunks = retrieve(question);
        TargetOutput output = services.answer(model, question, chunks, stop);
        output.hits = parts_of(chunks);
        return output;
      }
      case TargetKind::rerank:
        return reranked(example.inputs.at("query"));
    }
    return {};
  }

  std::vector<RetrievedChunk> retrieve(const std::string& query) {
    RunStep step{.kind = RunStep::Kind::retrieval, .name = "search", .started_ms = now_ms()};
    const auto begin = Clock::now();
    step.chunks = services.retrieve(query, suite.target.k);
    step.ms = ms_since(begin);
    std::vector<RetrievedChunk> chunks = step.chunks;
    for (RetrievedChunk& chunk : step.chunks) chunk.text.clear();
    steps.push_back(std::move(step));
    return chunks;
  }

  TargetOutput reranked(const std::string& query) {
    const auto plain = retrieve(query);
    const auto order = services.rerank(model, query, plain, stop);
    std::vector<RetrievedChunk> chunks;
    for (const std::size_t place : order) {
      GITCTX_CHECK(place < plain.size());
      chunks.push_back(plain[place]);
    }
    return {.text = listing(chunks), .hits = parts_of(chunks), .plain_hits = parts_of(plain)};
  }
};

/// A run in progress: each worker takes the next example until none is left.
class SuiteRun {
 public:
  SuiteRun(const PromptSuite& suite, const EvalServices& services, const PromptRunOptions& options,
           const std::function<void(std::size_t, std::size_t)>& progress, std::stop_token stop)
      : suite_(suite),
        services_(services),
        progress_(progress),
        stop_(std::move(stop)),
        budget_({.usd_per_day = {}, .usd_per_run = options.max_cost_usd}),
        results_(planned_results(suite, options)) {}

  /// Runs the examples. Sets the results, the amount paid and, if the run stopped early, the
  /// reason.
  void work(int jobs, PromptRun& run) {
    const std::size_t wanted =
        std::min(static_cast<std::size_t>(std::max(jobs, 1)), results_.size());
    std::vector<std::jthread> workers;
    // This thread is one of the workers.
    start_threads(workers, wanted > 0 ? wanted - 1 : 0, 0, [this] { take_examples(); });
    take_examples();
    workers.clear();
    if (failure_) std::rethrow_exception(failure_);
    run.stopped = stopped_;
    run.paid_usd = budget_.spent_in_run();
    run.results = std::move(results_);
  }

 private:
  void take_examples() {
    while (!is_over_) {
      const std::size_t number = next_++;
      if (number >= results_.size()) return;
      try {
        throw_if_stopped(stop_);
        run(results_[number]);
        note_done(results_[number]);
      } catch (const CostLimitReached&) {
        end("the next call could exceed the cost limit");
      } catch (const Error& error) {
        const bool is_stopped = error.code() == ErrorCode::interrupted;
        end(stopped_by_interrupt, is_stopped ? nullptr : std::current_exception());
      } catch (...) {
        end("", std::current_exception());
      }
    }
  }

  /// Ends the run. A failure is thrown to the caller.
  void end(const std::string& reason, const std::exception_ptr& failure = nullptr) {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
    if (stopped_.empty()) stopped_ = reason;
    if (!failure_) failure_ = failure;
  }

  /// Writes to `result` only when the example is finished.
  void run(ExampleResult& result) {
    ExampleResult made = result;
    made.started_ms = now_ms();
    MeteredModel model(services_.model, services_.replies, budget_, made.repetition,
                       RunStep::Kind::model,
                       suite_.target.prompt.empty() ? std::string(target_name(suite_.target.kind))
                                                    : suite_.target.prompt);
    ExampleRun example{suite_, services_, model, stop_};
    const auto begin = Clock::now();
    try {
      made.output = example.output(made.example);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::provider) throw;
      made.error = error.message();
      note_failure();
    }
    made.latency_ms = ms_since(begin) + model.replay_ms();
    made.steps = std::move(example.steps);
    std::ranges::move(model.take_steps(), std::back_inserter(made.steps));
    if (made.error.empty()) score(made);
    made.is_done = true;
    result = std::move(made);
  }

  void score(ExampleResult& result) {
    MeteredModel model(services_.judge, services_.replies, budget_, result.repetition,
                       RunStep::Kind::judge, "judge");
    const Judge judge(model, services_.render);
    const EvaluatorTools tools{.judge = &judge, .similarity = services_.similarity};
    for (const EvaluatorSpec& spec : suite_.evaluators) {
      std::ranges::move(evaluate(spec, result.example, result.output, tools, stop_),
                        std::back_inserter(result.scores));
    }
    std::ranges::move(model.take_steps(), std::back_inserter(result.steps));
  }

  /// Must be called from a catch clause. Rethrows the failure if the whole run must fail.
  void note_failure() {
    const std::lock_guard lock(mutex_);
    ++failed_;
    const std::size_t most = std::min(failures_to_give_up, results_.size());
    if (succeeded_ == 0 && failed_ >= most) throw;
  }

  void note_done(const ExampleResult& result) {
    const std::lock_guard lock(mutex_);
    succeeded_ += result.error.empty() ? 1 : 0;
    ++done_;
    if (progress_) progress_(done_, results_.size());
  }

  const PromptSuite& suite_;
  const EvalServices& services_;
  const std::function<void(std::size_t, std::size_t)>& progress_;
  std::stop_token stop_;
  Budget budget_;
  std::vector<ExampleResult> results_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> is_over_ = false;
  std::mutex mutex_;  ///< guards the members below
  std::size_t done_ = 0;
  std::size_t failed_ = 0;
  std::size_t succeeded_ = 0;
  std::string stopped_;
  std::exception_ptr failure_;
};

/// Thrown instead of making a call that costs money.
struct NotPaid {};

/// Counts the calls that a run would make, instead of making them.
class CountingModel final : public ChatModel {
 public:
  CountingModel(const EvalModel& model, CostEstimate& estimate)
      : model_(model), estimate_(estimate) {}

  const ChatModelDescription& description() const override { return description_; }

  ChatReply complete(const ChatRequest& request, const std::stop_token&) override {
    count(request_tokens(request), static_cast<std::uint64_t>(request.max_output_tokens));
    throw NotPaid{};
  }

  void count(std::uint64_t input_tokens, std::uint64_t most_output_tokens) {
    // The estimate assumes at most this number of output tokens per reply, because most replies are
    // far shorter than their limit.
    constexpr std::uint64_t usual_output_tokens = 300;
    ++estimate_.calls;
    if (!model_.price) {
      estimate_.usd.reset();
    } else if (estimate_.usd) {
      *estimate_.usd += cost_usd(
          *model_.price,
          {.input = input_tokens, .output = std::min(most_output_tokens, usual_output_tokens)});
    }
  }

 private:
  const EvalModel& model_;
  CostEstimate& estimate_;
  ChatModelDescription description_;
};

/// Counts the judge calls for an output that does not exist yet.
void count_judges(const PromptSuite& suite, CountingModel& judge) {
  constexpr std::uint64_t usual_case_tokens = 1200;
  constexpr std::uint64_t usual_verdict_tokens = 200;
  for (const EvaluatorSpec& spec : suite.evaluators) {
    if (spec.asks_judge()) judge.count(usual_case_tokens, usual_verdict_tokens);
    if (spec.kind == EvaluatorKind::pairwise) judge.count(usual_case_tokens, usual_verdict_tokens);
  }
}

void estimate_example(const PromptSuite& suite, const EvalServices& services,
                      const ExampleResult& planned, CostEstimate& estimate,
                      const std::stop_token& stop) {
  CountingModel called(services.model, estimate);
  CountingModel judging(services.judge, estimate);
  RecordedChatModel model(called, services.replies, services.model.title, planned.repetition);
  RecordedChatModel judge_model(judging, services.replies, services.judge.title,
                                planned.repetition);
  TargetOutput output;
  try {
    output = ExampleRun{suite, services, model, stop}.output(planned.example);
  } catch (const NotPaid&) {
    count_judges(suite, judging);
    return;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::provider) throw;
    return;
  }
  const Judge judge(judge_model, services.render);
  const EvaluatorTools tools{.judge = &judge, .similarity = services.similarity};
  for (const EvaluatorSpec& spec : suite.evaluators) {
    try {
      evaluate(spec, planned.example, output, tools, stop);
    } catch (const NotPaid&) {
      continue;
    }
  }
}

void check_estimate(const CostEstimate& estimate, double most_usd) {
  if (estimate.calls == 0) return;
  if (!estimate.usd) {
    throw Error(ErrorCode::configuration,
                "--max-cost: the price of the model is unknown, so its cost cannot be limited",
                "Add the model to the price file, or run without --max-cost");
  }
  if (*estimate.usd <= most_usd) return;
  throw Error(ErrorCode::failure,
              fmt::format("this run would cost about ${:.4f} ({} calls), more than --max-cost {:g}",
                          *estimate.usd, estimate.calls, most_usd),
              "Raise the limit, or use --split to run a part of the suite");
}

}  // namespace

CostEstimate estimate_cost(const PromptSuite& suite, const EvalServices& services,
                           const PromptRunOptions& options, const std::stop_token& stop) {
  CostEstimate estimate;
  for (const ExampleResult& planned : planned_results(suite, options)) {
    throw_if_stopped(stop);
    estimate_example(suite, services, planned, estimate, stop);
  }
  return estimate;
}

PromptRun run_prompt_suite(const PromptSuite& suite, const EvalServices& services,
                           const PromptRunOptions& options,
                           const std::function<void(std::size_t, std::size_t)>& progress,
                           const std::stop_token& stop) {
  if (options.max_cost_usd) {
    check_estimate(estimate_cost(suite, services, options, stop), *options.max_cost_usd);
  }
  PromptRun run;
  run.suite = suite.name;
  run.purpose = suite.purpose;
  run.target = target_name(suite.target.kind);
  run.k = suite.target.k;
  run.repetitions = options.repetitions.value_or(suite.repetitions);
  run.limits = suite.limits;
  run.metadata = services.metadata;
  if (needs_model(suite)) run.model = services.model.title;
  if (needs_judge(suite)) run.judge = services.judge.title;
  run.started_ms = now_ms();
  SuiteRun(suite, services, options, progress, stop).work(options.jobs, run);
  run.ended_ms = now_ms();
  redact_run(run);
  return run;
}

}  // namespace gitctx
