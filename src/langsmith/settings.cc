#include "langsmith/settings.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

#include "base/ascii.h"
#include "base/error.h"
#include "http/url.h"

namespace gitctx {
namespace {

class Variables {
 public:
  explicit Variables(const VariableLookup& variable) : variable_(variable) {}

  std::string_view get(std::string_view name) const {
    for (const char* const prefix : {"LANGSMITH_", "LANGCHAIN_"}) {
      const std::string_view written = variable_(fmt::format("{}{}", prefix, name));
      const std::string_view value = trimmed(written, " \t\r\n\"'");
      if (!value.empty()) return value;
    }
    return {};
  }

  bool is_true(std::string_view name) const { return get(name) == "true"; }

  /// The variable as a number from 0 to `limit`; `usual` if it is unset.
  double number(std::string_view name, double usual, double limit) const {
    const std::string_view text = get(name);
    if (text.empty()) return usual;
    double value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() ||
        !(value >= 0 && value <= limit)) {
      throw Error(
          ErrorCode::configuration,
          fmt::format("LANGSMITH_{} is '{}', not a number from 0 to {:g}", name, text, limit),
          fmt::format("Set LANGSMITH_{} to such a number, or unset it", name));
    }
    return value;
  }

 private:
  const VariableLookup& variable_;
};

}  // namespace

bool wants_langsmith_traces(const VariableLookup& variable) {
  const Variables variables(variable);
  return variables.is_true("TRACING") || variables.is_true("TRACING_V2");
}

LangSmithSettings langsmith_settings(const VariableLookup& variable) {
  const Variables variables(variable);
  LangSmithSettings settings;
  if (const auto endpoint = variables.get("ENDPOINT"); !endpoint.empty()) {
    settings.endpoint = endpoint;
    if (settings.endpoint.ends_with('/')) settings.endpoint.pop_back();
  }
  settings.api_key = variables.get("API_KEY");
  settings.workspace_id = variables.get("WORKSPACE_ID");
  for (const char* const name : {"SESSION", "PROJECT"}) {
    if (const auto project = variables.get(name); !project.empty()) settings.project = project;
  }
  settings.tracing = wants_langsmith_traces(variable);
  settings.sampling_rate = variables.number("TRACING_SAMPLING_RATE", 1, 1);
  settings.hides_inputs = variables.is_true("HIDE_INPUTS");
  settings.hides_outputs = variables.is_true("HIDE_OUTPUTS");
  settings.hides_metadata = variables.is_true("HIDE_METADATA");
  settings.spool_folder = variables.get("FAILED_TRACES_DIR");
  const double spool_mb = variables.number("FAILED_TRACES_MAX_MB", 100, 1e6);
  settings.spool_bytes = static_cast<std::uint64_t>(spool_mb * 1024 * 1024);
  return settings;
}

bool is_local_endpoint(std::string_view endpoint) {
  return is_loopback_host(parse_url(endpoint).host);
}

std::string langsmith_web_url(std::string_view endpoint) {
  if (is_local_endpoint(endpoint)) return "http://localhost:3000";
  for (const char* const suffix : {"/api/v1", "/api"}) {
    if (endpoint.ends_with(suffix)) {
      endpoint.remove_suffix(std::string_view(suffix).size());
      return std::string(endpoint);
    }
  }
  constexpr std::string_view hosted = ".api.smith.langchain.com";
  const std::string_view host = parse_url(endpoint).host;
  if (host.ends_with(hosted)) {
    const std::string_view region = host.substr(0, host.size() - hosted.size());
    return fmt::format("https://{}.smith.langchain.com", region);
  }
  return "https://smith.langchain.com";
}

}  // namespace gitctx
