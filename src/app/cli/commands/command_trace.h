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

/// What a command tells LangSmith of itself, if the environment asks for traces; else it does
/// nothing. Delivered when it goes, so after the command's output; what cannot be delivered in a
/// few seconds is kept for `gitctx eval push`, with a notice.
class CommandTrace {
 public:
  /// Throws configuration for settings of LangSmith that are none.
  CommandTrace(const Config& config, const RepositoryLayout& layout,
               const Environment& environment);
  ~CommandTrace();
  CommandTrace(const CommandTrace&) = delete;
  CommandTrace& operator=(const CommandTrace&) = delete;

  /// Does `work`, which gets the trace's root and returns its outputs. An error of it ends the
  /// trace, too, and goes on. `inputs` are asked for only if there is a trace.
  void record(std::string_view name, const std::function<nlohmann::ordered_json()>& inputs,
              const std::function<nlohmann::ordered_json(TracedRun& root)>& work);

 private:
  std::optional<LangSmithSession> session_;  ///< nothing: no traces
  std::optional<LangSmithTracer> tracer_;
  std::stop_source stop_;
};

/// A search that is a run of a trace.
SearchAnswer traced_search(TracedRun& parent, SearchSession& session, const SearchRequest& request);

/// Hits as such a run has them.
nlohmann::ordered_json hits_shape(const std::vector<Hit>& hits);

}  // namespace gitctx
