#include <map>

#include "benchmarks/suites/source_files.h"
#include "benchmarks/suites/suites.h"
#include "chunk/bounded_parser.h"
#include "chunk/chunker.h"
#include "chunk/token_estimate.h"
#include "text/languages.h"

namespace gitctx::bench {

namespace {

constexpr std::size_t most_bytes = 4'000'000;
constexpr std::size_t fewest_bytes = 50'000;

/// The yardstick: parsing alone.
class BareParser final : public Chunker {
 public:
  std::string_view name() const override { return "bare parser"; }
  std::vector<Chunk> chunk(const SourceText& source) override {
    keep(parser_.parse(source.text, source.language).get());
    return {};
  }

 private:
  BoundedParser parser_{std::chrono::seconds(2)};
};

using Files = std::vector<SourceFile>;

double chunk_all(Chunker& chunker, const Files& files) {
  return seconds_of([&] {
    for (const SourceFile& file : files) keep(chunker.chunk({file.text, file.language}).size());
  });
}

double megabytes(const Files& files) {
  double bytes = 0;
  for (const SourceFile& file : files) bytes += static_cast<double>(file.text.size());
  return bytes / 1e6;
}

void add_implementations(ProtocolBenchmark<Chunker>& benchmark) {
  benchmark.add("syntax", [] { return make_syntax_chunker({}); })
      .add("line", [] { return make_line_chunker({}); })
      .add_yardstick("bare parser", [] { return std::make_unique<BareParser>(); });
}

void add_throughput(std::string name, Files files, Benchmarks& benchmarks) {
  auto benchmark = std::make_unique<ProtocolBenchmark<Chunker>>(
      Metric{.name = std::move(name), .unit = "MB/s", .higher_is_better = true, .critical = 0.5},
      [files = std::move(files)] { return Files(files); },
      [](Chunker& chunker, const Files& all) { return megabytes(all) / chunk_all(chunker, all); });
  add_implementations(*benchmark);
  benchmarks.push_back(std::move(benchmark));
}

}  // namespace

void add_chunker_suite(const SuiteOptions& options, Benchmarks& benchmarks) {
  Files files = source_files(options, most_bytes);
  std::map<std::string, Files> by_language;
  for (const SourceFile& file : files) {
    by_language[std::string(language_name(file.language))].push_back(file);
  }
  add_throughput("chunker/throughput", files, benchmarks);
  for (auto& [language, some] : by_language) {
    if (megabytes(some) * 1e6 < fewest_bytes) continue;
    add_throughput("chunker/throughput/" + language, std::move(some), benchmarks);
  }
  auto tokens = std::make_unique<ProtocolBenchmark<Chunker>>(
      Metric{.name = "chunker/tokens",
             .unit = "tokens/s",
             .higher_is_better = true,
             .critical = 100'000},
      [files = std::move(files)] { return files; },
      [](Chunker& chunker, const Files& all) {
        double count = 0;
        for (const SourceFile& file : all) count += static_cast<double>(estimate_tokens(file.text));
        return count / chunk_all(chunker, all);
      });
  add_implementations(*tokens);
  benchmarks.push_back(std::move(tokens));
}

}  // namespace gitctx::bench
