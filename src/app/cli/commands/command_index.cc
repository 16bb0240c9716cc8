#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>

#include <algorithm>
#include <string>
#include <vector>

#include "app/cli/commands/commands.h"
#include "app/cli/render/render_index.h"
#include "app/cli/render/text_format.h"
#include "app/cli/terminal/interrupt.h"
#include "app/cli/terminal/messages.h"
#include "app/cli/terminal/progress_bar.h"
#include "app/config/config.h"
#include "app/services/embedders.h"
#include "app/services/index_status.h"
#include "app/services/unreadable_files.h"
#include "app/services/view_selector.h"
#include "base/error.h"
#include "core/storage_paths.h"
#include "git/repository.h"
#include "index/manifest.h"

namespace gitctx {
namespace {

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// Adds the revisions and the history that the settings ask for. A revision that this clone lacks
/// is skipped with a notice, because the settings may be shared with clones that have it.
IndexRequest merge_settings(IndexRequest request, const Settings::Index& settings,
                            const RepositoryLayout& layout) {
  std::vector<std::string> missing;
  for (const std::string& ref : settings.refs) {
    if (std::ranges::find(request.refs, ref) != request.refs.end()) continue;
    try {
      Repository::open(layout).resolve_commit(ref);
      request.refs.push_back(ref);
    } catch (const Error&) {
      missing.push_back(fmt::format("'{}'", ref));
    }
  }
  if (!missing.empty()) {
    write_notice({fmt::format("index.refs: this clone has no revision {}; {} skipped",
                              fmt::join(missing, ", "), missing.size() == 1 ? "it is" : "they are"),
                  {}});
  }
  if (settings.mode == IndexMode::history) request.history = true;
  return request;
}

bool history_is_indexed(const RepositoryLayout& layout) {
  try {
    const auto manifest = read_manifest(index_directory(layout.common_dir));
    return manifest && std::ranges::any_of(manifest->views, [](const ViewRecord& view) {
             return view.kind == ViewKind::history;
           });
  } catch (const OtherFormat&) {
    return false;
  } catch (const DamagedFile&) {
    return false;
  }
}

/// Asks before the history is indexed for the first time. Returns whether the user agreed.
bool confirm_history(const RepositoryLayout& layout, const Settings& settings,
                     EmbedderSource& embedders, const IndexRequest& request) {
  if (!can_ask()) {
    throw Error(
        ErrorCode::usage,
        "indexing the history can take a long time; without a terminal to ask on, it needs --yes",
        "To see its size, run: gitctx index --history --dry-run");
  }
  IndexRequest counting = request;
  counting.dry_run = true;
  const auto quiet = [](const IndexProgress&) {};
  const IngestReport with = run_index(layout, settings, embedders, counting, {}, quiet);
  counting.history = false;
  const IngestReport without = run_index(layout, settings, embedders, counting, {}, quiet);
  const auto more = [](std::uint64_t all, std::uint64_t part) {
    return all > part ? all - part : 0;
  };
  std::string price;
  if (with.estimate) {
    price = with.estimate->price_is_known
                ? fmt::format(" All of it costs about {}.", format_dollars(with.estimate->dollars))
                : " The price of the model is not known.";
  }
  return ask_yes_no(
      fmt::format("The history adds {} ({}) to the {} ({}) of the newest versions.{} Index it?",
                  counted(more(with.new_blobs, without.new_blobs), "blob"),
                  format_bytes(more(with.new_bytes, without.new_bytes)),
                  counted(without.new_blobs, "blob"), format_bytes(without.new_bytes), price));
}

constexpr const char* history_hint = "Run: gitctx index --history --yes";

/// Asks the user to agree to the indexing of the history, if necessary. Returns false if the
/// command line asks for the history and the user refuses. If only a setting asks for the history,
/// and the user refuses or cannot be asked, removes the history from the request and returns true,
/// because a setting of the repository must not stop an index run.
bool settle_history(IndexRequest& request, const IndexArguments& arguments, const Config& config,
                    const RepositoryLayout& layout, EmbedderSource& embedders) {
  const bool must_ask = request.history && !request.dry_run && !arguments.yes &&
                        (request.force || !history_is_indexed(layout));
  if (!must_ask) return true;
  const bool is_setting = !arguments.request.history;
  const bool cannot_ask = is_setting && !can_ask();
  if (!cannot_ask && confirm_history(layout, config.settings, embedders, request)) return true;
  if (!is_setting) return false;
  request.history = false;
  write_notice({fmt::format("the history is not indexed, although index.mode is history ({}): "
                            "indexing it can take a long time, and needs your consent",
                            place_of(config, "index.mode")),
                history_hint});
  return true;
}

/// Reports how much a failed run has spent.
void write_spent(const EmbeddingUsage& usage) {
  if (usage.calls == 0) return;
  write_notice({fmt::format("this run spent {}; {}", spending_text(usage),
                            usage.all_kept ? "the embeddings are kept"
                                           : "not all of the embeddings could be kept"),
                {}});
}

IngestReport run_with_progress(const RepositoryLayout& layout, const Settings& settings,
                               EmbedderSource& embedders, const IndexRequest& request,
                               const Terminal& terminal, bool show_progress) {
  ProgressBar bar(terminal, show_progress);
  const InterruptWatch interrupt(
      bar.is_shown(), "stopping; finished segments are kept; press Ctrl-C again to stop at once");
  return run_index(layout, settings, embedders, request, interrupt.token(),
                   [&](const IndexProgress& progress) { bar.update(progress); });
}

Notice interrupted_notice(const IndexRequest& request, const IngestReport& report) {
  if (request.batch) {
    return {"interrupted; the batch continues at the service", "Run: gitctx index --batch"};
  }
  // A rebuild replaces the old index only when the new index is complete.
  if (request.force)
    return {"interrupted before the new index was complete", "Run: gitctx index --force"};
  return {fmt::format("interrupted; {} of this run are kept in finished segments",
                      counted(report.new_blobs, "blob")),
          "Run: gitctx index"};
}

/// Reports the damaged index files, whether they were rebuilt, and the parts that could not be
/// rebuilt.
void write_repairs(const IngestReport& report, const IndexRequest& request) {
  const bool is_done = !request.dry_run && !report.interrupted;
  if (!report.damaged_manifest.empty()) {
    write_notice(
        {fmt::format("{}; {}, with only the views of this command", report.damaged_manifest,
                     is_done ? "the index was rebuilt" : "gitctx index rebuilds the index"),
         "Add --ref, --worktree or --history for other views"});
  }
  const char* const outcome = is_done ? "it was rebuilt" : "gitctx index rebuilds it";
  const std::string exception =
      report.lost.empty() ? "" : ", except the parts that git no longer has";
  for (const std::string& damage : report.damage) {
    write_notice({fmt::format("{}; {}{}", damage, outcome, exception), {}});
  }
  for (const std::string& lost : report.lost) {
    write_notice({"could not be rebuilt: " + lost, {}});
  }
}

/// Writes a notice that names the views that a rebuild has dropped.
void write_dropped(const IngestReport& report, const RepositoryLayout& layout) {
  if (report.dropped.empty()) return;
  std::vector<std::string> names;
  for (const std::string& owner : report.dropped) names.push_back(view_name(layout, owner));
  write_notice({fmt::format("no longer indexed: {}", fmt::join(names, ", ")), {}});
}

}  // namespace

int run_command(const IndexArguments& arguments, CommandContext& context) {
  // The repository and its settings.
  const RepositoryLayout layout = require_repository(context.directory);
  const Config config = load_config(config_paths(layout, context.environment), context.environment);
  const bool quiet = arguments.verbosity == Verbosity::quiet;
  if (!quiet) write_notices(config.notices);
  IndexRequest request = merge_settings(arguments.request, config.settings.index, layout);
  request.verify = true;

  const auto embedders =
      open_embedders(config, layout, context.environment, arguments.max_cost_usd);

  // Ask before any expensive work.
  if (!settle_history(request, arguments, config, layout, *embedders)) {
    write_notice({"nothing was indexed", history_hint});
    return static_cast<int>(ErrorCode::failure);
  }

  IndexOutcome outcome{.dry_run = request.dry_run};
  if (!request.dry_run) embedders->require_cache();
  try {
    outcome.report = run_with_progress(layout, config.settings, *embedders, request,
                                       context.error_terminal, !quiet);
  } catch (const Error&) {
    write_spent(embedders->usage());
    throw;
  }
  outcome.peak_memory_bytes = peak_memory_bytes();
  outcome.usage = embedders->usage();

  // The report.
  if (!outcome.usage.budget_warning.empty()) write_notice({outcome.usage.budget_warning, {}});
  if (arguments.max_cost_usd > 0 && !request.dry_run && !outcome.usage.price_is_known) {
    write_notice(unlimited_notice(outcome.usage.model));
  }
  if (!quiet) write_repairs(outcome.report, request);
  if (!quiet) write_dropped(outcome.report, layout);
  const auto unreadable = unreadable_notice(outcome.report.skipped);
  if (!quiet && unreadable) write_notice(*unreadable);
  const bool wants_only_head = request.refs.empty() && !request.worktree && !request.history;
  if (!quiet && wants_only_head && !read_head(layout).commit) {
    write_notice(unborn_head_notice(layout));
  }
  if (arguments.json) {
    context.out.write(render_index_json(outcome));
  } else if (outcome.report.interrupted) {
    write_notice(interrupted_notice(request, outcome.report));
    write_spent(outcome.usage);
  } else if (arguments.verbosity == Verbosity::verbose) {
    context.out.write(render_index_verbose(outcome));
  } else if (!quiet) {
    context.out.write(index_summary_line(outcome));
  }
  context.out.flush();
  return outcome.report.interrupted ? static_cast<int>(ErrorCode::interrupted) : 0;
}

}  // namespace gitctx
