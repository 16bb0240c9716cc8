#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/database.h"
#include "base/file.h"
#include "base/hash.h"
#include "embed/embedder.h"

namespace gitctx {

/// What a text is known by in the cache: hash128 of what is sent to the model.
using ContentHash = Hash128;

struct CacheStatistics {
  struct Model {
    std::string model;
    std::size_t dimension = 0;
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;  ///< of the compressed vectors
  };
  std::vector<Model> models;     ///< by name
  std::uint64_t file_bytes = 0;  ///< of the database, its log not counted

  std::uint64_t entries() const;
};

struct ImportResult {
  std::string model;
  std::uint64_t added = 0;
  std::uint64_t present = 0;  ///< entries the cache had; they stay as they are
};

/// Vectors that were paid for, so that nothing is paid for twice: a SQLite file that worktrees and
/// processes share, keyed by the model and the content. The name of a model says all that changes
/// its vectors: provider, model, dimensions, kind of input. Vectors come back bit by bit as they
/// were stored. An entry that is damaged on disk counts as absent. Used from any number of threads.
/// Throws Error as Database does.
class EmbeddingCache {
 public:
  static EmbeddingCache open(const std::filesystem::path& path);

  /// In the order of `contents`; nullopt where there is none.
  std::vector<std::optional<std::vector<float>>> find(std::string_view model,
                                                      std::span<const ContentHash> contents);

  /// One row for each of `contents`, all of them or none; on return they survive a kill. Throws
  /// Error (failure) if the model's vectors had another dimension before.
  void store(std::string_view model, std::span<const ContentHash> contents,
             const EmbeddingMatrix& vectors);

  CacheStatistics statistics();

  /// Removes everything and gives the space back.
  void clear();

  /// The vectors of one model as a safetensors file: "vectors" F32 [n, dimension] and "contents" U8
  /// [n, 16], by content, so that the same entries are the same bytes. Replaces the file as a
  /// whole. Returns n. Throws Error (failure) if there are none of that model.
  std::uint64_t export_to(const std::filesystem::path& file, std::string_view model);

  /// Adds what export_to() wrote. A file that is damaged, or is something else, is refused before
  /// anything is added.
  ImportResult import_from(const std::filesystem::path& file);

 private:
  struct Exported;
  struct Model {
    std::int64_t id = 0;
    std::size_t dimension = 0;
  };

  explicit EmbeddingCache(Database database) : database_(std::move(database)) {}

  std::optional<Model> find_model(std::string_view name);
  /// Inside a transaction. `what` begins the message if the dimension is another one.
  Model require_model(std::string_view name, std::size_t dimension, const std::string& what);
  std::vector<ContentHash> intact_contents(const Model& model);
  void write_vectors(const Model& model, std::span<const ContentHash> contents, OutputFile& out);
  static Exported read_exported(std::span<const std::byte> bytes,
                                const std::filesystem::path& path);
  std::uint64_t add_missing(const Model& model, const Exported& exported, std::size_t begin,
                            std::size_t end);

  Database database_;
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
};

}  // namespace gitctx
