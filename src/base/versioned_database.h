#pragma once

#include <filesystem>

#include "base/database.h"

namespace gitctx {

struct DatabaseTables {
  int version = 1;
  const char* create;  ///< SQL that makes the tables of this version in an empty file
};

/// A SQLite file with tables of a version; they are made if the file is new, whichever of several
/// processes comes first. Throws Error (failure) if they are of another version.
Database open_versioned_database(const std::filesystem::path& path, const DatabaseTables& tables);

}  // namespace gitctx
