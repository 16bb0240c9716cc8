#include "base/error.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace gitctx {
namespace {

Error system_error(int error_number) {
  try {
    throw_system_error(error_number, "cannot read", "some/file");
  } catch (const Error& error) {
    return error;
  }
}

TEST(ThrowSystemError, NamesThePathAndTheReason) {
  const Error error = system_error(EIO);
  EXPECT_EQ(error.message(), "cannot read some/file: Input/output error");
  EXPECT_STREQ(error.what(), error.message().c_str());
  EXPECT_EQ(error.code(), ErrorCode::failure);
  EXPECT_EQ(error.hint(), "");
}

TEST(ThrowSystemError, TellsPermissionFromOtherFailures) {
  for (const int denied : {EACCES, EPERM, EROFS}) {
    EXPECT_EQ(system_error(denied).code(), ErrorCode::permission);
    EXPECT_EQ(system_error(denied).hint(), "Check the owner and mode of that path");
  }
  EXPECT_EQ(system_error(ENOSPC).hint(), "Free some disk space and run the command again");
}

}  // namespace
}  // namespace gitctx
