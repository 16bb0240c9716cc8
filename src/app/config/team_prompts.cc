#include "app/config/team_prompts.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>

#include "app/config/config_file.h"
#include "base/error.h"
#include "base/file.h"
#include "base/guard/guarded_path.h"
#include "core/storage_paths.h"
#include "llm/prompts/built_in_prompts.h"
#include "llm/prompts/prompt.h"
#include "llm/prompts/prompt_library.h"

namespace gitctx {

std::size_t TeamPrompt::line_count() const {
  const auto breaks = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  return breaks + (text.empty() || text.ends_with('\n') ? 0 : 1);
}

TrustItem TeamPrompt::item() const {
  return {.kind = TrustKind::prompt,
          .name = fmt::format("{}/prompts/{}.yml", settings_folder_name, name),
          .content = text};
}

std::vector<TeamPrompt> read_team_prompts(const std::filesystem::path& folder,
                                          std::vector<Notice>& notices) {
  std::vector<TeamPrompt> prompts;
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) return prompts;
  try {
    open_guarded(folder, O_RDONLY | O_DIRECTORY, "cannot read");
  } catch (const Error& error) {
    notices.push_back({"the built-in prompts are used: " + error.message(), error.hint()});
    return prompts;
  }
  for (const std::string_view name : built_in_prompt_names()) {
    const std::filesystem::path file = folder / fmt::format("{}.yml", name);
    try {
      std::optional<std::string> text = read_file_if_present(file, most_prompt_bytes);
      if (!text) continue;
      parse_replacement(name, *text, file.string());  // a broken prompt cannot be trusted
      const bool is_built_in = *text == built_in_prompt_yaml(name);
      prompts.push_back({.name = std::string(name),
                         .file = file,
                         .text = std::move(*text),
                         .is_in_force = is_built_in});
    } catch (const Error& error) {
      notices.push_back({fmt::format("the built-in prompt '{}' is used: {}", name, error.message()),
                         error.hint()});
    }
  }
  return prompts;
}

}  // namespace gitctx
