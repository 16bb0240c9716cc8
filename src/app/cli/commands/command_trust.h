#pragma once

#include <string>
#include <vector>

#include "app/cli/commands/commands.h"
#include "app/config/config.h"
#include "git/repository_layout.h"

namespace gitctx {

/// The names of those suites in the two suite folders that wait for trust.
std::vector<std::string> waiting_suites(const CommandContext& context,
                                        const RepositoryLayout& layout, const Config& config);

}  // namespace gitctx
