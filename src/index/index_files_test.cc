#include "index/index_files.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

TEST(IndexFiles, AreKnownByTheirExactNames) {
  for (const char* name : {"manifest.json", "manifest.json.tmp", "segment-1.gcx", "view-20.gcx",
                           "segment-18446744073709551615.gcx", "view-3.gcx.tmp"}) {
    EXPECT_TRUE(is_index_file(name)) << name;
  }
  for (const char* name : {"", ".tmp", "lock", "evals.db", "evals.db-wal", "a.tmp", "segment-notes",
                           "segment-.gcx", "segment-1", "segment-1a.gcx", "segment-1.gcx.bak",
                           "view-.gcx", "view--1.gcx", "view-1.gcx/", "manifest",
                           "manifest.json.bak", "my-segment-1.gcx", "segment-1.gcx.tmp.tmp"}) {
    EXPECT_FALSE(is_index_file(name)) << name;
  }
}

TEST(IndexFiles, IncludeOneManifest) {
  EXPECT_TRUE(is_manifest_file("manifest.json"));
  EXPECT_TRUE(is_manifest_file("manifest.json.tmp"));
  EXPECT_FALSE(is_manifest_file("segment-1.gcx"));
  EXPECT_FALSE(is_manifest_file("manifest"));
}

}  // namespace
}  // namespace gitctx
