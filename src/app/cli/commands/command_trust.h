#pragma once

#include <string>
#include <vector>

#include "app/cli/commands/commands.h"
#include "app/config/config.h"
#include "git/repository_layout.h"

namespace gitctx {

/// The names of the suites in the two folders of suites that wait until the user trusts them.
std::vector<std::string> waiting_suites(const CommandContext& context,
                                        const RepositoryLayout& layout, const Config& config);

}  // namespace gitctx
