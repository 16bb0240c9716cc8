#pragma once

#include <filesystem>

#include "base/database.h"

namespace gitctx {

struct DatabaseTables {
  int version = 1;
  const char* create;             ///< SQL that creates the tables of this version in an empty file
  const char* upgrade = nullptr;  ///< SQL that converts the tables of the previous version
};

/// Opens a SQLite file and creates its tables if it is new; safe when several processes do so at
/// once. Throws Error (failure) if the tables have another version.
Database open_versioned_database(const std::filesystem::path& path, const DatabaseTables& tables);

}  // namespace gitctx
