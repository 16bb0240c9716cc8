#include "embed/hosted/safetensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/check.h"
#include "base/error.h"
#include "base/json_text.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

static_assert(std::endian::native == std::endian::little);

constexpr std::uint64_t largest_header_bytes = 1 << 20;
constexpr const char* metadata_name = "__metadata__";

struct TypeSize {
  std::string_view name;
  std::uint64_t bytes;
};
constexpr TypeSize types[] = {
    {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1},
    {"I16", 2},  {"U16", 2}, {"F16", 2}, {"BF16", 2},    {"I32", 4},
    {"U32", 4},  {"F32", 4}, {"F64", 8}, {"I64", 8},     {"U64", 8},
};

/// Bytes of a tensor; nullopt for an unknown type or a size beyond 64 bits.
std::optional<std::uint64_t> size_of(const TensorLayout& layout) {
  const auto* const type = std::ranges::find(types, layout.type, &TypeSize::name);
  if (type == std::end(types)) return std::nullopt;
  std::uint64_t size = type->bytes;
  for (const std::uint64_t length : layout.shape) {
    if (__builtin_mul_overflow(size, length, &size)) return std::nullopt;
  }
  return size;
}

class HeaderReader {
 public:
  explicit HeaderReader(std::string_view file) : file_(file) {}

  struct Placed {
    TensorLayout layout;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
  };

  std::string_view header(std::string_view bytes) const {
    std::uint64_t size = 0;
    if (bytes.size() < sizeof(size)) fail("it has no header");
    std::memcpy(&size, bytes.data(), sizeof(size));
    if (size > bytes.size() - sizeof(size)) fail("its header is longer than the file");
    if (size > largest_header_bytes) {
      fail(fmt::format("its header of {} bytes is larger than {}", size, largest_header_bytes));
    }
    return bytes.substr(sizeof(size), size);
  }

  Json parse(std::string_view header) const {
    if (!header.starts_with('{')) fail("its header is not a JSON object");
    std::vector<std::set<std::string>> names;  // of the open objects
    bool is_twice = false;
    const auto watch = [&](int, Json::parse_event_t event, const Json& value) {
      if (event == Json::parse_event_t::object_start) names.emplace_back();
      if (event == Json::parse_event_t::object_end) names.pop_back();
      if (event == Json::parse_event_t::key &&
          !names.back().insert(value.get<std::string>()).second) {
        is_twice = true;
      }
      return true;
    };
    const Json json = Json::parse(header, watch, false);
    if (json.is_discarded() || !json.is_object()) fail("its header is not a JSON object");
    if (is_twice) fail("its header has duplicate names");
    return json;
  }

  TensorMetadata metadata(const Json& header) const {
    TensorMetadata metadata;
    const auto found = header.find(metadata_name);
    if (found == header.end()) return metadata;
    if (!found->is_object()) fail("its metadata are not strings");
    for (const auto& [key, value] : found->items()) {
      if (!value.is_string()) fail("its metadata are not strings");
      metadata.emplace(key, value.get<std::string>());
    }
    return metadata;
  }

  /// By their first byte.
  std::vector<Placed> tensors(const Json& header, std::uint64_t size) const {
    std::vector<Placed> placed;
    for (const auto& [name, entry] : header.items()) {
      if (name != metadata_name) placed.push_back(tensor(name, entry));
    }
    std::ranges::sort(placed, {}, [](const Placed& p) { return std::pair(p.begin, p.end); });
    std::uint64_t end = 0;
    for (const Placed& tensor : placed) {
      if (tensor.begin != end) {
        fail(fmt::format("'{}' begins at byte {}, expected {}", tensor.layout.name, tensor.begin,
                         end));
      }
      end = tensor.end;
    }
    if (end != size) {
      fail(fmt::format("its tensors have {} bytes, but the file has {}", end, size));
    }
    return placed;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw Error(ErrorCode::failure, fmt::format("{} is not a safetensors file: {}", file_, why),
                "Download or export the file again");
  }

  std::vector<std::uint64_t> numbers(const Json& entry, const char* key,
                                     const std::string& name) const {
    const auto found = entry.find(key);
    if (found == entry.end() || !found->is_array()) fail(fmt::format("'{}' has no {}", name, key));
    std::vector<std::uint64_t> numbers;
    for (const Json& number : *found) {
      if (!number.is_number_unsigned()) {
        fail(fmt::format("the {} of '{}' are not whole numbers", key, name));
      }
      numbers.push_back(number.get<std::uint64_t>());
    }
    return numbers;
  }

  Placed tensor(const std::string& name, const Json& entry) const {
    if (!entry.is_object() || !entry.contains("dtype") || !entry["dtype"].is_string()) {
      fail(fmt::format("'{}' has no dtype", name));
    }
    Placed placed{.layout = {.name = name, .type = entry["dtype"].get<std::string>()}};
    placed.layout.shape = numbers(entry, "shape", name);
    const auto offsets = numbers(entry, "data_offsets", name);
    const auto size = size_of(placed.layout);
    if (!size) fail(fmt::format("'{}' has an unknown type or size", name));
    if (offsets.size() != 2 || offsets[1] < offsets[0] || offsets[1] - offsets[0] != *size) {
      fail(fmt::format("the shape of '{}' needs {} bytes, but its byte range has another size",
                       name, *size));
    }
    placed.begin = offsets[0];
    placed.end = offsets[1];
    return placed;
  }

  std::string file_;
};

}  // namespace

Safetensors Safetensors::parse(std::span<const std::byte> bytes, std::string_view name) {
  const HeaderReader reader(name);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string_view header = reader.header(text);
  const Json json = reader.parse(header);
  const auto content = bytes.subspan(sizeof(std::uint64_t) + header.size());

  Safetensors file;
  file.metadata_ = reader.metadata(json);
  for (auto& tensor : reader.tensors(json, content.size())) {
    file.tensors_.push_back({.layout = std::move(tensor.layout),
                             .bytes = content.subspan(tensor.begin, tensor.end - tensor.begin)});
  }
  return file;
}

const Tensor* Safetensors::find(std::string_view name) const {
  const auto found = std::ranges::find(
      tensors_, name, [](const Tensor& t) -> const std::string& { return t.layout.name; });
  return found == tensors_.end() ? nullptr : &*found;
}

std::string safetensors_header(std::span<const TensorLayout> tensors,
                               const TensorMetadata& metadata) {
  Json json = Json::object();
  if (!metadata.empty()) json[metadata_name] = metadata;
  std::uint64_t begin = 0;
  for (const TensorLayout& tensor : tensors) {
    const auto size = size_of(tensor);
    GITCTX_CHECK(size.has_value() && !json.contains(tensor.name));
    json[tensor.name] = {
        {"dtype", tensor.type}, {"shape", tensor.shape}, {"data_offsets", {begin, begin + *size}}};
    begin += *size;
  }
  std::string header = json_text(json);
  header.resize((header.size() + 7) / 8 * 8, ' ');
  const std::uint64_t size = header.size();
  std::string start(sizeof(size), '\0');
  std::memcpy(start.data(), &size, sizeof(size));
  return start + header;
}

}  // namespace gitctx
