#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/database.h"

namespace gitctx {

/// The cost of one request.
struct Spending {
  std::string provider;
  std::string model;
  std::uint64_t tokens = 0;
  double usd = 0;
};

/// Records spending on hosted models by day (UTC) and model, in a SQLite file that all processes of
/// a user share. Sums are exact: amounts are in picodollars. Each row has a seal (base/database.h).
/// Throws Error(failure) for a damaged row, because its amount could be too low. Thread-safe. Also
/// throws Error as Database does.
class SpendLedger {
 public:
  using Clock = std::function<std::chrono::system_clock::time_point()>;

  static SpendLedger open(const std::filesystem::path& path,
                          Clock now = std::chrono::system_clock::now);

  /// Today's spending in dollars, without reservations.
  double spent_today();
  /// Reserves `usd` for `run` until settle() or close(). If today's spending and the reservations
  /// of all runs would then exceed `limit`, reserves nothing and returns the current sum of this
  /// spending and these reservations.
  std::optional<double> reserve(std::int64_t run, double usd, std::optional<double> limit);
  /// Ends a reservation of `reserved`. Books the actual cost of the request unless `actual` is
  /// null.
  void settle(std::int64_t run, double reserved, const Spending* actual);
  /// Ends all reservations of a run.
  void close(std::int64_t run);

 private:
  SpendLedger(Database database, std::filesystem::path file, Clock now);

  std::string today() const;
  void check_all();
  void book(const Spending& spending);
  std::int64_t paid_today();
  std::int64_t reserved_today();
  /// Changes the reservation of a run by an amount, which may be negative.
  void change_reservation(std::int64_t run, std::int64_t picodollars);
  [[noreturn]] void throw_damaged() const;

  Database database_;
  std::filesystem::path file_;
  Clock now_;
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
};

}  // namespace gitctx
