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
#include "embed/hosted/embedding_export.h"

namespace gitctx {

/// The key of a text in the cache: hash128 of the text as sent.
using ContentHash = Hash128;

struct CacheStatistics {
  struct Model {
    std::string model;
    std::size_t dimension = 0;
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;  ///< size of the compressed vectors
  };
  std::vector<Model> models;     ///< sorted by name
  std::uint64_t file_bytes = 0;  ///< size of the database file, without the log

  std::uint64_t entries() const;
};

struct ImportResult {
  std::string model;
  std::uint64_t added = 0;
  std::uint64_t present = 0;  ///< entries that the cache already had; kept unchanged
};

/// Keeps embeddings that were paid for, in a SQLite file that worktrees and processes share. The
/// key is the name of the model and the hash of the text. The name includes all that affects the
/// vectors: provider, model, dimension, kind of text. Vectors are stored without loss. An entry
/// that is damaged on disk counts as missing. Thread-safe. Throws Error as Database does.
class EmbeddingCache {
 public:
  static EmbeddingCache open(const std::filesystem::path& path);

  /// The vectors in the order of `contents`; nullopt where the cache has no vector.
  std::vector<std::optional<std::vector<float>>> find(std::string_view model,
                                                      std::span<const ContentHash> contents);

  /// Stores one row for each element of `contents`: all rows or, on an error, none. After the call,
  /// the rows survive a kill of the process. Throws Error(failure) if the cache has vectors of this
  /// model with another dimension.
  void store(std::string_view model, std::span<const ContentHash> contents,
             const EmbeddingMatrix& vectors);

  /// Throws the Error of store() if the cache cannot keep vectors of this model with this
  /// dimension. Must be called before vectors are paid for.
  void check_dimension(std::string_view model, std::size_t dimension);

  /// Throws Error(failure) if the dimension of a model whose name starts with `prefix` is not the
  /// dimension in its name, because the cache could not keep further vectors of this model.
  void check_names(std::string_view prefix);

  CacheStatistics statistics();

  /// Removes everything and frees the space.
  void clear();

  /// Writes the vectors of one model to a file (embed/hosted/embedding_export.h), sorted by
  /// content, so that equal entries give equal bytes. Replaces the file atomically. Returns the
  /// number of vectors. Throws Error(failure) if the model has no vectors.
  std::uint64_t export_to(const std::filesystem::path& file, std::string_view model);

  /// Adds the entries of a file that export_to() wrote. Throws Error(failure) and adds nothing if
  /// the file is damaged, if another program wrote it, or if the dimension of its vectors is not
  /// the dimension of the model.
  ImportResult import_from(const std::filesystem::path& file);

 private:
  struct Model {
    std::int64_t id = 0;
    std::size_t dimension = 0;
  };

  explicit EmbeddingCache(Database database) : database_(std::move(database)) {}

  std::optional<Model> find_model(std::string_view name);
  /// Must be called inside a transaction. `what` is the start of its error messages.
  Model require_model(std::string_view name, std::size_t dimension, const std::string& what);
  struct Intact {
    std::vector<ContentHash> contents;  ///< sorted
    std::uint64_t checksum = 0;         ///< checksum of an export of these entries
  };
  Intact intact_entries(const Model& model, std::string_view name);
  void write_vectors(const Model& model, std::string_view name,
                     std::span<const ContentHash> contents, OutputFile& out);
  std::uint64_t add_missing(const Model& model, const EmbeddingExport& file, std::size_t begin,
                            std::size_t end);

  Database database_;
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
};

}  // namespace gitctx
