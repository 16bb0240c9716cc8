// Every setting named in a message, a help text or a page must exist.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <regex>
#include <set>
#include <string>
#include <string_view>

#include "app/config/config_field.h"
#include "base/file.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

/// The string literals of C++ source as one text. Adjacent literals are joined; code between
/// literals becomes '\n'.
std::string string_literals(std::string_view source) {
  std::string text;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const std::string_view rest = source.substr(i);
    if (rest.starts_with("//")) {
      i = std::min(source.find('\n', i), source.size());
    } else if (rest.starts_with("R\"")) {
      const std::size_t open = source.find('(', i);
      const std::string end = ")" + std::string(source.substr(i + 2, open - i - 2)) + "\"";
      const std::size_t close = source.find(end, open);
      text += source.substr(open + 1, close - open - 1);
      i = close + end.size() - 1;
    } else if (source[i] == '"' || source[i] == '\'') {
      const bool is_digit_separator =
          source[i] == '\'' && i > 0 && std::isalnum(static_cast<unsigned char>(source[i - 1]));
      if (is_digit_separator) continue;
      const char quote = source[i];
      for (++i; i < source.size() && source[i] != quote; ++i) {
        if (source[i] == '\\') ++i;
        if (quote == '"' && i < source.size()) text += source[i];
      }
    } else if (!std::isspace(static_cast<unsigned char>(source[i])) && !text.ends_with('\n')) {
      text += '\n';
    }
  }
  return text;
}

/// The words that look like names of settings: the name of a section, a dot and a word.
std::set<std::string> setting_like_words(const std::string& text) {
  std::string sections;
  for (const ConfigField& field : config_fields()) {
    if (sections.find(field.section) != std::string::npos) continue;
    sections += (sections.empty() ? "" : "|") + std::string(field.section);
  }
  const std::regex pattern("(?:^|[^A-Za-z0-9_./])((?:" + sections + ")\\.[a-z][a-z0-9_]*)");
  std::set<std::string> words;
  for (auto i = std::sregex_iterator(text.begin(), text.end(), pattern);
       i != std::sregex_iterator(); ++i) {
    words.insert((*i)[1]);
  }
  return words;
}

std::set<std::string> setting_keys() {
  std::set<std::string> keys;
  for (const ConfigField& field : config_fields()) keys.insert(field.key());
  return keys;
}

fs::path source_folder() { return GITCTX_SOURCE_DIR; }

void for_each_file(const fs::path& folder, const std::function<void(const fs::path&)>& visit) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) visit(entry.path());
  }
}

TEST(StringLiterals, AreJoinedAcrossLinesAndKeptApartFromCode) {
  EXPECT_EQ(setting_like_words(string_literals("f(\"set index.mem\"\n  \"ory\"); // \"model.x\"")),
            std::set<std::string>{"index.memory"});
  EXPECT_EQ(setting_like_words(string_literals("if (a == \"\" || model.name == '\"') g(\"\");")),
            std::set<std::string>{});
  EXPECT_EQ(setting_like_words(string_literals("R\"(search.limit)\" 1'000 \"model.chat\"")),
            (std::set<std::string>{"model.chat", "search.limit"}));
}

TEST(Settings, ThatMessagesNameExist) {
  const std::set<std::string> keys = setting_keys();
  std::set<std::string> named;
  for_each_file(source_folder() / "src", [&](const fs::path& file) {
    const bool is_code = file.extension() == ".cc" || file.extension() == ".h";
    if (!is_code || file.stem().string().ends_with("_test")) return;
    for (const std::string& word : setting_like_words(string_literals(read_file(file)))) {
      const std::string header = word.substr(word.find('.') + 1);
      if (header == "h" || header == "cc") continue;
      EXPECT_TRUE(keys.contains(word)) << file << " names the setting " << word;
      named.insert(word);
    }
  });
  EXPECT_GT(named.size(), 8u) << "the messages are not found";
}

TEST(Settings, ThatPagesNameExistAndAllAreDescribed) {
  const std::set<std::string> keys = setting_keys();
  const fs::path docs = source_folder() / "docs";
  for_each_file(docs, [&](const fs::path& file) {
    for (const std::string& word : setting_like_words(read_file(file))) {
      if (word.ends_with(".cc") || word.ends_with(".h")) continue;
      EXPECT_TRUE(keys.contains(word)) << file << " names the setting " << word;
    }
  });
  const std::set<std::string> described = setting_like_words(read_file(docs / "configuration.md"));
  for (const std::string& key : keys) EXPECT_TRUE(described.contains(key)) << key;
}

}  // namespace
}  // namespace gitctx
