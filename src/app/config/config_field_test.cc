#include "app/config/config_field.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "base/error.h"

namespace gitctx {
namespace {

std::string usage_error(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.message();
  }
  return "no error";
}

TEST(ConfigFields, HaveDistinctKeysAndDefaultsInTheirRange) {
  std::set<std::string> keys;
  const ConfigValues defaults;
  for (const ConfigField& field : config_fields()) {
    EXPECT_TRUE(keys.insert(field.key()).second) << field.key();
    EXPECT_FALSE(field.summary.empty()) << field.key();
    if (field.is_secret() || field.type == FieldType::list) continue;
    const ConfigValue value = field.load(defaults);
    if (value == ConfigValue(std::string())) continue;
    EXPECT_EQ(parse_config_value(field, config_value_to_yaml(value), "default"), value)
        << field.key();
  }
}

TEST(ConfigFields, StoreWhatTheyLoad) {
  for (const ConfigField& field : config_fields()) {
    ConfigValues values;
    const ConfigValue before = field.load(values);
    field.store(values, before);
    EXPECT_EQ(field.load(values), before) << field.key();
  }
}

TEST(ConfigFields, NameTheirVariable) {
  EXPECT_EQ(require_config_field("index.max_blob_size_mb").environment_variable(),
            "GITCTX_INDEX__MAX_BLOB_SIZE_MB");
}

TEST(ConfigFields, SuggestTheKeyThatWasMeant) {
  EXPECT_EQ(suggest_config_key("limit"), "Did you mean 'search.limit'?");
  EXPECT_EQ(suggest_config_key("serach.limit"), "Did you mean 'search.limit'?");
  EXPECT_EQ(suggest_config_key("quux"), "");
}

/// Without trust, a repository may not send data, spend money or name a server.
TEST(ConfigFields, ModelsAddressesAndKeysAreNeverFree) {
  std::size_t checked = 0;
  for (const ConfigField& field : config_fields()) {
    const bool is_address = field.type == FieldType::address;
    if (field.section != "model" && !is_address && !field.is_secret()) continue;
    ++checked;
    EXPECT_NE(field.team_rule, TeamRule::free) << field.key();
    EXPECT_TRUE(!is_address || field.team_rule == TeamRule::needs_trust) << field.key();
  }
  EXPECT_GE(checked, 12u);
  EXPECT_EQ(require_config_field("search.rerank").team_rule, TeamRule::needs_trust);
}

TEST(ConfigFields, LimitsOnlyTighten) {
  for (const char* const key : {"model.budget_usd_per_day", "index.memory_limit", "index.threads",
                                "index.max_blob_size_mb"}) {
    EXPECT_EQ(require_config_field(key).team_rule, TeamRule::only_tightens) << key;
  }
  const ConfigField& budget = require_config_field("model.budget_usd_per_day");
  EXPECT_TRUE(budget.is_as_tight(1.0, 2.0));
  EXPECT_TRUE(budget.is_as_tight(2.0, 2.0));
  EXPECT_FALSE(budget.is_as_tight(2.0, 1.0));
  EXPECT_FALSE(budget.is_as_tight(0.0, 1e6)) << "0 is no limit";
  EXPECT_TRUE(budget.is_as_tight(1e6, 0.0));
  EXPECT_TRUE(budget.is_as_tight(0.0, 0.0));
  const ConfigField& threads = require_config_field("index.threads");
  EXPECT_TRUE(threads.is_as_tight(std::int64_t{1}, std::int64_t{0}));
  EXPECT_FALSE(threads.is_as_tight(std::int64_t{1'000'000}, std::int64_t{0}));
}

struct WrongValue {
  const char* key;
  const char* text;
  const char* message;
};

TEST(ParseConfigValue, SaysInPlainWordsWhatItExpects) {
  const WrongValue cases[] = {
      {"search.limit", "ten", "X: expected a number from 1 to 100, got 'ten'"},
      {"search.limit", "0", "X: expected a number from 1 to 100, got '0'"},
      {"search.limit", "101", "X: expected a number from 1 to 100, got '101'"},
      {"search.limit", "2.5", "X: expected a whole number from 1 to 100, got '2.5'"},
      {"search.limit", "", "X: expected a number from 1 to 100, got ''"},
      {"search.limit", "1e400", "X: expected a number from 1 to 100, got '1e400'"},
      {"search.min_similarity", "nan", "X: expected a number from 0 to 1, got 'nan'"},
      {"search.min_similarity", "-0.1", "X: expected a number from 0 to 1, got '-0.1'"},
      {"search.auto_refresh", "maybe", "X: expected true or false, got 'maybe'"},
      {"index.mode", "all", "X: expected one of snapshot, history, got 'all'"},
      {"model.base_url", "localhost:11434",
       "X: expected an address that starts with https:// or http://, or nothing, got "
       "'localhost:11434'"},
      {"model.base_url", "http://",
       "X: expected an address that starts with https:// or http://, or nothing, got 'http://'"},
      {"model.ca_bundle", "company.pem",
       "X: expected a path that starts with / or ~/, or nothing, got 'company.pem'"},
      {"model.chat_timeout", "0", "X: expected a number from 1 to 3600, got '0'"},
      {"model.allow_http", "lan", "X: expected true or false, got 'lan'"},
      {"model.dimensions", "-1", "X: expected a number from 0 to 16384, got '-1'"},
  };
  for (const WrongValue& wrong : cases) {
    EXPECT_EQ(
        usage_error([&] { parse_config_value(require_config_field(wrong.key), wrong.text, "X"); }),
        wrong.message);
  }
}

TEST(ParseConfigValue, TakesANameAsItIs) {
  const ConfigField& field = require_config_field("model.embedding");
  EXPECT_EQ(parse_config_value(field, " openai/text-embedding-3-large ", "X"),
            ConfigValue(std::string("openai/text-embedding-3-large")));
  EXPECT_EQ(parse_config_value(require_config_field("model.base_url"), "", "X"),
            ConfigValue(std::string()));
}

TEST(ConfigFields, HaveNoKeyThatIsShown) {
  std::size_t keys = 0;
  for (const ConfigField& field : config_fields()) {
    if (!field.name.ends_with("_key")) continue;
    ++keys;
    EXPECT_TRUE(field.is_secret()) << field.key();
    EXPECT_EQ(show_config_value(field, std::string("abcdefghijklmnop")), "abc...nop");
    ConfigValues values;
    field.store(values, std::string("abcdefghijklmnop"));
    EXPECT_EQ(values.secrets.all(), std::vector<std::string>{"abcdefghijklmnop"}) << field.key();
  }
  EXPECT_EQ(keys, 6u);
}

TEST(ParseConfigValue, NeverQuotesASecret) {
  const std::string message = usage_error([] {
    parse_config_value(require_config_field("model.openai_api_key"), "sk-very secret", "X");
  });
  EXPECT_EQ(message, "X: expected a key without blanks");
}

TEST(ParseConfigValue, ReadsListsByComma) {
  const ConfigField& refs = require_config_field("index.refs");
  EXPECT_EQ(parse_config_value(refs, " main, release/1 ,", "X"),
            ConfigValue(std::vector<std::string>{"main", "release/1"}));
  EXPECT_EQ(parse_config_value(refs, "", "X"), ConfigValue(std::vector<std::string>{}));
}

TEST(ConfigValueToYaml, QuotesWhatYamlWouldReadOtherwise) {
  EXPECT_EQ(config_value_to_yaml(std::vector<std::string>{"main", "1.2", "yes", "a b", "q\"\\"}),
            R"([main, "1.2", "yes", "a b", "q\"\\"])");
  EXPECT_EQ(config_value_to_yaml(0.25), "0.25");
  EXPECT_EQ(config_value_to_yaml(true), "true");
}

TEST(MaskSecret, KeepsOnlyTheEnds) {
  EXPECT_EQ(mask_secret("sk-abcdefghijklmnop123"), "sk-...123");
  EXPECT_EQ(mask_secret("short"), "***");
  EXPECT_EQ(mask_secret(""), "");
}

}  // namespace
}  // namespace gitctx
