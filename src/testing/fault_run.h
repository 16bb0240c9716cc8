#pragma once

#include <cstddef>
#include <functional>

#include "base/io_hook.h"

namespace gitctx {

enum class RunOutcome { completed, killed, threw };

/// Runs `body` in a forked child, numbers its durable writes (base/file.h) from 0, and injects
/// `fault` into the write with the number `operation`. If the fault is a kill, `completed` means
/// that `body` has no write with that number, so the following loop kills `body` once at every
/// write:
///
///   for (std::size_t n = 0; run_with_fault(n, fault, body) != RunOutcome::completed; ++n) {
///     EXPECT_TRUE(state_is_old_or_new());
///   }
///
/// `killed` means that the fault killed the child. Any other crash of the child aborts the test.
/// The calling process must have no other threads.
RunOutcome run_with_fault(std::size_t operation, const IoFault& fault,
                          const std::function<void()>& body);

}  // namespace gitctx
