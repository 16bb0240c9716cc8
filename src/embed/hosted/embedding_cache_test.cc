#include "embed/hosted/embedding_cache.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <map>
#include <random>
#include <thread>

#include "base/database.h"
#include "base/error.h"
#include "embed/hosted/vector_codec.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr std::string_view model = "openai/text-embedding-3-small/8/document";

EmbeddingMatrix matrix(const std::vector<std::vector<float>>& rows) {
  EmbeddingMatrix made{.rows = rows.size(), .dimension = rows.empty() ? 0 : rows[0].size()};
  for (const auto& row : rows) made.values.insert(made.values.end(), row.begin(), row.end());
  return made;
}

std::vector<ContentHash> hashes(std::initializer_list<std::string_view> texts) {
  std::vector<ContentHash> made;
  for (const std::string_view text : texts) made.push_back(hash128(text));
  return made;
}

std::string message_of(const std::function<void()>& act) {
  try {
    act();
    return "done";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::failure);
    return error.message();
  }
}

TEST(EmbeddingCache, GivesBackWhatWasStoredInTheOrderAsked) {
  const TempDir dir;
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  cache.store(model, hashes({"a", "b"}), matrix({{1, 0.25}, {-3e-20F, 4}}));
  const auto found = cache.find(model, hashes({"b", "none", "a", "b"}));
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0], (std::vector<float>{-3e-20F, 4}));
  EXPECT_FALSE(found[1]);
  EXPECT_EQ(found[2], (std::vector<float>{1, 0.25}));
  EXPECT_EQ(found[3], found[0]);
}

TEST(EmbeddingCache, KeepsModelsApart) {
  const TempDir dir;
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  cache.store("one", hashes({"a"}), matrix({{1, 2}}));
  cache.store("two", hashes({"a"}), matrix({{3, 4, 5}}));
  EXPECT_EQ(cache.find("one", hashes({"a"}))[0], (std::vector<float>{1, 2}));
  EXPECT_EQ(cache.find("two", hashes({"a"}))[0], (std::vector<float>{3, 4, 5}));
  EXPECT_FALSE(cache.find("three", hashes({"a"}))[0]);
}

TEST(EmbeddingCache, RefusesAnotherDimensionAndKeepsWhatItHas) {
  const TempDir dir;
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  cache.store("m", hashes({"a"}), matrix({{1, 2}}));
  EXPECT_EQ(message_of([&] { cache.store("m", hashes({"b"}), matrix({{1, 2, 3}})); }),
            "cannot cache: vectors of m have 3 dimensions, but those in the cache have 2");
  EXPECT_EQ(cache.statistics().entries(), 1u);
}

TEST(EmbeddingCache, CountsEntriesAndBytesByModel) {
  const TempDir dir;
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  EXPECT_EQ(cache.statistics().entries(), 0u);
  cache.store("m2", hashes({"a", "b"}), matrix({{1}, {2}}));
  cache.store("m1", hashes({"a"}), matrix({{1, 2}}));
  cache.store("m2", hashes({"b", "c"}), matrix({{3}, {4}}));
  const CacheStatistics statistics = cache.statistics();
  ASSERT_EQ(statistics.models.size(), 2u);
  EXPECT_EQ(statistics.models[0].model, "m1");
  EXPECT_EQ(statistics.models[0].dimension, 2u);
  EXPECT_EQ(statistics.models[1].entries, 3u);
  EXPECT_GT(statistics.models[1].bytes, 0u);
  EXPECT_EQ(statistics.entries(), 4u);
  EXPECT_GE(statistics.file_bytes, 4096u);
  EXPECT_EQ(cache.find("m2", hashes({"b"}))[0], (std::vector<float>{3}));
}

TEST(EmbeddingCache, TheStatisticsOfAStrangersFileAreBounded) {
  const TempDir dir;
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  cache.store("m", hashes({"a", "b"}), matrix({{1, 2}, {3, 4}}));
  Database::open(dir / "e.db")
      .execute(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) "
          "INSERT INTO models (name, dimension) "
          "SELECT i || replace(hex(zeroblob(5000)), '0', 'x'), 8 FROM n");
  const CacheStatistics statistics = cache.statistics();
  EXPECT_EQ(statistics.models.size(), 1000u);
  EXPECT_EQ(statistics.entries(), 2u);
  for (const CacheStatistics::Model& found : statistics.models) {
    EXPECT_LE(found.model.size(), 4096u);
  }
}

