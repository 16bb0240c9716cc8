#include "page/html.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

TEST(Html, WhatMeansSomethingInHtmlIsEscaped) {
  EXPECT_EQ(escape_html(R"(a<b> & "c" 'd')"), "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
}

TEST(Html, ShowsHiddenCharacters) {
  EXPECT_EQ(escape_html("a\u202e<b>\U000e0041\x1b\xff\r\n\tc"),
            "a\\u{202e}&lt;b&gt;\\u{e0041}\\x1b\\xff\n\tc");
}

TEST(Html, APageNeedsNothingBesideItself) {
  const std::string page = html_page("a < b", "<p>text</p>");
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>"));
  EXPECT_NE(page.find("<title>a &lt; b</title>"), std::string::npos);
  EXPECT_NE(page.find("<p>text</p>"), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("http"), std::string::npos);
}

}  // namespace
}  // namespace gitctx
