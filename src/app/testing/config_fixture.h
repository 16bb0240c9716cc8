#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string_view>

#include "app/config/config.h"
#include "base/error.h"
#include "testing/temp_dir.h"

namespace gitctx {

/// A fixture with a user's configuration file, a committed configuration file and a trust store,
/// all in temporary folders.
struct ConfigTest : testing::Test {
  TempDir dir;
  Environment environment;
  ConfigPaths paths{.team = dir / "repo/.gitctx/config.yml",
                    .user = dir / "home/.gitctx/config.yml",
                    .prompts = dir / "repo/.gitctx/prompts",
                    .trust = {.repository = "repo", .store = dir / "home/.gitctx/trust.sqlite"}};

  void write_user(std::string_view text) {
    dir.write("home/.gitctx/config.yml", text);
    ASSERT_EQ(::chmod(paths.user->c_str(), 0600), 0);
  }
  void write_team(std::string_view text) { dir.write("repo/.gitctx/config.yml", text); }
  void accept_all() const {
    const auto items = waiting_items(load_config(paths, environment));
    TrustStore::open(paths.trust.store).add(paths.trust.repository, items);
  }

  ResolvedField resolved(std::string_view key) const {
    for (const ResolvedField& field : load_config(paths, environment).fields) {
      if (field.field->key() == key) return field;
    }
    return {};
  }

  Error error() const {
    try {
      load_config(paths, environment);
    } catch (const Error& error) {
      return error;
    }
    return Error(ErrorCode::interrupted, "no error");
  }
};

}  // namespace gitctx
