#include "text/notebook.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/languages.h"

namespace gitctx {
namespace {

/// Reads the values of a JSON text one after the other, and gives their offsets. Does not check the
/// values that it skips. A function that meets an error returns nothing or false.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : text_(text) {}

  std::size_t place() {
    skip_blanks();
    return at_;
  }
  bool next_is(char c) {
    skip_blanks();
    return at_ < text_.size() && text_[at_] == c;
  }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }

  std::optional<std::string> take_string();

  bool skip_value() {
    if (next_is('"')) return take_string().has_value();
    std::size_t depth = 0;
    do {
      skip_blanks();
      if (at_ == text_.size()) return false;
      const char c = text_[at_];
      if (c == '"') {
        if (!take_string()) return false;
        continue;
      }
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) return true;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
      if (depth == 0 && (c == '}' || c == ']')) return true;
    } while (true);
  }

  /// Calls `visit(key)` for each member of an object. `visit` must read the value of the member.
  template <class Visit>
  bool take_object(Visit visit) {
    if (!take('{')) return false;
    if (take('}')) return true;
    do {
      const auto key = take_string();
      if (!key || !take(':') || !visit(*key)) return false;
    } while (take(','));
    return take('}');
  }

  /// Calls `visit()` for each element of an array. `visit` must read the element.
  template <class Visit>
  bool take_array(Visit visit) {
    if (!take('[')) return false;
    if (take(']')) return true;
    do {
      if (!visit()) return false;
    } while (take(','));
    return take(']');
  }

 private:
  void skip_blanks() {
    at_ = std::min(text_.find_first_not_of(blank_characters, at_), text_.size());
  }
  bool take_escape(std::string& out);
  std::optional<char32_t> take_hex();

  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<std::string> JsonScanner::take_string() {
  if (!take('"')) return std::nullopt;
  std::string out;
  while (true) {
    const std::size_t end = text_.find_first_of("\"\\\n", at_);
    if (end == std::string_view::npos || text_[end] == '\n') return std::nullopt;
    out += text_.substr(at_, end - at_);
    at_ = end + 1;
    if (text_[end] == '"') return out;
    if (!take_escape(out)) return std::nullopt;
  }
}

bool JsonScanner::take_escape(std::string& out) {
  if (at_ == text_.size()) return false;
  const char c = text_[at_++];
  if (c != 'u') {
    constexpr std::string_view letters = "nrtbf";
    constexpr std::string_view meanings = "\n\r\t  ";
    const std::size_t letter = letters.find(c);
    out += letter == std::string_view::npos ? c : meanings[letter];
    return true;
  }
  auto value = take_hex();
  if (!value) return false;
  if (*value >= 0xD800 && *value < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
    const std::size_t after_first = at_;
    at_ += 2;
    const auto low = take_hex();
    if (!low) return false;
    if (*low >= 0xDC00 && *low < 0xE000) {
      value = 0x10000 + ((*value - 0xD800) << 10) + (*low - 0xDC00);
    } else {
      at_ = after_first;
    }
  }
  if (*value >= 0xD800 && *value < 0xE000) value = 0xFFFD;
  append_utf8(out, *value == 0 ? U' ' : *value);
  return true;
}

std::optional<char32_t> JsonScanner::take_hex() {
  const std::string_view digits = text_.substr(at_, 4);
  if (digits.size() < 4) return std::nullopt;
  char32_t value = 0;
  for (const char digit : digits) {
    constexpr std::string_view hex = "0123456789abcdef";
    const std::size_t number = hex.find(lower_case(digit));
    if (number == std::string_view::npos) return std::nullopt;
    value = value * 16 + static_cast<char32_t>(number);
  }
  at_ += 4;
  return value;
}

struct SourceLine {
  std::size_t place = 0;  ///< offset in the file
  std::string text;
};

struct Cell {
  std::string type;
  std::vector<SourceLine> lines;
};

/// The language of the code, as the metadata of the notebook names it.
struct Kernel {
  std::string language;  ///< metadata.kernelspec.language
  std::string name;      ///< metadata.language_info.name
};

