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

/// Writes one file; all choices come from a random generator seeded with the file's number. Each
/// choice is its own statement, because C++ does not fix the order of evaluation in an expression.
class Author {
 public:
  explicit Author(std::uint32_t number) : random_(number * 2654435761u + 1), number_(number) {}

  GeneratedFile write() {
    static constexpr std::array extensions = {"go", "java", "py", "c", "md"};
    const std::size_t language = number_ % 16 == 15 ? 4 : number_ % 4;
    const std::string second = word();
    const std::string first = word();
    const std::string name = first + "_" + second + "_" + std::to_string(number_);
    GeneratedFile file;
    file.path = word_at(number_ / 1600) + "/" + word_at(number_ / 40) +
                std::to_string(number_ / 40) + "/" + name + "." + extensions[language];
    if (language == 0) file.text = "package " + word() + "\n\n";
    for (int i = 0; i < 9; ++i) file.text += definition(language, i);
    return file;
  }

 private:
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_()) % limit; }

  // The index is a product of two uniform numbers, which favours words at the front of the list.
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
    const std::string done = verb();
    const std::string condition = word();
    const std::string owner = word();
    const std::string object = word();
    const std::string action = capital(verb());
    return action + "s the " + object + " of the " + owner + " unless its " + condition + " is " +
           done + "d.";
  }

  std::string body(std::string_view open, std::string_view end, std::string_view indent) {
    std::string text;
    for (int i = 0; i < 6; ++i) {
      const std::string value = word();
      const std::string number = std::to_string(below(1000));
      const std::string argument = word();
      const std::string object = capital(word());
      const std::string action = verb();
      text += std::string(indent) + value + std::to_string(i) + std::string(open) + action +
              object + "(" + argument + ", " + number + ")" + std::string(end) + "\n";
    }
    return text;
  }

  std::string definition(std::size_t language, int i) {
    const std::string second = capital(word());
    const std::string first = capital(word());
    const std::string action = verb();
    const std::string name = action + first + second + std::to_string(i);
    switch (language) {
      case 0:
        return go_function(name);
      case 1:
        return java_class(name);
      case 2:
        return python_function(name);
      case 3:
        return c_function(name);
      default:
        return markdown_section();
    }
  }

  std::string go_function(const std::string& name) {
    const std::string lines = body(" := ", "", "\t");
    const std::string parameter = word();
    return "// " + name + " " + sentence() + "\nfunc " + name + "(" + parameter +
           " string) error {\n" + lines + "\treturn nil\n}\n\n";
  }

  std::string java_class(const std::string& name) {
    const std::string lines = body(" = ", ";", "    ");
    const std::string parameter = word();
    const std::string method = verb();
    return "/** " + sentence() + " */\nclass " + capital(name) + " {\n  int " + method + "(int " +
           parameter + ") {\n" + lines + "    return 0;\n  }\n}\n\n";
  }

  std::string python_function(const std::string& name) {
    const std::string lines = body(" = ", "", "    ");
    const std::string text = sentence();
    return "def " + name + "(" + word() + "):\n    \"\"\"" + text + "\"\"\"\n" + lines +
           "    return None\n\n\n";
  }

  std::string c_function(const std::string& name) {
    const std::string lines = body(" = ", ";", "  ");
    const std::string parameter = word();
    return "/* " + sentence() + " */\nstatic int " + name + "(int " + parameter + ") {\n" + lines +
           "  return 0;\n}\n\n";
  }

  std::string markdown_section() {
    const std::string last = sentence();
    const std::string second = sentence();
    const std::string first = sentence();
    const std::string noun = word();
    return "## " + capital(word()) + " " + noun + "\n\n" + first + " " + second + "\n\n" + last +
           "\n\n";
  }

  std::minstd_rand random_;
  std::uint32_t number_;
};

}  // namespace

GeneratedFile generate_file(std::uint32_t number) { return Author(number).write(); }

}  // namespace gitctx
