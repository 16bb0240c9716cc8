#ifdef GITCTX_HAVE_ZLIB
#include <zlib.h>
#endif

#include <fstream>

#include "base/error.h"
#include "benchmarks/suites/source_files.h"
#include "benchmarks/suites/suites.h"
#include "git/blob_reader.h"

namespace gitctx::bench {

namespace {

/// The files of HEAD, both as blobs in the repository and as files in the worktree.
struct Content {
  WorkRepository repository;
  View view;
};

/// Reads all content of a view; returns the number of bytes.
class BlobSource {
 public:
  virtual ~BlobSource() = default;
  virtual std::uint64_t read(const Content& content) = 0;
};

class GitObjects final : public BlobSource {
 public:
  std::uint64_t read(const Content& content) override {
    BlobReader reader(content.repository.layout(), largest_blob);
    std::uint64_t bytes = 0;
    for (const ViewEntry& entry : content.view.entries) bytes += reader.read(entry).bytes.size();
    return bytes;
  }
};

/// The yardstick: the same files, read from the worktree.
class PlainFiles final : public BlobSource {
 public:
  std::uint64_t read(const Content& content) override {
    std::uint64_t bytes = 0;
    std::string buffer;
    for (const ViewEntry& entry : content.view.entries) {
      std::ifstream file(content.repository.path() / entry.path, std::ios::binary);
      buffer.assign(std::istreambuf_iterator<char>(file), {});
      bytes += buffer.size();
    }
    return bytes;
  }
};

#ifdef GITCTX_HAVE_ZLIB

/// Inflates the same files from memory, one by one, to show the cost of decompression alone.
class Inflate final : public BlobSource {
 public:
  std::uint64_t read(const Content& content) override {
    if (deflated_.empty()) deflate_all(content);
    std::uint64_t bytes = 0;
    std::string buffer;
    for (const auto& [size, packed] : deflated_) {
      buffer.resize(size);
      uLongf length = size;
      const int status = ::uncompress(reinterpret_cast<Bytef*>(buffer.data()), &length,
                                      reinterpret_cast<const Bytef*>(packed.data()), packed.size());
      if (status != Z_OK) throw Error(ErrorCode::failure, "zlib cannot inflate what it deflated");
      bytes += length;
    }
    return bytes;
  }

 private:
  void deflate_all(const Content& content) {
    BlobReader reader(content.repository.layout(), largest_blob);
    for (const ViewEntry& entry : content.view.entries) {
      const std::string bytes = reader.read(entry).bytes;
      uLongf length = ::compressBound(bytes.size());
      std::string packed(length, '\0');
      ::compress(reinterpret_cast<Bytef*>(packed.data()), &length,
                 reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
      packed.resize(length);
      deflated_.emplace_back(bytes.size(), std::move(packed));
    }
  }

  std::vector<std::pair<std::size_t, std::string>> deflated_;
};

#endif

}  // namespace

void add_git_suite(const SuiteOptions& options, Benchmarks& benchmarks) {
  auto& benchmark = add_benchmark<BlobSource>(
      benchmarks, {.name = "git/read", .unit = "MB/s", .higher_is_better = true, .critical = 2},
      [options] {
        Content content{WorkRepository(options), {}};
        Repository repository = Repository::open(content.repository.layout());
        content.view = head_view(repository);
        return content;
      },
      [](BlobSource& source, const Content& content) {
        std::uint64_t bytes = 0;
        const double seconds = seconds_of([&] { bytes = source.read(content); });
        return static_cast<double>(bytes) / 1e6 / seconds;
      });
#ifdef GITCTX_HAVE_ZLIB
  benchmark.add<Inflate>("inflate");
#endif
  benchmark.add<GitObjects>("libgit2").add_yardstick<PlainFiles>("plain files");
}

}  // namespace gitctx::bench
