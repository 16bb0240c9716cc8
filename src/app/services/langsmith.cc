#include "app/services/langsmith.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "app/services/embedders.h"
#include "app/services/transport.h"
#include "app/version.h"
#include "base/guard/guarded_path.h"
#include "core/storage_paths.h"

namespace gitctx {
namespace {

LangSmithSettings settings_of(const Config& config, const Environment& environment) {
  LangSmithSettings settings =
      langsmith_settings([&](std::string_view name) { return environment.get(name); });
  if (settings.api_key.empty()) settings.api_key = config.secrets.langsmith_api_key;
  return settings;
}

std::filesystem::path spool_folder(const LangSmithSettings& settings,
                                   const RepositoryLayout& layout, const Environment& environment) {
  if (!settings.spool_folder.empty()) {
    std::error_code failed;
    const auto folder = std::filesystem::weakly_canonical(settings.spool_folder, failed);
    guard_folder(failed ? settings.spool_folder : folder, {.new_files = NewFiles::owner_only});
    return settings.spool_folder;
  }
  return langsmith_spool_folder(pending_place(layout, environment));
}

}  // namespace

LangSmithSession::LangSmithSession(const Config& config, const RepositoryLayout& layout,
                                   const Environment& environment, const RetryPolicy& policy)
    : transport_(make_curl_transport(transport_options(config, environment))),
      client_(*transport_, settings_of(config, environment), policy),
      spool_(spool_folder(client_.settings(), layout, environment),
             client_.settings().spool_bytes) {}

std::string runner_name() { return fmt::format("gitctx/{}", version_number); }

}  // namespace gitctx