TEST(EmbeddingCache, ClearRemovesEverythingAndGivesTheSpaceBack) {
  const TempDir dir;
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  std::vector<ContentHash> contents;
  EmbeddingMatrix vectors{.rows = 200, .dimension = 512};
  for (int i = 0; i < 200; ++i) contents.push_back(hash128(std::to_string(i)));
  std::mt19937 random(1);
  for (int i = 0; i < 200 * 512; ++i) vectors.values.push_back(static_cast<float>(random()));
  cache.store("m", contents, vectors);
  const auto before = cache.statistics().file_bytes;
  cache.clear();
  EXPECT_EQ(cache.statistics().models.size(), 0u);
  EXPECT_LT(cache.statistics().file_bytes, before / 4);
  EXPECT_FALSE(cache.find("m", contents)[0]);
  cache.store("m", hashes({"a"}), matrix({{1}}));
  EXPECT_EQ(cache.statistics().entries(), 1u);
}

TEST(EmbeddingCache, TakesADamagedEntryForAbsentUntilItIsStoredAgain) {
  const TempDir dir;
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  cache.store("m", hashes({"a", "b"}), matrix({{1, 2}, {3, 4}}));
  Database::open(dir / "e.db").execute("UPDATE vectors SET vector = x'00' WHERE rowid = 1");
  EXPECT_FALSE(cache.find("m", hashes({"a"}))[0]);
  EXPECT_TRUE(cache.find("m", hashes({"b"}))[0]);
  EXPECT_EQ(cache.export_to(dir / "e.safetensors", "m"), 1u);
  cache.store("m", hashes({"a"}), matrix({{1, 2}}));
  EXPECT_EQ(cache.find("m", hashes({"a"}))[0], (std::vector<float>{1, 2}));
}

/// A damaged index of SQLite can lead to the row of another text.
TEST(EmbeddingCache, TakesTheVectorOfAnotherTextForAbsent) {
  const TempDir dir;
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  cache.store("m", hashes({"a", "b"}), matrix({{1, 2}, {3, 4}}));
  Database::open(dir / "e.db")
      .execute("UPDATE vectors SET vector = (SELECT vector FROM vectors WHERE rowid = 2)");
  const auto found = cache.find("m", hashes({"a", "b"}));
  EXPECT_FALSE(found[0]);
  EXPECT_EQ(found[1], (std::vector<float>{3, 4}));
}

TEST(EmbeddingCache, TakesTheVectorOfAnotherModelForAbsent) {
  const TempDir dir;
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  cache.store("m", hashes({"a"}), matrix({{1, 2}}));
  cache.store("n", hashes({"a"}), matrix({{3, 4}}));
  EXPECT_EQ(cache.find("n", hashes({"a"}))[0], (std::vector<float>{3, 4}));
  Database::open(dir / "e.db")
      .execute(
          "UPDATE vectors SET model = 9 WHERE model = 1; UPDATE vectors SET model = 1 WHERE model "
          "= 2; UPDATE vectors SET model = 2 WHERE model = 9");
  EXPECT_FALSE(cache.find("m", hashes({"a"}))[0]);
  EXPECT_FALSE(cache.find("n", hashes({"a"}))[0]);
  cache.store("m", hashes({"a"}), matrix({{1, 2}}));
  EXPECT_EQ(cache.find("m", hashes({"a"}))[0], (std::vector<float>{1, 2}));
  EXPECT_FALSE(cache.find("n", hashes({"a"}))[0]);
}

TEST(EmbeddingCache, ReadsTheVectorsOfAnEarlierVersion) {
  const TempDir dir;
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  cache.store("m", hashes({"a"}), matrix({{1, 2}}));
  const std::string frame = compress_vector(std::vector<float>{5, 6});
  Database database = Database::open(dir / "e.db");
  database.prepare("UPDATE vectors SET vector = ?").bind(1, std::as_bytes(std::span(frame))).run();
  EXPECT_EQ(cache.find("m", hashes({"a"}))[0], (std::vector<float>{5, 6}));
}

