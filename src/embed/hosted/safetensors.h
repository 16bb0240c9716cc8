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

/// A view of a file in the safetensors format of Hugging Face: the length of the header (u64,
/// little-endian), the header (JSON: type, shape and byte range of each tensor; strings under
/// "__metadata__"), the bytes of the tensors without gaps.
class Safetensors {
 public:
  /// `bytes` must outlive it; `name` is for messages. Throws Error (failure) unless the header is
  /// at most 1 MiB and inside the file, types are known, names are distinct, sizes match the
  /// shapes, and the tensors cover the rest of the file exactly once.
  static Safetensors parse(std::span<const std::byte> bytes, std::string_view name);

  const TensorMetadata& metadata() const { return metadata_; }
  /// In file order.
  const std::vector<Tensor>& tensors() const { return tensors_; }
  /// nullptr if there is no such tensor.
  const Tensor* find(std::string_view name) const;

 private:
  TensorMetadata metadata_;
  std::vector<Tensor> tensors_;
};

/// The start of a file up to its first tensor. Its size is a multiple of 8.
std::string safetensors_header(std::span<const TensorLayout> tensors,
                               const TensorMetadata& metadata);

}  // namespace gitctx
