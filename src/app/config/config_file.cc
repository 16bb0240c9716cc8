#include "app/config/config_file.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <span>

#include "app/config/config_field.h"
#include "base/ascii.h"
#include "base/error.h"
#include "base/file.h"
#include "base/guard/guarded_path.h"
#include "base/guard/private_umask.h"
#include "base/yaml_fields.h"
#include "git/repository_layout.h"

namespace gitctx {
namespace {

// The maximum number of sections, settings and list items in a file, and the maximum number of
// bytes in their texts. With aliases, a small file can repeat a map, a list or a text many times,
// so every repetition counts.
constexpr std::size_t most_values = 100'000;
constexpr std::size_t most_value_bytes = std::size_t{16} * 1024 * 1024;

YAML::Node load_yaml(std::string_view text, std::string_view name) {
  if (text.size() > most_config_bytes) {
    throw Error(ErrorCode::failure, fmt::format("{}: too large for a settings file", name));
  }
  try {
    return load_yaml_document(text);
  } catch (const YAML::Exception& error) {
    throw Error(ErrorCode::failure,
                fmt::format("{}:{}: broken YAML: {}", name, error.mark.line + 1, error.msg),
                "Correct this line, or remove the file to use the defaults");
  }
}

/// Reads the names and values of a file. Throws Error beyond the limits above.
class EntryReader {
 public:
  explicit EntryReader(std::string_view file) : file_(file) {}

  /// The name of a section or setting.
  std::string name(const YAML::Node& node, int line) {
    count_value(line);
    return node.IsScalar() ? text(node, line) : "?";
  }

  ConfigEntry read(std::string key, const YAML::Node& value, int line) {
    count_bytes(key.size(), line);
    ConfigEntry entry{.key = std::move(key), .line = line};
    if (value.IsScalar()) {
      entry.value = text(value, line);
    } else if (value.IsSequence()) {
      std::vector<std::string> items;
      for (const YAML::Node& item : value) {
        count_value(line);
        if (!item.IsScalar()) entry.is_nested = true;
        items.push_back(item.IsScalar() ? text(item, line) : "");
      }
      entry.value = std::move(items);
    } else {
      entry.is_nested = true;
    }
    return entry;
  }

 private:
  std::string text(const YAML::Node& node, int line) {
    count_bytes(node.Scalar().size(), line);
    return node.Scalar();
  }

  void count_value(int line) {
    if (++values_ > most_values) fail(line);
  }
  void count_bytes(std::size_t bytes, int line) {
    bytes_ += bytes;
    if (bytes_ > most_value_bytes) fail(line);
  }

  [[noreturn]] void fail(int line) const {
    throw Error(ErrorCode::usage,
                fmt::format("{}:{}: the file has more than {} settings and list items, or more "
                            "than {} MB of them, with all aliases expanded",
                            file_, line, most_values, most_value_bytes / (1024 * 1024)),
                "Remove the aliases");
  }

  std::string_view file_;
  std::size_t values_ = 0;
  std::size_t bytes_ = 0;
};

bool is_section(std::string_view name) {
  return std::ranges::find(config_fields(), name, &ConfigField::section) != config_fields().end();
}

std::vector<ConfigEntry> read_entries(const YAML::Node& root, std::string_view name) {
  std::vector<ConfigEntry> entries;
  EntryReader reader(name);
  if (root.IsNull()) return entries;
  if (!root.IsMap()) {
    throw Error(
        ErrorCode::usage,
        fmt::format("{}:1: expected a section such as 'search:' with settings below it", name),
        "Run: gitctx config init");
  }
  for (const auto& section : root) {
    const int line = section.first.Mark().line + 1;
    const std::string title = reader.name(section.first, line);
    if (section.second.IsNull()) continue;
    if (!section.second.IsMap() && !is_section(title)) {
      entries.push_back(reader.read(title, section.second, line));
      continue;
    }
    if (!section.second.IsMap()) {
      throw Error(ErrorCode::usage,
                  fmt::format("{}:{}: expected settings below '{}'", name, line, title));
    }
    for (const auto& field : section.second) {
      const int field_line = field.first.Mark().line + 1;
      const std::string key = reader.name(field.first, field_line);
      if (field.second.IsNull()) continue;
      entries.push_back(reader.read(title + "." + key, field.second, field_line));
    }
  }
  return entries;
}

/// A line and its indentation.
struct Line {
  std::string_view whole;  ///< with the line break
  std::string_view text;   ///< without the blanks at both ends
  std::size_t indent = 0;

