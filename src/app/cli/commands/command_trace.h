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
/// nothing. The destructor delivers it, so after the command's output; a trace that cannot be
/// delivered in a few seconds is kept for `gitctx eval push`, with a notice.
class CommandTrace {
 public:
  /// Throws configuration for invalid LangSmith settings.
  CommandTrace(const Config& config, const RepositoryLayout& layout,
               const Environment& environment);
  ~CommandTrace();
  CommandTrace(const CommandTrace&) = delete;
  CommandTrace& operator=(const CommandTrace&) = delete;

  /// Runs `work`, which gets the root of the trace and returns its outputs. Its error ends the
  /// trace and is rethrown. `inputs` is called only if there is a trace.
  void record(std::string_view name, const std::function<nlohmann::ordered_json()>& inputs,
              const std::function<nlohmann::ordered_json(TracedRun& root)>& work);

 private:
  std::optional<LangSmithSession> session_;  ///< empty: no traces
  std::optional<LangSmithTracer> tracer_;
  std::stop_source stop_;
};

/// A search, recorded as a run of a trace.
SearchAnswer traced_search(TracedRun& parent, SearchSession& session, const SearchRequest& request);

/// Hits in the shape that such a run has.
nlohmann::ordered_json hits_shape(const std::vector<Hit>& hits);

}  // namespace gitctx
