#pragma once

#include <string>
#include <vector>

#include "app/cli/commands/commands.h"
#include "app/config/config.h"
#include "git/repository_layout.h"

namespace gitctx {

/// The names of the suites that wait for trust. A suite outside the two suite folders is found only
/// if the user has accepted an earlier version of it.
std::vector<std::string> waiting_suites(const CommandContext& context,
                                        const RepositoryLayout& layout, const Config& config);

}  // namespace gitctx