  bool is_blank() const { return text.empty(); }
  bool is_comment() const { return text.starts_with('#'); }
  bool has_content() const { return !is_blank() && !is_comment(); }
};

std::vector<Line> split_lines(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    Line line{.whole = text.substr(begin, end - begin)};
    const std::size_t first = line.whole.find_first_not_of(blank_characters);
    if (first != std::string_view::npos) {
      line.indent = first;
      line.text = trimmed(line.whole);
    }
    lines.push_back(line);
    begin = end;
  }
  return lines;
}

/// The text after `name:` on the line; nothing if the line does not set that name.
std::optional<std::string_view> value_after(std::string_view line, std::string_view name) {
  for (const std::string& written :
       {std::string(name), fmt::format("\"{}\"", name), fmt::format("'{}'", name)}) {
    if (!line.starts_with(written)) continue;
    std::string_view rest = line.substr(written.size());
    rest = trimmed_front(rest, " \t");
    if (!rest.starts_with(':')) continue;
    rest.remove_prefix(1);
    if (!rest.empty() && rest[0] != ' ' && rest[0] != '\t') continue;
    return trimmed_front(rest, " \t");
  }
  return std::nullopt;
}

/// The ` # ...` at the end of a line, with the blanks before it.
std::string_view trailing_comment(std::string_view value) {
  char quote = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (quote != 0) {
      if (value[i] == '\\' && quote == '"')
        ++i;
      else if (value[i] == quote)
        quote = 0;
    } else if (value[i] == '"' || value[i] == '\'') {
      quote = value[i];
    } else if (value[i] == '#' && (i == 0 || value[i - 1] == ' ' || value[i - 1] == '\t')) {
      const std::size_t content = value.substr(0, i).find_last_not_of(" \t");
      return value.substr(content == std::string_view::npos ? 0 : content + 1);
    }
  }
  return {};
}

/// The lines of one section: its title and the indented lines below.
struct SettingsSection {
  std::size_t title = 0;
  std::size_t end = 0;
  std::size_t indent = 2;  ///< indentation of the settings
};

std::optional<SettingsSection> find_section(const std::vector<Line>& lines, std::string_view name) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].indent != 0 || !value_after(lines[i].text, name)) continue;
    SettingsSection section{.title = i, .end = i + 1};
    bool indent_known = false;
    for (std::size_t j = i + 1; j < lines.size(); ++j) {
      if (lines[j].has_content() && lines[j].indent == 0) break;
      if (lines[j].has_content() && !indent_known) {
        section.indent = lines[j].indent;
        indent_known = true;
      }
      if (!lines[j].is_blank() && lines[j].indent > 0) section.end = j + 1;
    }
    return section;
  }
  return std::nullopt;
}

struct Replacement {
  std::size_t begin = 0;  ///< first replaced line
  std::size_t end = 0;    ///< one past the last replaced line
  std::string comment;    ///< comment to keep after the new value
};

/// The lines that set the setting. If there are none, the place to insert the setting: after its
/// commented-out line, or else at the end of the section.
Replacement find_place(const std::vector<Line>& lines, const SettingsSection& section,
                       std::string_view name) {
  std::size_t insert_at = section.end;
  for (std::size_t i = section.title + 1; i < section.end; ++i) {
    const Line& line = lines[i];
    if (line.is_comment()) {
      const std::string_view hidden = trimmed_front(line.text.substr(1), " \t");
      if (value_after(hidden, name)) insert_at = i + 1;
      continue;
    }
    if (line.indent != section.indent) continue;
    const auto value = value_after(line.text, name);
    if (!value) continue;
    Replacement place{.begin = i, .end = i + 1, .comment = std::string(trailing_comment(*value))};
    for (std::size_t j = i + 1; j < section.end; ++j) {
      const bool continues = lines[j].indent > section.indent ||
                             (lines[j].indent == section.indent && lines[j].text.starts_with('-'));
      if (lines[j].has_content() && !continues) break;
      if (lines[j].has_content()) place.end = j + 1;
    }
    return place;
  }
  return {.begin = insert_at, .end = insert_at};
}

