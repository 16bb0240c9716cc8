#include "base/versioned_database.h"

#include <fmt/format.h>

#include "base/error.h"

namespace gitctx {

Database open_versioned_database(const std::filesystem::path& path, const DatabaseTables& tables) {
  Database database = Database::open(path);
  if (database.user_version() == 0) {
    Database::Transaction transaction(database);
    if (database.user_version() == 0) {
      database.execute(tables.create);
      database.set_user_version(tables.version);
    }
    transaction.commit();
  }
  const int found = database.user_version();
  if (found != tables.version) {
    throw Error(
        ErrorCode::failure,
        fmt::format("cannot use {}: its tables have version {}, this gitctx knows version {}",
                    path.string(), found, tables.version),
        found > tables.version ? "Update gitctx, or move the file away"
                               : "Move the file away; a new one is created");
  }
  return database;
}

}  // namespace gitctx
