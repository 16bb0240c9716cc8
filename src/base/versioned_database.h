#pragma once

#include <filesystem>

#include "base/database.h"

namespace gitctx {

struct DatabaseTables {
  int version = 1;
  const char* create;             ///< SQL that creates the tables of this version in an empty file
  const char* upgrade = nullptr;  ///< SQL that converts the tables of the previous version
};

/// Opens a SQLite file, and creates the tables in a new file. Several processes may do so at once.
/// Throws Error (failure) if the tables have a version that this program cannot upgrade.
Database open_versioned_database(const std::filesystem::path& path, const DatabaseTables& tables);

}  // namespace gitctx
