#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/notice.h"
#include "app/trust/trust_store.h"

namespace gitctx {

/// A file in .gitctx/prompts that replaces a built-in prompt. Its text is read once, so that the
/// text that the user accepted is the text that is used.
struct TeamPrompt {
  std::string name;  ///< "answer"
  std::filesystem::path file;
  std::string text;
  bool is_in_force = false;

  std::size_t line_count() const;
  TrustItem item() const;
};

/// The prompts in the folder that replace a built-in prompt. A file that cannot be read, or is not
/// a valid replacement, counts as missing, and a notice says why. A file that has the same text as
/// the built-in prompt is always in force.
std::vector<TeamPrompt> read_team_prompts(const std::filesystem::path& folder,
                                          std::vector<Notice>& notices);

}  // namespace gitctx
