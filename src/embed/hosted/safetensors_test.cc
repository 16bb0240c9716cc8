#include "embed/hosted/safetensors.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "base/error.h"

namespace gitctx {
namespace {

/// A file with that header, its length in front, and `size` bytes of tensors.
std::string file_with(const std::string& header, std::size_t size) {
  const std::uint64_t length = header.size();
  std::string file(8, '\0');
  std::memcpy(file.data(), &length, 8);
  return file + header + std::string(size, 'x');
}

Safetensors parse(const std::string& file) {
  return Safetensors::parse(std::as_bytes(std::span(file)), "a.safetensors");
}

std::string refusal(const std::string& file) {
  try {
    parse(file);
    return "taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::failure);
    return error.message();
  }
}

// As the Python package writes it (safetensors.numpy.save of an F32 [2] and a U8 [3]).
TEST(Safetensors, ReadsTensorsAndMetadata) {
  const std::string file = file_with(
      R"({"__metadata__":{"format":"np"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
      R"("b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}      )",
      11);
  const Safetensors tensors = parse(file);
  EXPECT_EQ(tensors.metadata(), (TensorMetadata{{"format", "np"}}));
  ASSERT_EQ(tensors.tensors().size(), 2u);
  const Tensor* const b = tensors.find("b");
  ASSERT_TRUE(b);
  EXPECT_EQ(b->layout.type, "U8");
  EXPECT_EQ(b->layout.shape, (std::vector<std::uint64_t>{3}));
  EXPECT_EQ(b->bytes.size(), 3u);
  EXPECT_EQ(static_cast<const void*>(b->bytes.data()), file.data() + file.size() - 3);
  EXPECT_FALSE(tensors.find("c"));
}

TEST(Safetensors, ReadsNumbersWithoutAShapeAndEmptyTensors) {
  const std::string file =
      file_with(R"({"one":{"dtype":"F64","shape":[],"data_offsets":[0,8]},)"
                R"("none":{"dtype":"F32","shape":[0,7],"data_offsets":[8,8]}})",
                8);
  const Safetensors tensors = parse(file);
  EXPECT_EQ(tensors.find("one")->bytes.size(), 8u);
  EXPECT_EQ(tensors.find("none")->bytes.size(), 0u);
  EXPECT_TRUE(parse(file_with("{}", 0)).tensors().empty());
}

