#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace gitctx {

/// How to reach LangSmith and what to send there, as its official clients read it from the
/// environment.
struct LangSmithSettings {
  std::string endpoint = "https://api.smith.langchain.com";  ///< without a slash at its end
  std::string api_key;                                       ///< empty: there is none
  std::string workspace_id;
  std::string project = "default";  ///< of traces
  bool tracing = false;
  double sampling_rate = 1;  ///< of traces, 0 to 1
  bool hides_inputs = false;
  bool hides_outputs = false;
  bool hides_metadata = false;
  std::filesystem::path spool_folder;  ///< empty: none was named
  std::uint64_t spool_bytes = std::uint64_t{100} * 1024 * 1024;
};

/// A variable's value; empty if it is unset.
using VariableLookup = std::function<std::string_view(std::string_view name)>;

/// LANGSMITH_X is looked up before LANGCHAIN_X. Throws Error(configuration) for a sampling rate or
/// a size that is no number in its range.
LangSmithSettings langsmith_settings(const VariableLookup& variable);

/// Whether commands are to be traced; what else is set there is not looked at.
bool wants_langsmith_traces(const VariableLookup& variable);

/// Whether the endpoint is on this machine. Such a one needs no key.
bool is_local_endpoint(std::string_view endpoint);

/// Where people look at what was sent: https://smith.langchain.com and its sisters.
std::string langsmith_web_url(std::string_view endpoint);

}  // namespace gitctx
