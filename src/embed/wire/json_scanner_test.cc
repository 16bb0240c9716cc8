#include "embed/wire/json_scanner.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"

namespace gitctx {
namespace {

TEST(JsonScanner, WalksObjectsAndArrays) {
  JsonScanner scanner(R"( {"a" : [1, -2.5e1 ,3], "b": "x\"y", "c": [] , "d": {} } )");
  std::vector<double> numbers;
  std::string keys, text;
  scanner.object([&](std::string_view key) {
    keys += key;
    if (key == "a") {
      scanner.array([&] { numbers.push_back(scanner.number()); });
    } else if (key == "b") {
      text = scanner.string();
    } else {
      scanner.pass_over();
    }
  });
  scanner.finish();
  EXPECT_EQ(keys, "abcd");
  EXPECT_EQ(numbers, (std::vector<double>{1, -25, 3}));
  EXPECT_EQ(text, "x\\\"y");
}

TEST(JsonScanner, SkipsValuesOfEveryKind) {
  for (const std::string value :
       {"1", "-1.5e-3", "true", "null", R"("s")", R"("a]}\\")", "[]", "{}", "[[],[{}],[1,[2]]]",
        R"({"a":{"b":[{"c":"}"}]},"d":[]})", R"([ "x" , { "y" : [ ] } ])"}) {
    std::vector<double> rest;
    bool is_first = true;
    const std::string text = "[" + value + ", 7]";
    JsonScanner whole(text);
    whole.array([&] {
      if (is_first) {
        whole.pass_over();
        is_first = false;
      } else {
        rest.push_back(whole.number());
      }
    });
    whole.finish();
    EXPECT_EQ(rest, std::vector<double>{7}) << value;
  }
}

TEST(JsonScanner, NamesTheByteOfWhatIsWrong) {
  const auto message = [](std::string_view text) {
    try {
      JsonScanner scanner(text);
      scanner.array([&] { scanner.pass_over(); });
      scanner.finish();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::provider);
      return error.message();
    }
    return std::string("no error");
  };
  EXPECT_EQ(message("[1,2"), "the reply has an unexpected format at byte 4");
  for (const std::string_view text :
       {"", "{", "[", "[1", "[1,", "[\"a", "[{\"a\":1", "[[1]", "[]x"}) {
    EXPECT_NE(message(text), "no error") << text;
  }
}

}  // namespace
}  // namespace gitctx
