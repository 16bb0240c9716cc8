#include "embed/hosted/embedding_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/database.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/mapped_file.h"
#include "embed/hosted/embedding_export.h"
#include "embed/hosted/hosted_model.h"
#include "embed/hosted/vector_codec.h"

namespace gitctx {
namespace {

constexpr DatabaseTables tables{.version = 1, .create = R"(
  CREATE TABLE models (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    dimension INTEGER NOT NULL
  );
  CREATE TABLE vectors (
    model INTEGER NOT NULL REFERENCES models (id),
    content BLOB NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (model, content)
  );
)"};

// Limits the time that other processes wait for the lock during an import.
constexpr std::size_t rows_per_transaction = 1000;

/// `what` is the start of the message.
[[noreturn]] void throw_other_dimension(const std::string& what, std::string_view name,
                                        std::size_t dimension, std::size_t cached) {
  throw Error(ErrorCode::failure,
              fmt::format("{}: vectors of {} have {} dimensions, but those in the cache have {}",
                          what, name, dimension, cached),
              "Use one value of model.dimensions, or run: gitctx clear --embeddings");
}

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

/// `name` is the name of the model. It is empty in the seals of an earlier version.
std::uint64_t seal_of(std::string_view name, const ContentHash& content,
                      std::span<const std::byte> frame) {
  StreamingHash64 hash;
  hash.add(bytes_of(name));
  hash.add(std::as_bytes(std::span(content)));
  hash.add(frame);
  return hash.value();
}

/// The stored form of a vector: its frame, then the seal (u64). The seal binds the vector to the
/// model and the text, because a query can find the wrong row if an SQLite index is damaged.
std::string sealed_vector(std::string_view name, const ContentHash& content,
                          std::span<const float> vector) {
  std::string stored = compress_vector(vector);
  const std::uint64_t seal = seal_of(name, content, bytes_of(stored));
  stored.append(reinterpret_cast<const char*>(&seal), sizeof seal);
  return stored;
}

/// The vector that is stored for the text; nullopt if the stored bytes are damaged, or belong to
/// another text or model.
std::optional<std::vector<float>> unsealed_vector(std::string_view name, const ContentHash& content,
                                                  std::span<const std::byte> stored,
                                                  std::size_t dimension) {
  std::uint64_t seal = 0;
  if (stored.size() > sizeof seal) {
    const auto frame = stored.first(stored.size() - sizeof seal);
    std::memcpy(&seal, stored.data() + frame.size(), sizeof seal);
    if (seal == seal_of(name, content, frame) || seal == seal_of({}, content, frame)) {
      return decompress_vector(frame, dimension);
    }
  }
  // Vectors of earlier versions have no seal. If the seal is wrong, decompress_vector() returns
  // nullopt, because a frame with a seal at its end is not a valid frame.
  return decompress_vector(stored, dimension);
}

}  // namespace

std::uint64_t CacheStatistics::entries() const {
  std::uint64_t sum = 0;
  for (const Model& model : models) sum += model.entries;
  return sum;
}

EmbeddingCache EmbeddingCache::open(const std::filesystem::path& path) {
  return EmbeddingCache(open_versioned_database(path, tables));
}

std::optional<EmbeddingCache::Model> EmbeddingCache::find_model(std::string_view name) {
  // With NOT INDEXED, the name is read from the row itself. A damaged index could lead to the row
  // of another model.
  Statement statement =
      database_.prepare("SELECT id, dimension FROM models NOT INDEXED WHERE name = ?");
  if (!statement.bind(1, name).step()) return std::nullopt;
  return Model{statement.integer(0), static_cast<std::size_t>(statement.integer(1))};
}

EmbeddingCache::Model EmbeddingCache::require_model(std::string_view name, std::size_t dimension,
                                                    const std::string& what) {
  database_.prepare("INSERT OR IGNORE INTO models (name, dimension) VALUES (?, ?)")
      .bind(1, name)
      .bind(2, static_cast<std::int64_t>(dimension))
      .run();
  const auto model = find_model(name);
  if (!model) {
    throw Error(ErrorCode::failure, fmt::format("{}: the list of models is damaged", what),
                "Run: gitctx clear --embeddings");
  }
  if (model->dimension != dimension) throw_other_dimension(what, name, dimension, model->dimension);
  return *model;
}

std::vector<std::optional<std::vector<float>>> EmbeddingCache::find(
    std::string_view model, std::span<const ContentHash> contents) {
  std::vector<std::optional<std::vector<float>>> found(contents.size());
  const std::lock_guard lock(*mutex_);
  const auto known = find_model(model);
  if (!known) return found;
  Statement statement =
      database_.prepare("SELECT vector FROM vectors WHERE model = ? AND content = ?");
  statement.bind(1, known->id);
  for (std::size_t i = 0; i < contents.size(); ++i) {
    statement.bind(2, std::span<const std::byte>(contents[i]));
    while (statement.step()) {
      found[i] = unsealed_vector(model, contents[i], statement.blob(0), known->dimension);
    }
  }
  return found;
}

void EmbeddingCache::store(std::string_view model, std::span<const ContentHash> contents,
                           const EmbeddingMatrix& vectors) {
  GITCTX_CHECK(contents.size() == vectors.rows);
  if (contents.empty()) return;
  std::vector<std::string> frames;
  frames.reserve(vectors.rows);
  for (std::size_t i = 0; i < vectors.rows; ++i) {
    frames.push_back(sealed_vector(model, contents[i], vectors.row(i)));
  }

  const std::lock_guard lock(*mutex_);
  Database::Transaction transaction(database_);
  const Model known = require_model(model, vectors.dimension, "cannot cache");
  {
    Statement insert = database_.prepare(
        "INSERT INTO vectors (model, content, vector) VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET vector = excluded.vector");
    insert.bind(1, known.id);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      insert.bind(2, std::span<const std::byte>(contents[i])).bind(3, bytes_of(frames[i])).run();
    }
  }
  transaction.commit();
}

