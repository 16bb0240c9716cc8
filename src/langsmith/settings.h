#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace gitctx {

/// The address of LangSmith, the key and the choice of data to send. They are read from the
/// environment as LangSmith's official clients read them.
struct LangSmithSettings {
  std::string endpoint = "https://api.smith.langchain.com";  ///< without a trailing slash
  std::string api_key;                                       ///< may be empty
  std::string workspace_id;
  std::string project = "default";  ///< project for traces
  bool tracing = false;
  double sampling_rate = 1;  ///< share of traces that are recorded, 0 to 1
  bool hides_inputs = false;
  bool hides_outputs = false;
  bool hides_metadata = false;
  std::filesystem::path spool_folder;  ///< empty: not set
  std::uint64_t spool_bytes = std::uint64_t{100} * 1024 * 1024;
};

/// Returns the value of a variable, or an empty text if it is unset.
using VariableLookup = std::function<std::string_view(std::string_view name)>;

/// LANGSMITH_X takes precedence over LANGCHAIN_X. Throws Error(configuration) for a sampling rate
/// or a size that is not a number in its range.
LangSmithSettings langsmith_settings(const VariableLookup& variable);

/// Whether commands should be traced. Reads no other setting.
bool wants_langsmith_traces(const VariableLookup& variable);

/// Whether the endpoint is on this machine and therefore needs no key.
bool is_local_endpoint(std::string_view endpoint);

/// The address of the web pages that belong to an endpoint, such as https://smith.langchain.com.
std::string langsmith_web_url(std::string_view endpoint);

}  // namespace gitctx
