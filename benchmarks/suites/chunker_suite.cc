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
constexpr double fewest_megabytes = 0.05;

/// The yardstick: parses the files without chunking them.
class BareParser final : public Chunker {
 public:
  std::vector<Chunk> chunk(const SourceText& source) override {
    keep(parser_.parse(source.text, source.language));
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

double tokens(const Files& files) {
  double count = 0;
  for (const SourceFile& file : files) count += static_cast<double>(estimate_tokens(file.text));
  return count;
}

/// Adds a benchmark of the chunking rate in `unit` per second. `count` counts the units.
void add_rate(std::string name, std::string unit, double critical, Files files,
              double (*count)(const Files&), Benchmarks& benchmarks) {
  add_benchmark<Chunker>(
      benchmarks,
      {.name = std::move(name),
       .unit = std::move(unit),
       .higher_is_better = true,
       .critical = critical},
      [files = std::move(files)] { return files; },
      [count](Chunker& chunker, const Files& all) { return count(all) / chunk_all(chunker, all); })
      .add("syntax", [] { return make_syntax_chunker({}); })
      .add("line", [] { return make_line_chunker({}); })
      .add_yardstick<BareParser>("bare parser");
}

}  // namespace

void add_chunker_suite(const SuiteOptions& options, Benchmarks& benchmarks) {
  Files files = source_files(options, most_bytes);
  std::map<std::string, Files> by_language;
  for (const SourceFile& file : files) {
    by_language[std::string(language_name(file.language))].push_back(file);
  }
  add_rate("chunker/throughput", "MB/s", 0.5, files, megabytes, benchmarks);
  for (auto& [language, some] : by_language) {
    if (megabytes(some) < fewest_megabytes) continue;
    add_rate("chunker/throughput/" + language, "MB/s", 0.5, std::move(some), megabytes, benchmarks);
  }
  add_rate("chunker/tokens", "tokens/s", 100'000, std::move(files), tokens, benchmarks);
}

}  // namespace gitctx::bench
