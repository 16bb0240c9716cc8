#include "base/versioned_database.h"

#include <fmt/format.h>

#include "base/error.h"

namespace gitctx {

Database open_versioned_database(const std::filesystem::path& path, const DatabaseTables& tables) {
  Database database = Database::open(path);
  const auto sql_for = [&](int version) {
    if (version == 0) return tables.create;
    return version == tables.version - 1 ? tables.upgrade : nullptr;
  };
  if (sql_for(database.user_version()) != nullptr) {
    Database::Transaction transaction(database);
    if (const char* const sql = sql_for(database.user_version())) {
      database.execute(sql);
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
