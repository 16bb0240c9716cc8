#include "search/places/named_places.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace gitctx {
namespace {

/// The places as text: "a.py:3", or "src/" for a folder; separated by blanks.
std::string places(std::string_view text) {
  std::string all;
  for (const NamedPlace& place : named_places(text)) {
    if (!all.empty()) all += ' ';
    all += place.path;
    if (place.line > 0) all += ":" + std::to_string(place.line);
  }
  return all;
}

TEST(NamedPlaces, KnowsTheFormsOfCompilersAndTracebacks) {
  EXPECT_EQ(places("src/a.c:12:5: error: x"), "src/a.c:12");
  EXPECT_EQ(places("a.cs(12,3): error CS1"), "a.cs:12");
  EXPECT_EQ(places("  File \"/opt/app/cli.py\", line 360, in f"), "/opt/app/cli.py:360");
  EXPECT_EQ(places("in /srv/a.php on line 7"), "/srv/a.php:7");
  EXPECT_EQ(places("https://h.example/o/r/blob/main/src/a.py#L12-L14"),
            "//h.example/o/r/blob/main/src/a.py:12");
  EXPECT_EQ(places("C:\\app\\src\\main.rs:9"), "/app/src/main.rs:9");
  EXPECT_EQ(places("\tat com.example.app.Job.run(Job.java:31)"),
            "com.example.app.Job.run com/example/app/Job.java:31");
  EXPECT_EQ(places("    at run (./src/job.js:31:7)"), "src/job.js:31");
  EXPECT_EQ(places("core.rb:253:in 'find'"), "core.rb:253");
  EXPECT_EQ(places("panicked at src/main.rs:4:5:\nboom"), "src/main.rs:4");
  EXPECT_EQ(places("+++ b/src/a.c\n@@ -1 +1 @@"), "b/src/a.c");
}

TEST(NamedPlaces, TakesEachPlaceOnceAndFolders) {
  EXPECT_EQ(places("See src/a.c, src/a.c and src/lib/. Then a.h."), "src/a.c src/lib/ a.h");
  EXPECT_EQ(places("src/a.c src/a.c:1"), "src/a.c src/a.c:1");
}

TEST(NamedPlaces, IgnoresOtherWords) {
  EXPECT_EQ(places("1.2.3 and/or e.g. a . / // x:12 Job.run() 10:30 .gitignore"),
            "e.g Job.run");  // only the view knows whether it has such files
  EXPECT_EQ(places(""), "");
  EXPECT_EQ(places(std::string(100'000, 'a') + ".c"), "");
}

}  // namespace
}  // namespace gitctx