TEST(EmbeddingCache, RefusesTablesOfANewerVersion) {
  const TempDir dir;
  EmbeddingCache::open(dir / "e.db");
  Database::open(dir / "e.db").set_user_version(2);
  EXPECT_EQ(message_of([&] { EmbeddingCache::open(dir / "e.db"); }),
            "cannot use " + (dir / "e.db").string() +
                ": its tables have version 2, this gitctx knows version 1");
}

// Compares the cache with a map. Several caches open the same file, as several processes would.
TEST(EmbeddingCache, EqualsAMapWhateverIsStoredAndFound) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const TempDir dir;
    std::vector<EmbeddingCache> caches;
    for (int i = 0; i < 3; ++i) caches.push_back(EmbeddingCache::open(dir / "e.db"));
    std::map<std::pair<std::string, ContentHash>, std::vector<float>> twin;
    for (int step = 0; step < 60; ++step) {
      EmbeddingCache& cache = caches[random() % caches.size()];
      const std::string name = "m" + std::to_string(random() % 3);
      std::vector<ContentHash> contents;
      for (unsigned i = 0; i < random() % 6; ++i) {
        contents.push_back(hash128(std::to_string(random() % 40)));
      }
      if (random() % 2 == 0) {
        std::vector<std::vector<float>> rows;
        for (const ContentHash& content : contents) {
          rows.push_back({static_cast<float>(random()), static_cast<float>(random())});
          twin[{name, content}] = rows.back();
        }
        cache.store(name, contents, matrix(rows));
        continue;
      }
      const auto found = cache.find(name, contents);
      for (std::size_t i = 0; i < contents.size(); ++i) {
        const auto expected = twin.find({name, contents[i]});
        ASSERT_EQ(found[i].has_value(), expected != twin.end());
        if (found[i]) {
          ASSERT_EQ(*found[i], expected->second);
        }
      }
    }
    EXPECT_EQ(caches[0].statistics().entries(), twin.size());
  }
}

TEST(EmbeddingCache, WhatWasStoredSurvivesAKill) {
  const TempDir dir;
  const pid_t child = fork();
  if (child == 0) {
    EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
    cache.store("m", hashes({"a", "b"}), matrix({{1, 2}, {3, 4}}));
    raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  EXPECT_EQ(cache.find("m", hashes({"b"}))[0], (std::vector<float>{3, 4}));
  EXPECT_EQ(cache.statistics().entries(), 2u);
}

TEST(EmbeddingCache, ManyProcessesMakeAndFillOneFile) {
  constexpr int processes = 6;
  constexpr int rounds = 10;
  const TempDir dir;
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      int code = 1;
      try {
        EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
        for (int j = 0; j < rounds; ++j) {
          cache.store("m", {{hash128(std::to_string(i * rounds + j)), hash128("shared")}},
                      matrix({{1, 2}, {3, 4}}));
        }
        code = 0;
      } catch (const Error& error) {
        std::fprintf(stderr, "%s\n", error.message().c_str());
      }
      _exit(code);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(EmbeddingCache::open(dir / "e.db").statistics().entries(), processes * rounds + 1u);
}

TEST(EmbeddingCache, IsUsedFromManyThreads) {
  const TempDir dir;
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&cache, i] {
        for (int j = 0; j < 20; ++j) {
          const auto content = hash128(std::to_string(i * 20 + j));
          cache.store("m", {{content}}, matrix({{1, static_cast<float>(j)}}));
          EXPECT_TRUE(cache.find("m", {{content}})[0]);
        }
      });
    }
  }
  EXPECT_EQ(cache.statistics().entries(), 80u);
}

TEST(EmbeddingCache, ExportsTheSameBytesForTheSameEntries) {
  const TempDir dir;
  EmbeddingCache first = EmbeddingCache::open(dir / "1.db");
  first.store("m", hashes({"a", "b"}), matrix({{1, 2}, {3, 4}}));
  first.store("other", hashes({"a"}), matrix({{1}}));
  EmbeddingCache second = EmbeddingCache::open(dir / "2.db");
  second.store("m", hashes({"b"}), matrix({{3, 4}}));
  second.store("m", hashes({"a"}), matrix({{1, 2}}));
  EXPECT_EQ(first.export_to(dir / "1.safetensors", "m"), 2u);
  EXPECT_EQ(second.export_to(dir / "2.safetensors", "m"), 2u);
  const std::string exported = read_file(dir / "1.safetensors");
  EXPECT_EQ(exported, read_file(dir / "2.safetensors"));
  const EmbeddingExport file = read_export(std::as_bytes(std::span(exported)), "exported");
  EXPECT_EQ(file.model, "m");
  EXPECT_EQ(file.rows, 2u);
  EXPECT_EQ(file.dimension, 2u);
  EXPECT_FALSE(std::filesystem::exists(dir / "1.safetensors.tmp"));
}

