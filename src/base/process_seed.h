#pragma once

#include <cstdint>

namespace gitctx {

/// A random number that is the same for the whole process. Hash tables whose keys come from a
/// repository mix it into their hashes, so that nobody can choose keys that all have the same hash.
std::uint64_t process_seed();

}  // namespace gitctx
