#include "base/stop.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

TEST(Stop, ThrowsInterruptedOnlyOnceRequested) {
  std::stop_source source;
  EXPECT_NO_THROW(throw_if_stopped(source.get_token()));
  EXPECT_NO_THROW(throw_if_stopped({}));
  source.request_stop();
  try {
    throw_if_stopped(source.get_token());
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::interrupted);
    EXPECT_EQ(error.message(), "interrupted");
  }
}

}  // namespace
}  // namespace gitctx