TEST(Safetensors, ReadsWhatItWrites) {
  const TensorLayout layouts[] = {{.name = "z", .type = "F32", .shape = {2, 3}},
                                  {.name = "a", .type = "U8", .shape = {5}}};
  const std::string header = safetensors_header(layouts, {{"k", "v"}});
  EXPECT_EQ(header.size() % 8, 0u);
  const std::string file = header + std::string(24 + 5, '\1');
  const Safetensors tensors = parse(file);
  EXPECT_EQ(tensors.metadata(), (TensorMetadata{{"k", "v"}}));
  ASSERT_EQ(tensors.tensors().size(), 2u);
  EXPECT_EQ(tensors.tensors()[0].layout.name, "z");
  EXPECT_EQ(tensors.tensors()[0].layout.shape, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(tensors.tensors()[1].bytes.size(), 5u);
}

TEST(Safetensors, SaysInOneSentenceWhyAFileIsNone) {
  const auto tensor = [](const std::string& entry, std::size_t size) {
    return file_with("{\"a\":" + entry + "}", size);
  };
  std::string endless = file_with("{}", 0);
  endless[7] = '\x7f';
  const std::pair<std::string, const char*> cases[] = {
      {"", "it has no header"},
      {"1234567", "it has no header"},
      {endless, "its header is longer than the file"},
      {file_with("{}", 0).substr(0, 9), "its header is longer than the file"},
      {file_with("{" + std::string(1 << 20, ' ') + "}", 0),
       "its header of 1048578 bytes is larger than 1048576"},
      {file_with("", 0), "its header is not a JSON object"},
      {file_with("[]", 0), "its header is not a JSON object"},
      {file_with(" {}", 0), "its header is not a JSON object"},
      {file_with("{\"a\":", 0), "its header is not a JSON object"},
      {file_with("{}\xff", 0), "its header is not a JSON object"},
      {file_with(R"({"__metadata__":[]})", 0), "its metadata are not strings"},
      {file_with(R"({"__metadata__":{"k":1}})", 0), "its metadata are not strings"},
      {file_with(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                 R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
                 1),
       "its header has duplicate names"},
      {tensor("7", 0), "'a' has no dtype"},
      {tensor(R"({"dtype":8,"shape":[],"data_offsets":[0,1]})", 1), "'a' has no dtype"},
      {tensor(R"({"dtype":"U8","data_offsets":[0,1]})", 1), "'a' has no shape"},
      {tensor(R"({"dtype":"U8","shape":[1]})", 1), "'a' has no data_offsets"},
      {tensor(R"({"dtype":"U8","shape":[-1],"data_offsets":[0,1]})", 1),
       "the shape of 'a' are not whole numbers"},
      {tensor(R"({"dtype":"U8","shape":[1.0],"data_offsets":[0,1]})", 1),
       "the shape of 'a' are not whole numbers"},
      {tensor(R"({"dtype":"X9","shape":[1],"data_offsets":[0,1]})", 1),
       "'a' has an unknown type or size"},
      {tensor(R"({"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]})", 0),
       "'a' has an unknown type or size"},
      {tensor(R"({"dtype":"F32","shape":[2],"data_offsets":[0,7]})", 7),
       "the shape of 'a' needs 8 bytes, but its byte range has another size"},
      {tensor(R"({"dtype":"U8","shape":[2],"data_offsets":[2,0]})", 2),
       "the shape of 'a' needs 2 bytes, but its byte range has another size"},
      {tensor(R"({"dtype":"U8","shape":[2],"data_offsets":[0,2,4]})", 2),
       "the shape of 'a' needs 2 bytes, but its byte range has another size"},
      {tensor(R"({"dtype":"U8","shape":[2],"data_offsets":[1,3]})", 3),
       "'a' begins at byte 1, expected 0"},
      {tensor(R"({"dtype":"U8","shape":[2],"data_offsets":[0,2]})", 3),
       "its tensors have 2 bytes, but the file has 3"},
      {tensor(R"({"dtype":"U8","shape":[2],"data_offsets":[0,2]})", 1),
       "its tensors have 2 bytes, but the file has 1"},
      {file_with(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                 R"("b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
                 3),
       "'b' begins at byte 1, expected 2"},
  };
  for (const auto& [file, why] : cases) {
    EXPECT_EQ(refusal(file), std::string("a.safetensors is not a safetensors file: ") + why);
  }
}

TEST(Safetensors, NeverReadsOutsideADamagedFile) {
  const TensorLayout layouts[] = {{.name = "vectors", .type = "F32", .shape = {2, 3}},
                                  {.name = "contents", .type = "U8", .shape = {2, 16}}};
  const std::string whole = safetensors_header(layouts, {{"k", "v"}}) + std::string(24 + 32, 'x');
  for (unsigned seed = 0; seed < 2000; ++seed) {
    std::mt19937 random(seed);
    std::string file = whole.substr(0, random() % 4 == 0 ? random() % whole.size() : whole.size());
    for (unsigned i = 0; i < 1 + random() % 3 && !file.empty(); ++i) {
      file[random() % std::min<std::size_t>(file.size(), 200)] = static_cast<char>(random());
    }
    try {
      const Safetensors tensors = parse(file);
      for (const Tensor& tensor : tensors.tensors()) {
        ASSERT_GE(static_cast<const void*>(tensor.bytes.data()), file.data()) << "seed " << seed;
        ASSERT_LE(static_cast<const void*>(tensor.bytes.data() + tensor.bytes.size()),
                  file.data() + file.size());
      }
    } catch (const Error& error) {
      ASSERT_EQ(error.message().find('\n'), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace gitctx
