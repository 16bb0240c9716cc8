#include "testing/random_history.h"

#include <algorithm>
#include <random>
#include <vector>

namespace gitctx {
namespace {

constexpr std::int64_t first_time_s = 1'600'000'000;

class HistoryWriter {
 public:
  HistoryWriter(std::uint32_t seed, const RandomHistoryOptions& options)
      : random_(seed), options_(options) {}

  std::string run() {
    for (int i = 0; i < options_.contents; ++i) {
      const std::string content = "content " + std::to_string(i) + "\n";
      out_ += "blob\nmark :" + std::to_string(1 + i) + "\ndata " + std::to_string(content.size()) +
              "\n" + content + "\n";
    }
    for (int i = 0; i < options_.commits; ++i) write_commit(i);
    return std::move(out_);
  }

 private:
  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

  std::string mark(int commit) const { return ":" + std::to_string(1000 + commit); }

  void write_commit(int number) {
    time_s_ += 60 * (below(6) - 1);
    out_ += "commit refs/heads/b" + std::to_string(number) + "\nmark " + mark(number) +
            "\ncommitter C <c@example.com> " + std::to_string(time_s_) + " +0000\ndata 2\nx\n\n";
    write_parents(number);
    for (int i = below(4); i >= 0; --i) write_change();
    out_ += "\n";
  }

  void write_parents(int number) {
    if (number == 0 || below(12) == 0) return;
    std::vector<int> parents;
    for (int count = below(3) == 0 ? 2 + below(2) : 1; count > 0; --count) {
      const int parent = number - 1 - below(std::min(number, 5));
      if (std::ranges::find(parents, parent) == parents.end()) parents.push_back(parent);
    }
    for (std::size_t i = 0; i < parents.size(); ++i) {
      out_ += (i == 0 ? "from " : "merge ") + mark(parents[i]) + "\n";
    }
  }

  void write_change() {
    static constexpr const char* shapes[] = {"f", "d/f", "d/e/f", "e/f"};
    const int number = below(options_.paths);
    const std::string path = shapes[number % 4] + std::to_string(number / 4);
    const int kind = below(10);
    if (kind < 2) {
      out_ += "D " + path + "\n";
    } else {
      const std::string mode = kind == 2 ? "100755" : "100644";
      const std::string inside = kind == 3 ? "/x" : "";
      out_ += "M " + mode + " :" + std::to_string(1 + below(options_.contents)) + " " + path +
              inside + "\n";
    }
  }

  std::mt19937 random_;
  RandomHistoryOptions options_;
  std::int64_t time_s_ = first_time_s;
  std::string out_;
};

}  // namespace

std::string random_history(std::uint32_t seed, const RandomHistoryOptions& options) {
  return HistoryWriter(seed, options).run();
}

}  // namespace gitctx