void EmbeddingCache::check_dimension(std::string_view model, std::size_t dimension) {
  const std::lock_guard lock(*mutex_);
  const auto known = find_model(model);
  if (known && known->dimension != dimension) {
    throw_other_dimension("cannot cache", model, dimension, known->dimension);
  }
}

void EmbeddingCache::check_names(std::string_view prefix) {
  const std::lock_guard lock(*mutex_);
  Statement rows = database_.prepare("SELECT name, dimension FROM models");
  while (rows.step()) {
    const std::string name(rows.text(0));
    const auto named = dimension_of_cache_name(name);
    const auto stored = static_cast<std::size_t>(rows.integer(1));
    if (!name.starts_with(prefix) || !named || *named == stored) continue;
    throw_other_dimension("cannot cache", name, *named, stored);
  }
}

CacheStatistics EmbeddingCache::statistics() {
  const std::lock_guard lock(*mutex_);
  // The file may come from a stranger, so long names are cut, and at most 1000 models are listed.
  Statement rows = database_.prepare(
      "SELECT substr(name, 1, 4096), dimension, "
      "(SELECT count(*) FROM vectors WHERE model = models.id), "
      "(SELECT total(length(vector)) FROM vectors WHERE model = models.id) "
      "FROM models ORDER BY id LIMIT 1000");
  CacheStatistics statistics;
  while (rows.step()) {
    statistics.models.push_back({.model = rows.text(0),
                                 .dimension = static_cast<std::size_t>(rows.integer(1)),
                                 .entries = static_cast<std::uint64_t>(rows.integer(2)),
                                 .bytes = static_cast<std::uint64_t>(rows.integer(3))});
  }
  std::ranges::sort(statistics.models, {}, &CacheStatistics::Model::model);
  Statement size = database_.prepare(
      "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
  size.step();
  statistics.file_bytes = static_cast<std::uint64_t>(size.integer(0));
  return statistics;
}

void EmbeddingCache::clear() {
  const std::lock_guard lock(*mutex_);
  {
    Database::Transaction transaction(database_);
    database_.execute("DELETE FROM vectors; DELETE FROM models");
    transaction.commit();
  }
  database_.execute("VACUUM");
}

EmbeddingCache::Intact EmbeddingCache::intact_entries(const Model& model, std::string_view name) {
  Statement rows =
      database_.prepare("SELECT content, vector FROM vectors WHERE model = ? ORDER BY content");
  rows.bind(1, model.id);
  Intact intact;
  StreamingHash64 body;
  while (rows.step()) {
    ContentHash content;
    const auto bytes = rows.blob(0);
    if (bytes.size() != content.size()) continue;
    std::ranges::copy(bytes, content.begin());
    const auto vector = unsealed_vector(name, content, rows.blob(1), model.dimension);
    if (!vector) continue;
    intact.contents.push_back(content);
    body.add(std::as_bytes(std::span(*vector)));
  }
  body.add(std::as_bytes(std::span(intact.contents)));
  intact.checksum = export_checksum(body, name, intact.contents.size(), model.dimension);
  return intact;
}

void EmbeddingCache::write_vectors(const Model& model, std::string_view name,
                                   std::span<const ContentHash> contents, OutputFile& out) {
  Statement statement =
      database_.prepare("SELECT vector FROM vectors WHERE model = ? AND content = ?");
  statement.bind(1, model.id);
  for (const ContentHash& content : contents) {
    std::optional<std::vector<float>> vector;
    statement.bind(2, std::span<const std::byte>(content));
    while (statement.step()) {
      vector = unsealed_vector(name, content, statement.blob(0), model.dimension);
    }
    if (!vector) {
      throw Error(ErrorCode::failure,
                  "cannot export: another process cleared the cache during the export");
    }
    out.write(std::as_bytes(std::span(*vector)));
  }
}

std::uint64_t EmbeddingCache::export_to(const std::filesystem::path& file, std::string_view model) {
  const std::lock_guard lock(*mutex_);
  const auto known = find_model(model);
  const Intact intact = known ? intact_entries(*known, model) : Intact{};
  const std::vector<ContentHash>& contents = intact.contents;
  if (contents.empty()) {
    throw Error(ErrorCode::failure, fmt::format("the cache has no vectors of {}", model),
                "Run: gitctx cache status");
  }

  const auto temporary = file.string() + ".tmp";
  try {
    OutputFile out(temporary);
    out.write(export_header(model, contents.size(), known->dimension, intact.checksum));
    write_vectors(*known, model, contents, out);
    out.write(std::as_bytes(std::span(contents)));
    out.sync();
    out.close();
    rename_file(temporary, file);
  } catch (const Error&) {
    remove_file(temporary);
    throw;
  }
  return contents.size();
}

std::uint64_t EmbeddingCache::add_missing(const Model& model, const EmbeddingExport& file,
                                          std::size_t begin, std::size_t end) {
  Statement insert = database_.prepare(
      "INSERT INTO vectors (model, content, vector) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
  insert.bind(1, model.id);
  std::uint64_t added = 0;
  for (std::size_t row = begin; row < end; ++row) {
    const ContentHash content = file.content(row);
    const std::string frame = sealed_vector(file.model, content, file.vector(row));
    insert.bind(2, std::span<const std::byte>(content)).bind(3, bytes_of(frame)).run();
    added += database_.changes();
  }
  return added;
}

ImportResult EmbeddingCache::import_from(const std::filesystem::path& file) {
  const MappedFile mapped = MappedFile::open(file);
  const EmbeddingExport exported = read_export(mapped.bytes(), file.string());
  const auto named = dimension_of_cache_name(exported.model);
  if (named && *named != exported.dimension) {
    throw Error(ErrorCode::failure,
                fmt::format("cannot import {}: its vectors have {} dimensions, those of {} have {}",
                            file.string(), exported.dimension, exported.model, *named),
                "Use a file written by 'gitctx cache export'");
  }
  ImportResult result{.model = exported.model};
  for (std::size_t begin = 0; begin < exported.rows; begin += rows_per_transaction) {
    const std::size_t end = std::min(exported.rows, begin + rows_per_transaction);
    const std::lock_guard lock(*mutex_);
    Database::Transaction transaction(database_);
    const Model model =
        require_model(exported.model, exported.dimension, "cannot import " + file.string());
    result.added += add_missing(model, exported, begin, end);
    transaction.commit();
  }
  result.present = exported.rows - result.added;
  return result;
}

}  // namespace gitctx
