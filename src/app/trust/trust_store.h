#pragma once

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/notice.h"
#include "base/database.h"

namespace gitctx {

/// The kinds of items that a repository can propose. Settings are accepted together, because the
/// effect of one setting depends on the others: an OpenAI model costs nothing if another setting
/// names a local server.
enum class TrustKind : std::uint8_t { settings, prompt, suite };
std::string_view trust_kind_name(TrustKind kind);  ///< "settings"

/// A proposal of a repository. It takes effect only after the user has accepted it.
struct TrustItem {
  TrustKind kind = TrustKind::settings;
  std::string name;  ///< path of its file, relative to the worktree
  /// Everything that the decision depends on. If the content changes, the item waits for trust
  /// again.
  std::string content;

  bool operator==(const TrustItem&) const = default;
};

/// The maximum size of an item in bytes.
inline constexpr std::size_t largest_trust_item = 4U * 1024 * 1024;
/// Throws Error(usage) for an item that is too large.
void check_size(const TrustItem& item);

/// The place where the decisions about a repository are stored, for one run of the program.
struct TrustPlace {
  std::string repository{};       ///< canonical path of the git folder that its worktrees share
  std::filesystem::path store{};  ///< file of the store; empty: the user has no home folder
  bool accepts_all = false;       ///< whether GITCTX_TRUST is on
  /// The folder whose files are the user's own: a path relative to the worktree, with a final
  /// slash. Empty if there is no such folder.
  std::string own_folder{};
};

/// The content of an item in the form that is stored and compared: the content itself, or, if it
/// has secrets, the redacted content with the SHA-1 of the whole content before it.
std::string kept_content(const std::string& content);
/// Whether content in the stored form was redacted. Its first line is then the SHA-1.
bool has_secrets(std::string_view kept_content);

/// Stores the items that users have accepted in each repository (`~/.gitctx/trust.sqlite`). The
/// store compares the whole content of an item, so an item with any other content does not count
/// as accepted. No secret is stored. Each row has a seal (base/database.h); a damaged row accepts
/// nothing.
class TrustStore {
 public:
  /// Creates the file, which only its owner may read, if it is missing. Throws Error(failure) for a
  /// damaged file, and Error(permission) for a file that cannot be read, or if users other than
  /// `user` and root can change the file or its folder.
  static TrustStore open(const std::filesystem::path& file, uid_t user = ::geteuid());

  bool has(std::string_view repository, const TrustItem& item);
  /// Throws Error(usage) and adds nothing if an item is too large.
  void add(std::string_view repository, std::span<const TrustItem> items);
  /// The accepted items of a repository, with their kept contents, sorted by kind and name.
  std::vector<TrustItem> items(std::string_view repository);
  /// Returns the number of removed items.
  std::size_t remove_all(std::string_view repository);

 private:
  explicit TrustStore(Database database) : database_(std::move(database)) {}

  Database database_;
};

/// For each item, in order, whether it is accepted. If the store cannot be read, no item is
/// accepted, and a notice says why. Never creates the store.
std::vector<bool> accepted_items(const TrustPlace& place, std::span<const TrustItem> items,
                                 std::vector<Notice>& notices);

}  // namespace gitctx