std::string apply_edit(std::string_view text, std::string_view section_name, std::string_view name,
                       std::string_view yaml_value) {
  const std::string_view newline = text.find("\r\n") == std::string_view::npos ? "\n" : "\r\n";
  const std::vector<Line> lines = split_lines(text);
  std::string out;
  const auto end_line = [&] {
    if (!out.empty() && !out.ends_with('\n')) out += newline;
  };
  const auto section = find_section(lines, section_name);
  if (!section) {
    out = text;
    end_line();
    if (!out.empty()) out += newline;
    return out + fmt::format("{}:{}  {}: {}{}", section_name, newline, name, yaml_value, newline);
  }
  const Replacement place = find_place(lines, *section, name);
  for (std::size_t i = 0; i < place.begin; ++i) out += lines[i].whole;
  end_line();
  out +=
      fmt::format("{:{}}{}: {}{}{}", "", section->indent, name, yaml_value, place.comment, newline);
  for (std::size_t i = place.end; i < lines.size(); ++i) out += lines[i].whole;
  return out;
}

/// All entries except `key`, without line numbers, so that the entries of two files can be
/// compared.
std::vector<ConfigEntry> other_entries(std::vector<ConfigEntry> entries, std::string_view key) {
  std::erase_if(entries, [&](const ConfigEntry& entry) { return entry.key == key; });
  for (ConfigEntry& entry : entries) entry.line = 0;
  return entries;
}

}  // namespace

std::vector<ConfigEntry> parse_config_text(std::string_view text, std::string_view name) {
  return read_entries(load_yaml(text, name), name);
}

std::optional<std::string> edit_config_text(std::string_view text, std::string_view section,
                                            std::string_view name, std::string_view yaml_value) {
  std::string edited = apply_edit(text, section, name, yaml_value);
  // The edit works on lines, not on YAML. It is accepted only if a parser finds exactly this
  // change.
  try {
    const std::string key = fmt::format("{}.{}", section, name);
    const auto before = parse_config_text(text, "file");
    const auto after = parse_config_text(edited, "file");
    const auto wanted =
        parse_config_text(fmt::format("{}:\n  {}: {}\n", section, name, yaml_value), "value");
    if (other_entries(before, key) != other_entries(after, key)) return std::nullopt;
    std::vector<ConfigEntry> found;
    std::ranges::copy_if(after, std::back_inserter(found),
                         [&](const ConfigEntry& entry) { return entry.key == key; });
    if (found.size() != wanted.size()) return std::nullopt;
    if (!found.empty() && found[0].value != wanted[0].value) return std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
  return edited;
}

std::string commented_config_text() {
  std::string out =
      "# Settings of gitctx for everyone who works on this repository.\n"
      "# Remove the '#' before a name to set it. Keys do not belong here: they are only read from\n"
      "# ~/.gitctx/config.yml and the environment.\n";
  std::string_view section;
  const ConfigValues defaults;
  for (const ConfigField& field : config_fields()) {
    if (field.is_secret()) continue;
    if (field.section != section) {
      section = field.section;
      out += fmt::format("\n{}:\n", section);
    }
    out += fmt::format("  # {} ({}).\n  # {}: {}\n", field.summary, field.expectation(), field.name,
                       config_value_to_yaml(field.load(defaults)));
  }
  return out;
}

void write_config_file(const std::filesystem::path& path, std::string_view text,
                       ConfigFileAccess access) {
  std::optional<PrivateUmask> mask;
  if (access == ConfigFileAccess::only_owner) mask.emplace();

  guard_repository_around(path);
  make_folders(path.parent_path());
  write_output_file(path, text);
}

void write_named_file(const std::filesystem::path& path, std::string_view text) {
  guard_repository_around(path);
  write_output_file(path, text);
}

}  // namespace gitctx
