#include "embed/hosted/embedding_export.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <random>

#include "base/error.h"

namespace gitctx {
namespace {

/// A file: first the length of the header, then the header, then the content.
std::string file_with(const std::string& header, const std::string& content) {
  const std::uint64_t length = header.size();
  std::string file(8, '\0');
  std::memcpy(file.data(), &length, 8);
  return file + header + content;
}

EmbeddingExport read(const std::string& file) {
  return read_export(std::as_bytes(std::span(file)), "a.safetensors");
}

std::string refusal(const std::string& file) {
  try {
    read(file);
    return "taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::failure);
    const std::string start = "a.safetensors is not an export of gitctx: ";
    EXPECT_TRUE(error.message().starts_with(start)) << error.message();
    return error.message().substr(start.size());
  }
}

std::string floats(std::initializer_list<float> values) {
  return {reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(float)};
}

/// The checksum of a file of model "m".
std::uint64_t checksum_of(const std::string& body, std::uint64_t rows, std::uint64_t dimension) {
  StreamingHash64 hash;
  hash.add(std::as_bytes(std::span(body)));
  return export_checksum(hash, "m", rows, dimension);
}

std::string whole_file(std::uint64_t rows, std::uint64_t dimension, const std::string& body) {
  return export_header("m", rows, dimension, checksum_of(body, rows, dimension)) + body;
}

std::string metadata_with(std::uint64_t checksum) {
  return fmt::format(
      R"("__metadata__":{{"checksum":"{:016x}","format":"gitctx-embeddings-2","model":"m"}})",
      checksum);
}

std::string header_with(const std::string& vectors, const std::string& contents,
                        std::uint64_t checksum = 0) {
  return "{" + metadata_with(checksum) + ",\"vectors\":" + vectors + ",\"contents\":" + contents +
         "}";
}

constexpr const char* one_vector = R"({"dtype":"F32","shape":[1,2],"data_offsets":[0,8]})";
constexpr const char* one_content = R"({"dtype":"U8","shape":[1,16],"data_offsets":[8,24]})";

TEST(EmbeddingExport, HasTheHeaderOfASafetensorsFile) {
  const std::string header = export_header("m", 1, 2, 0xab);
  EXPECT_EQ(header.size() % 8, 0u);
  EXPECT_EQ(header.substr(8, header.find_last_not_of(' ') - 7),
            "{" + metadata_with(0xab) + ",\"contents\":" +
                R"({"data_offsets":[8,24],"dtype":"U8","shape":[1,16]},"vectors":)" +
                R"({"data_offsets":[0,8],"dtype":"F32","shape":[1,2]}})");
}

TEST(EmbeddingExport, ReadsWhatItWrites) {
  const std::string file =
      whole_file(2, 2, floats({1, 2, 3, 4}) + std::string(16, 'a') + std::string(16, 'b'));
  const EmbeddingExport read_back = read(file);
  EXPECT_EQ(read_back.model, "m");
  EXPECT_EQ(read_back.rows, 2u);
  EXPECT_EQ(read_back.vector(1), (std::vector<float>{3, 4}));
  EXPECT_EQ(static_cast<char>(read_back.content(1)[0]), 'b');
}

TEST(EmbeddingExport, DoesNotDependOnTheOrderOfTheHeader) {
  const std::string body = floats({5, 6}) + std::string(16, 'h');
  const std::string file =
      file_with(header_with(one_vector, one_content, checksum_of(body, 1, 2)) + "   ", body);
  EXPECT_EQ(read(file).vector(0), (std::vector<float>{5, 6}));
}

TEST(EmbeddingExport, SaysInOneSentenceWhyAFileIsNotAnExport) {
  const std::string content = floats({1, 2}) + std::string(16, 'h');
  const char* const no_match = "the shapes of its vectors and contents do not match";
  std::string endless = file_with("{}", "");
  endless[7] = '\x7f';
  const std::pair<std::string, const char*> cases[] = {
      {"", "it has no header"},
      {"1234567", "it has no header"},
      {endless, "its header is longer than the file"},
      {file_with("{" + std::string(1 << 20, ' ') + "}", ""),
       "its header of 1048578 bytes is larger than 1048576"},
      {file_with("", ""), "its header is not a JSON object"},
      {file_with("[]", ""), "its header is not a JSON object"},
      {file_with("{\"a\":", ""), "its header is not a JSON object"},
      {file_with("{}\xff", ""), "its header is not a JSON object"},
      {file_with("{}", ""), "its format is not 'gitctx-embeddings-2'"},
      {file_with(R"({"__metadata__":[]})", ""), "its format is not 'gitctx-embeddings-2'"},
      {file_with(R"({"__metadata__":{"format":"pt"}})", ""),
       "its format is not 'gitctx-embeddings-2'"},
      {file_with(R"({"__metadata__":{"format":"gitctx-embeddings-1","model":"m"}})", ""),
       "its format is not 'gitctx-embeddings-2'"},
      {file_with("{" + metadata_with(0) + "}", ""),
       "it lacks the model, the vectors or the contents"},
      {file_with(header_with("7", one_content), content), no_match},
      {file_with(header_with(R"({"dtype":"I32","shape":[1,2],"data_offsets":[0,8]})", one_content),
                 content),
       no_match},
      {file_with(header_with(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})", one_content),
                 content),
       no_match},
      {file_with(header_with(R"({"dtype":"F32","shape":[1,0],"data_offsets":[0,0]})", one_content),
                 content),
       no_match},
      {file_with(header_with(R"({"dtype":"F32","shape":[2,2],"data_offsets":[0,16]})", one_content),
                 content),
       no_match},
      {file_with(header_with(one_vector, one_content), content + "x"),
       "its 1 vectors need 24 bytes each, but it has 25 bytes of them"},
      {file_with(header_with(one_vector, one_content), content.substr(1)),
       "its 1 vectors need 24 bytes each, but it has 23 bytes of them"},
      {file_with(header_with(one_vector, one_content, checksum_of(content, 1, 2) + 1), content),
       "its checksum does not match"},
      {whole_file(1, 1, floats({std::numeric_limits<float>::quiet_NaN()}) + std::string(16, 'h')),
       "vector 0 contains NaN or infinite values"},
      {whole_file(2, 1,
                  floats({1, -std::numeric_limits<float>::infinity()}) + std::string(32, 'h')),
       "vector 1 contains NaN or infinite values"},
      {whole_file(2, 1, floats({1, 0}) + std::string(32, 'h')), "vector 1 has the length 0"},
      {whole_file(1, 2, floats({3e37f, 4e37f}) + std::string(16, 'h')),
       "vector 0 has the length 5e+37"},
  };
  for (const auto& [file, why] : cases) EXPECT_EQ(refusal(file), why);
}

TEST(EmbeddingExport, FindsEveryFlippedBit) {
  const std::string whole =
      whole_file(2, 3, floats({1, 2, 3, 4, 5, 6}) + std::string(16, 'a') + std::string(16, 'b'));
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string file = whole;
    file[bit / 8] = static_cast<char>(file[bit / 8] ^ 1 << bit % 8);
    try {
      // The header is padded with blanks. A changed bit in them has no effect.
      const EmbeddingExport taken = read(file);
      EXPECT_EQ(taken.model, "m") << "bit " << bit;
      EXPECT_EQ(taken.vector(1), (std::vector<float>{4, 5, 6})) << "bit " << bit;
      EXPECT_EQ(file.substr(file.size() - 56), whole.substr(whole.size() - 56)) << "bit " << bit;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::failure);
    }
  }
}

TEST(EmbeddingExport, NeverReadsOutsideADamagedFile) {
  const std::string whole = whole_file(2, 3, std::string(24 + 32, 'x'));
  for (unsigned seed = 0; seed < 2000; ++seed) {
    std::mt19937 random(seed);
    std::string file = whole.substr(0, random() % 4 == 0 ? random() % whole.size() : whole.size());
    for (unsigned i = 0; i < 1 + random() % 3 && !file.empty(); ++i) {
      file[random() % std::min<std::size_t>(file.size(), 200)] = static_cast<char>(random());
    }
    try {
      const EmbeddingExport taken = read(file);
      ASSERT_EQ(taken.contents.data() + taken.contents.size(),
                reinterpret_cast<const std::byte*>(file.data() + file.size()));
    } catch (const Error& error) {
      ASSERT_EQ(error.message().find('\n'), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace gitctx