TEST(EmbeddingCache, ImportAddsWhatIsMissingAndKeepsWhatIsThere) {
  const TempDir dir;
  EmbeddingCache from = EmbeddingCache::open(dir / "1.db");
  from.store("m", hashes({"a", "b"}), matrix({{1, 2}, {3, 4}}));
  from.export_to(dir / "e.safetensors", "m");
  EmbeddingCache to = EmbeddingCache::open(dir / "2.db");
  to.store("m", hashes({"b", "c"}), matrix({{30, 40}, {5, 6}}));

  const ImportResult result = to.import_from(dir / "e.safetensors");
  EXPECT_EQ(result.model, "m");
  EXPECT_EQ(result.added, 1u);
  EXPECT_EQ(result.present, 1u);
  EXPECT_EQ(to.find("m", hashes({"a"}))[0], (std::vector<float>{1, 2}));
  EXPECT_EQ(to.find("m", hashes({"b"}))[0], (std::vector<float>{30, 40}));
  EXPECT_EQ(to.import_from(dir / "e.safetensors").added, 0u);
}

TEST(EmbeddingCache, SaysWhenThereIsNothingToExport) {
  const TempDir dir;
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  EXPECT_EQ(message_of([&] { cache.export_to(dir / "e.safetensors", "m"); }),
            "the cache has no vectors of m");
  EXPECT_FALSE(std::filesystem::exists(dir / "e.safetensors"));
  cache.store("m", hashes({"a"}), matrix({{1}}));
  EXPECT_THROW(cache.export_to(dir / "none" / "e.safetensors", "m"), Error);
}

TEST(EmbeddingCache, AddsNothingFromADamagedFile) {
  const TempDir dir;
  dir.write("e.safetensors", export_header("m", 1, 1, 0) + "1234");
  EmbeddingCache cache = EmbeddingCache::open(dir / "e.db");
  EXPECT_EQ(message_of([&] { cache.import_from(dir / "e.safetensors"); }),
            (dir / "e.safetensors").string() +
                " is not an export of gitctx: its 1 vectors need 20 bytes each, but it has 4 bytes "
                "of them");
  EXPECT_EQ(cache.statistics().entries(), 0u);
  EXPECT_THROW(cache.import_from(dir / "none.safetensors"), Error);
}

TEST(EmbeddingCache, RefusesAnImportOfAnotherDimensionThanItsModelHas) {
  const TempDir dir;
  EmbeddingCache from = EmbeddingCache::open(dir / "1.db");
  from.store("openai/small/2/any", hashes({"a"}), matrix({{1, 2, 3}}));
  from.export_to(dir / "x.safetensors", "openai/small/2/any");
  EmbeddingCache to = EmbeddingCache::open(dir / "2.db");
  EXPECT_EQ(message_of([&] { to.import_from(dir / "x.safetensors"); }),
            "cannot import " + (dir / "x.safetensors").string() +
                ": its vectors have 3 dimensions, those of openai/small/2/any have 2");
  EXPECT_TRUE(to.statistics().models.empty());
}

TEST(EmbeddingCache, RefusesAnImportOfAnotherDimension) {
  const TempDir dir;
  EmbeddingCache from = EmbeddingCache::open(dir / "1.db");
  from.store("m", hashes({"a"}), matrix({{1, 2, 3}}));
  from.export_to(dir / "x.safetensors", "m");
  EmbeddingCache to = EmbeddingCache::open(dir / "2.db");
  to.store("m", hashes({"a"}), matrix({{1, 2}}));
  EXPECT_EQ(message_of([&] { to.import_from(dir / "x.safetensors"); }),
            "cannot import " + (dir / "x.safetensors").string() +
                ": vectors of m have 3 dimensions, but those in the cache have 2");
}

}  // namespace
}  // namespace gitctx
