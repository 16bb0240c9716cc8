#include "testing/code_generator.h"

#include <array>
#include <random>

namespace gitctx {

namespace {

constexpr std::array words = {
    "user",   "request", "cache",  "token",   "session", "retry",  "queue",   "stream", "parser",
    "header", "config",  "client", "server",  "worker",  "buffer", "metric",  "event",  "policy",
    "index",  "query",   "record", "schema",  "storage", "thread", "timeout", "route",  "handler",
    "signal", "backoff", "shard",  "replica", "ledger",  "batch",  "cursor",  "digest", "socket",
    "filter", "merge",   "graph",  "invoice", "payment", "tenant", "widget",  "layout", "render"};
constexpr std::array verbs = {"open",  "close",  "load",   "store", "find",     "update", "remove",
                              "parse", "encode", "decode", "merge", "validate", "flush",  "apply"};

/// Writes one file; all choices come from a generator seeded with its number.
class Author {
 public:
  explicit Author(std::uint32_t number) : random_(number * 2654435761u + 1), number_(number) {}

  GeneratedFile write() {
    static constexpr std::array extensions = {"go", "java", "py", "c", "md"};
    const std::size_t language = number_ % 16 == 15 ? 4 : number_ % 4;
    const std::string name = word() + "_" + word() + "_" + std::to_string(number_);
    GeneratedFile file;
    file.path = word_at(number_ / 1600) + "/" + word_at(number_ / 40) +
                std::to_string(number_ / 40) + "/" + name + "." + extensions[language];
    if (language == 0) file.text = "package " + word() + "\n\n";
    for (int i = 0; i < 9; ++i) file.text += definition(language, i);
    return file;
  }

 private:
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_()) % limit; }

  // The product of two even choices prefers the front of the list.
  std::string word() {
    const auto size = static_cast<std::uint32_t>(words.size());
    return words[below(size) * below(size) / size];
  }
  static std::string word_at(std::uint32_t i) { return words[i % words.size()]; }
  std::string verb() { return verbs[below(static_cast<std::uint32_t>(verbs.size()))]; }

  static std::string capital(std::string text) {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
  }

  std::string sentence() {
    return capital(verb()) + "s the " + word() + " of the " + word() + " unless its " + word() +
           " is " + verb() + "d.";
  }

  std::string body(std::string_view open, std::string_view end, std::string_view indent) {
    std::string text;
    for (int i = 0; i < 6; ++i) {
      const std::string value = word();
      text += std::string(indent) + value + std::to_string(i) + std::string(open) + verb() +
              capital(word()) + "(" + word() + ", " + std::to_string(below(1000)) + ")" +
              std::string(end) + "\n";
    }
    return text;
  }

  std::string definition(std::size_t language, int i) {
    const std::string name = verb() + capital(word()) + capital(word()) + std::to_string(i);
    switch (language) {
      case 0:
        return "// " + name + " " + sentence() + "\nfunc " + name + "(" + word() +
               " string) error {\n" + body(" := ", "", "\t") + "\treturn nil\n}\n\n";
      case 1:
        return "/** " + sentence() + " */\nclass " + capital(name) + " {\n  int " + verb() +
               "(int " + word() + ") {\n" + body(" = ", ";", "    ") + "    return 0;\n  }\n}\n\n";
      case 2:
        return "def " + name + "(" + word() + "):\n    \"\"\"" + sentence() + "\"\"\"\n" +
               body(" = ", "", "    ") + "    return None\n\n\n";
      case 3:
        return "/* " + sentence() + " */\nstatic int " + name + "(int " + word() + ") {\n" +
               body(" = ", ";", "  ") + "  return 0;\n}\n\n";
      default:
        return "## " + capital(word()) + " " + word() + "\n\n" + sentence() + " " + sentence() +
               "\n\n" + sentence() + "\n\n";
    }
  }

  std::minstd_rand random_;
  std::uint32_t number_;
};

}  // namespace

GeneratedFile generate_file(std::uint32_t number) { return Author(number).write(); }

}  // namespace gitctx
