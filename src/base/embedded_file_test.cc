#include "base/embedded_file.h"

#include <gtest/gtest.h>

#include <cstdint>

GITCTX_EMBED_FILE(gitctx_test_source, __FILE__);

namespace gitctx {
namespace {

TEST(EmbeddedFile, HasTheBytesOfTheFile) {
  const std::string_view text = embedded_text(gitctx_test_source, gitctx_test_source_end);
  EXPECT_TRUE(text.starts_with("#include \"base/embedded_file.h\"\n")) << text;
  EXPECT_TRUE(text.ends_with("}  // namespace gitctx\n")) << text;
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(gitctx_test_source) % 64, 0u);
}

}  // namespace
}  // namespace gitctx
