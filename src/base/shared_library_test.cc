#include "base/shared_library.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace gitctx {
namespace {

constexpr const char* with_libm[] = {"libgitctx-missing.so.1", "libm.so.6"};
constexpr const char* without_any[] = {"libgitctx-missing.so.1", "libgitctx-missing.so.2"};

TEST(SharedLibrary, OpensTheFirstSonameThatExists) {
  const SharedLibrary library({.name = "libm", .sonames = with_libm, .package = "libc6"});
  double (*square_root)(double) = nullptr;
  library.resolve(square_root, "sqrt");
  EXPECT_EQ(square_root(9), 3);
}

TEST(SharedLibrary, NamesSonamesAndPackageOfAMissingLibrary) {
  try {
    SharedLibrary({.name = "libfoo", .sonames = without_any, .package = "libfoo2"});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::failure);
    EXPECT_TRUE(error.message().starts_with(
        "cannot load libfoo (libgitctx-missing.so.1 or libgitctx-missing.so.2): "))
        << error.message();
    EXPECT_EQ(error.hint(), "Install libfoo. On Debian and Ubuntu, run: apt-get install libfoo2");
  }
}

TEST(SharedLibrary, NamesAMissingFunction) {
  const SharedLibrary library({.name = "libm", .sonames = with_libm, .package = "libc6"});
  void (*missing)() = nullptr;
  try {
    library.resolve(missing, "gitctx_missing");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_TRUE(error.message().ends_with("has no function gitctx_missing")) << error.message();
  }
}

}  // namespace
}  // namespace gitctx
