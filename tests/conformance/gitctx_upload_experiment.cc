// Sends the experiment on standard input (langsmith/record.h) to LangSmith, as `gitctx eval` does,
// and prints the result as JSON. Settings come from the environment.
//
//   gitctx_upload_experiment [SPOOL] < experiment.json
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "http/curl_transport.h"
#include "langsmith/experiment.h"

int main(int argc, char** argv) {
  using namespace gitctx;
  const auto variable = [](std::string_view name) -> std::string_view {
    const char* const value = std::getenv(std::string(name).c_str());
    return value == nullptr ? std::string_view() : std::string_view(value);
  };
  try {
    const std::string text(std::istreambuf_iterator<char>(std::cin), {});
    const auto transport = make_curl_transport();
    LangSmithClient client(*transport, langsmith_settings(variable), {.attempts = 2});
    std::optional<LangSmithSpool> spool;
    if (argc > 1) spool.emplace(argv[1], client.settings().spool_bytes);
    const UploadResult result = upload_experiment(client, parse_experiment(text, "standard input"),
                                                  spool ? &*spool : nullptr, {});
    std::cout << nlohmann::json{{"experiment_id", result.experiment_id},
                                {"name", result.experiment_name},
                                {"dataset_id", result.dataset_id},
                                {"link", result.link},
                                {"failure", result.failure ? result.failure->message() : ""},
                                {"kept", result.kept.string()}}
              << '\n';
  } catch (const Error& error) {
    std::cerr << error.message() << '\n';
    return static_cast<int>(error.code());
  }
  return 0;
}
