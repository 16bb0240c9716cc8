#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "app/config/config.h"
#include "app/config/environment.h"
#include "app/services/langsmith.h"
#include "app/services/search_session.h"
#include "git/repository_layout.h"
#include "langsmith/tracer.h"

namespace gitctx {

/// Sends a trace of a command to LangSmith if the environment asks for traces; otherwise does
/// nothing. The destructor delivers the trace, so that the command writes its output first. A trace
/// that is not delivered within a few seconds is kept for `gitctx eval push`, and a notice says so.
class CommandTrace {
 public:
  /// Throws Error(configuration) for invalid LangSmith settings.
  CommandTrace(const Config& config, const RepositoryLayout& layout,
               const Environment& environment);
  ~CommandTrace();
  CommandTrace(const CommandTrace&) = delete;
  CommandTrace& operator=(const CommandTrace&) = delete;

  /// Runs `work`, which gets the root run of the trace and returns the outputs of that run. An
  /// error thrown by `work` ends the trace and is rethrown. `inputs` is called only if there is a
  /// trace.
  void record(std::string_view name, const std::function<nlohmann::ordered_json()>& inputs,
              const std::function<nlohmann::ordered_json(TracedRun& root)>& work);

 private:
  std::optional<LangSmithSession> session_;  ///< empty: no traces
  std::optional<LangSmithTracer> tracer_;
  std::stop_source stop_;
};

/// Searches, and records the search as a run inside `parent`.
SearchAnswer traced_search(TracedRun& parent, SearchSession& session, const SearchRequest& request);

/// The hits as JSON, in the form in which a search run records them.
nlohmann::ordered_json hits_shape(const std::vector<Hit>& hits);

}  // namespace gitctx
