#include "testing/temp_dir.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "base/error.h"
#include "base/file.h"

namespace gitctx {

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "gitctx-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw_system_error(errno, "cannot create", name);
  path_ = std::filesystem::canonical(name);
}

TempDir::~TempDir() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TempDir::write(std::string_view name, std::string_view contents) const {
  const std::filesystem::path path = path_ / name;
  std::filesystem::create_directories(path.parent_path());
  OutputFile file(path);
  file.write(contents);
  file.close();
  return path;
}

}  // namespace gitctx
