#pragma once

#include <cstddef>
#include <functional>

#include "base/io_hook.h"

namespace gitctx {

enum class RunOutcome { completed, killed, threw };

/// Runs `body` in a forked child whose durable writes (base/file.h) are counted from 0; number
/// `operation` suffers `fault`. `completed` with a fault that kills means that `body` has no more
/// operations than that, so a loop over `operation` that ends there has killed it everywhere:
///
///   for (std::size_t n = 0; run_with_fault(n, fault, body) != RunOutcome::completed; ++n) {
///     EXPECT_TRUE(state_is_old_or_new());
///   }
///
/// `killed` is the fault's exit only: the child crashing in any other way aborts the test.
/// The calling process must have no other threads.
RunOutcome run_with_fault(std::size_t operation, const IoFault& fault,
                          const std::function<void()>& body);

}  // namespace gitctx
