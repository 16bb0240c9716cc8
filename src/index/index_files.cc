#include "index/index_files.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/file.h"
#include "base/guard/guarded_path.h"

namespace gitctx {
namespace {

constexpr std::string_view temporary_ending = ".tmp";

std::string_view without_temporary_ending(std::string_view name) {
  if (name.ends_with(temporary_ending)) name.remove_suffix(temporary_ending.size());
  return name;
}

/// "PREFIX-N.gcx", where N is a number.
bool is_numbered(std::string_view name, std::string_view prefix) {
  constexpr std::string_view ending = ".gcx";
  if (!name.starts_with(prefix) || !name.ends_with(ending)) return false;
  if (name.size() <= prefix.size() + ending.size()) return false;
  name.remove_prefix(prefix.size());
  name.remove_suffix(ending.size());
  return std::ranges::all_of(name, is_digit);
}

}  // namespace

bool is_manifest_file(std::string_view name) {
  return without_temporary_ending(name) == "manifest.json";
}

bool is_index_file(std::string_view name) {
  if (is_manifest_file(name)) return true;
  name = without_temporary_ending(name);
  return is_numbered(name, "segment-") || is_numbered(name, "view-");
}

bool remove_index_file(const std::filesystem::path& file) {
  std::error_code failed;
  if (std::filesystem::is_directory(std::filesystem::symlink_status(file, failed))) {
    return rmdir_guarded(file, "cannot remove");
  }
  remove_file(file);
  return true;
}

std::string why_no_file(const std::filesystem::path& path) {
  std::error_code failed;
  const std::filesystem::file_status status = std::filesystem::symlink_status(path, failed);
  if (failed || !std::filesystem::exists(status)) return {};
  if (std::filesystem::is_directory(status)) return "it is a folder";
  return std::filesystem::is_other(status) ? "it is not a regular file" : "";
}

}  // namespace gitctx
