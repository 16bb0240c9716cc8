#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"

namespace gitctx {

/// A file of cached embeddings of one model, in the safetensors format of Hugging Face: the length
/// of the header (u64, little-endian), the header (JSON: type, shape and byte range of each tensor;
/// the model and a checksum under "__metadata__"), then the tensors "vectors" F32 [rows, dimension]
/// and "contents" U8 [rows, 16], row-major and little-endian.
struct EmbeddingExport {
  std::string model;
  std::uint64_t rows = 0;
  std::uint64_t dimension = 0;
  std::span<const std::byte> vectors;
  std::span<const std::byte> contents;

  std::vector<float> vector(std::size_t row) const;
  /// The hash of the text to which the vector of `row` belongs.
  Hash128 content(std::size_t row) const;
};

/// The checksum of a file. `body` must have hashed the bytes of all vectors, then of all
/// contents.
std::uint64_t export_checksum(StreamingHash64 body, std::string_view model, std::uint64_t rows,
                              std::uint64_t dimension);

/// The bytes of a file up to the first vector. Their number is a multiple of 8.
std::string export_header(std::string_view model, std::uint64_t rows, std::uint64_t dimension,
                          std::uint64_t checksum);

/// Reads a file; the result refers to `bytes`. `name` is for messages. Throws Error(failure) if the
/// file is damaged, was not written by gitctx, or has a vector that no model makes: one that
/// contains NaN, or one whose length is 0, infinite or huge.
EmbeddingExport read_export(std::span<const std::byte> bytes, std::string_view name);

}  // namespace gitctx
