#include <algorithm>
#include <string>
#include <vector>

#include "benchmarks/suites/source_files.h"
#include "benchmarks/suites/suites.h"
#include "redact/redactor.h"
#include "testing/planted_secrets.h"

namespace gitctx::bench {

namespace {

constexpr std::size_t most_bytes = 8'000'000;

/// Searches a text for secrets.
class TextReader {
 public:
  virtual ~TextReader() = default;
  virtual std::size_t read(const std::string& text) = 0;
};

class Redactor final : public TextReader {
 public:
  std::size_t read(const std::string& text) override { return find_secrets(text).size(); }
};

/// The yardstick: reads every byte once.
class LineCounter final : public TextReader {
 public:
  std::size_t read(const std::string& text) override {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
  }
};

using Texts = std::vector<std::string>;

Texts plain_texts(const SuiteOptions& options) {
  Texts texts;
  for (SourceFile& file : source_files(options, most_bytes)) texts.push_back(std::move(file.text));
  return texts;
}

/// The texts of plain_texts(), each with a planted secret in its middle.
Texts texts_with_secrets(const SuiteOptions& options) {
  const std::vector<PlantedSecret> planted = planted_secrets();
  Texts texts = plain_texts(options);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::size_t middle = std::min(texts[i].find('\n', texts[i].size() / 2), texts[i].size());
    texts[i].insert(middle, "\n" + planted[i % planted.size()].text);
  }
  return texts;
}

/// The texts of the results of one search.
Texts results_of_a_search(const SuiteOptions& options) {
  constexpr std::size_t results = 10, chunk_bytes = 1600;
  Texts texts = plain_texts(options);
  texts.resize(std::min(texts.size(), results));
  for (std::string& text : texts) text.resize(std::min(text.size(), chunk_bytes));
  return texts;
}

double megabytes(const Texts& texts) {
  double bytes = 0;
  for (const std::string& text : texts) bytes += static_cast<double>(text.size());
  return bytes / 1e6;
}

double seconds_to_read(TextReader& reader, const Texts& texts) {
  return seconds_of([&] {
    for (const std::string& text : texts) keep(reader.read(text));
  });
}

void add_rate(std::string name, Texts (*texts_of)(const SuiteOptions&), const SuiteOptions& options,
              Benchmarks& benchmarks) {
  add_benchmark<TextReader>(
      benchmarks,
      {.name = std::move(name), .unit = "MB/s", .higher_is_better = true, .critical = 50},
      [=] { return texts_of(options); },
      [](TextReader& reader, const Texts& texts) {
        return megabytes(texts) / seconds_to_read(reader, texts);
      })
      .add<Redactor>("redactor")
      .add_yardstick<LineCounter>("count of lines");
}

}  // namespace

void add_redact_suite(const SuiteOptions& options, Benchmarks& benchmarks) {
  add_rate("redact/throughput", plain_texts, options, benchmarks);
  add_rate("redact/throughput with secrets", texts_with_secrets, options, benchmarks);
  // Every search redacts its results, so the worst sample also has a limit.
  add_benchmark<TextReader>(
      benchmarks, {.name = "redact/search", .unit = "ms", .critical = 0.2, .critical_worst = 0.5},
      [=] { return results_of_a_search(options); },
      [](TextReader& reader, const Texts& texts) { return 1e3 * seconds_to_read(reader, texts); })
      .add<Redactor>("redactor")
      .add_yardstick<LineCounter>("count of lines");
}

}  // namespace gitctx::bench
