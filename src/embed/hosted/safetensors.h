#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

using TensorMetadata = std::map<std::string, std::string>;

struct TensorLayout {
  std::string name;
  std::string type;  ///< "F32", "U8", ... as in the format
  std::vector<std::uint64_t> shape;
};

struct Tensor {
  TensorLayout layout;
  std::span<const std::byte> bytes;  ///< row-major, little-endian, not aligned
};

/// A file in the safetensors format of Hugging Face, looked at where it lies: the length of the
/// header (u64, little-endian), the header (JSON: for each tensor its type, its shape and where its
/// bytes are; texts under "__metadata__"), the bytes of the tensors without a gap.
class Safetensors {
 public:
  /// `bytes` must outlive it; `name` is for messages. Throws Error (failure) with one sentence
  /// unless all holds: a header of at most 1 MiB inside the file, known types, no name twice, sizes
  /// that follow from the shapes, tensors that cover the rest of the file exactly and once.
  static Safetensors parse(std::span<const std::byte> bytes, std::string_view name);

  const TensorMetadata& metadata() const { return metadata_; }
  /// In the order in which they lie in the file.
  const std::vector<Tensor>& tensors() const { return tensors_; }
  /// nullptr: there is none of that name.
  const Tensor* find(std::string_view name) const;

 private:
  TensorMetadata metadata_;
  std::vector<Tensor> tensors_;
};

/// What a file begins with whose tensors follow in this order. Its size is a multiple of 8.
std::string safetensors_header(std::span<const TensorLayout> tensors,
                               const TensorMetadata& metadata);

}  // namespace gitctx
