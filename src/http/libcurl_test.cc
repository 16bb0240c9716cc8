#include "http/libcurl.h"

#include <gtest/gtest.h>

#include <string_view>

namespace gitctx {
namespace {

TEST(Libcurl, IsLoadedOnceWithAllItsFunctions) {
  EXPECT_EQ(&libcurl(), &libcurl());
  EXPECT_NE(libcurl().curl_multi_wakeup, nullptr);
  EXPECT_FALSE(std::string_view(libcurl().curl_easy_strerror(CURLE_COULDNT_CONNECT)).empty());
}

}  // namespace
}  // namespace gitctx