/// Takes a string of source lines. Jupyter writes a string for each line, but a notebook may have
/// all lines of a cell in one string.
bool take_source(JsonScanner& json, Cell& cell) {
  const std::size_t place = json.place();
  const auto text = json.take_string();
  if (!text) return false;
  std::string_view rest = *text;
  do {
    std::string_view line = take_part(rest, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    cell.lines.push_back({place, std::string(line)});
  } while (!rest.empty());
  return true;
}

bool take_cell(JsonScanner& json, Cell& cell) {
  return json.take_object([&](std::string_view key) {
    if (key == "cell_type") {
      auto type = json.take_string();
      if (type) cell.type = std::move(*type);
      return type.has_value();
    }
    if (key != "source") return json.skip_value();
    if (json.next_is('"')) return take_source(json, cell);
    return json.take_array([&] { return take_source(json, cell); });
  });
}

bool take_kernel(JsonScanner& json, Kernel& kernel) {
  const auto take_member = [&](std::string_view wanted, std::string& value) {
    return json.take_object([&](std::string_view key) {
      if (key != wanted || !json.next_is('"')) return json.skip_value();
      auto text = json.take_string();
      if (!text) return false;
      value = std::move(*text);
      return true;
    });
  };
  return json.take_object([&](std::string_view key) {
    if (key == "kernelspec" && json.next_is('{')) return take_member("language", kernel.language);
    if (key == "language_info" && json.next_is('{')) return take_member("name", kernel.name);
    return json.skip_value();
  });
}

/// The language that the kernel names; a version (`C++17`) is ignored. Without a kernel, the
/// language is Python, because almost all such notebooks are in Python.
Language language_of_kernel(const Kernel& kernel) {
  std::string_view name = kernel.language.empty() ? kernel.name : kernel.language;
  if (name.empty()) return Language::python;
  if (const auto language = language_from_name(name)) return *language;
  name = name.substr(0, name.find_last_not_of("0123456789.") + 1);
  return language_from_name(name).value_or(Language::plain_text);
}

bool has(const auto& values, const auto& value) {
  return std::ranges::find(values, value) != std::end(values);
}

std::string_view comment_mark(Language language) {
  using enum Language;
  constexpr std::array with_slashes = {c,      cpp, csharp, go,    java,  javascript,
                                       kotlin, php, rust,   scala, swift, typescript,
                                       tsx,    zig, groovy, dart};
  constexpr std::array with_dashes = {haskell, lua, sql};
  if (has(with_slashes, language)) return "// ";
  if (has(with_dashes, language)) return "-- ";
  return language == clojure ? ";; " : "# ";
}

/// Whether IPython runs a whole cell as Python if the cell begins with this magic command.
bool keeps_python(std::string_view magic) {
  constexpr std::array<std::string_view, 5> names = {"%%time", "%%timeit", "%%capture", "%%prun",
                                                     "%%memit"};
  const std::string_view name = magic.substr(0, magic.find_first_of(" \t"));
  return has(names, name);
}

/// Comments out the lines of a cell that are not code in the notebook's language.
void comment_out(Cell& cell, Language language) {
  bool is_code = cell.type == "code";
  if (is_code && language == Language::python && !cell.lines.empty()) {
    const std::string_view first = trimmed_front(cell.lines.front().text);
    is_code = !first.starts_with("%%") || keeps_python(first);
  }
  for (SourceLine& line : cell.lines) {
    const std::string_view content = trimmed_front(line.text);
    if (content.empty()) continue;
    const bool is_magic =
        language == Language::python && (content.starts_with('%') || content.starts_with('!'));
    if (!is_code || is_magic) line.text.insert(0, comment_mark(language));
  }
}

/// Writes each source line on the line of the file that stores it, or on the next free line after
/// it.
std::string lay_out(std::string_view json, const std::vector<Cell>& cells) {
  std::string text;
  std::size_t place = 0;
  std::ptrdiff_t missing = 0;  // line breaks of the file before `place` that the text does not have
  bool is_first = true;
  for (const Cell& cell : cells) {
    for (const SourceLine& line : cell.lines) {
      missing += std::ranges::count(json.substr(place, line.place - place), '\n');
      const std::ptrdiff_t breaks = std::max<std::ptrdiff_t>(missing, is_first ? 0 : 1);
      text.append(static_cast<std::size_t>(breaks), '\n');
      missing -= breaks;
      text += line.text;
      place = line.place;
      is_first = false;
    }
  }
  missing += std::ranges::count(json.substr(place), '\n');
  if (missing > 0) text.append(static_cast<std::size_t>(missing), '\n');
  return text;
}

}  // namespace

std::optional<NotebookText> read_notebook(std::string_view json_text) {
  JsonScanner json(json_text);
  std::vector<Cell> cells;
  Kernel kernel;
  bool has_cells = false;
  const bool is_complete = json.take_object([&](std::string_view key) {
    if (key == "metadata") return take_kernel(json, kernel);
    if (key != "cells" || has_cells) return json.skip_value();
    has_cells = true;
    return json.take_array([&] { return take_cell(json, cells.emplace_back()); });
  });
  if (!is_complete || !has_cells) return std::nullopt;
  NotebookText notebook{.text = {}, .language = language_of_kernel(kernel)};
  for (Cell& cell : cells) comment_out(cell, notebook.language);
  notebook.text = lay_out(json_text, cells);
  return notebook;
}

}  // namespace gitctx
