#include "http/http.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

TEST(HttpResponse, FindsAHeaderWhateverItsCase) {
  const HttpResponse response{200, {{"Content-Type", "text/plain"}, {"retry-after", "3"}}, {}};
  EXPECT_EQ(response.header("content-type"), "text/plain");
  EXPECT_EQ(response.header("Retry-After"), "3");
  EXPECT_EQ(response.header("Retry"), "");
}

}  // namespace
}  // namespace gitctx
