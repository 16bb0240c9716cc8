#include "chunk/prepare/item_macros.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace gitctx {
namespace {

using Lines = std::vector<std::uint32_t>;

TEST(OpenItemMacros, BlanksTheMacrosAroundItems) {
  const OpenedMacros opened = open_item_macros(
      "use a;\ncfg_rt! {\n    /// A {.\n    #[must_use]\n    pub struct J { s: &'static str "
      "}\n}\n");
  EXPECT_EQ(opened.text,
            "use a;\n         \n    /// A {.\n    #[must_use]\n    pub struct J { s: &'static str "
            "}\n \n");
  EXPECT_EQ(opened.opening_lines, (Lines{1}));
  EXPECT_EQ(opened.closing_lines, (Lines{5}));
}

TEST(OpenItemMacros, ReachesMacrosInsideItemsAndMacros) {
  // The content of a! begins with a macro, so only b::c! is opened.
  EXPECT_EQ(
      open_item_macros("impl A {\n  a! {\n    b::c! {\n      fn f() {}\n    }\n  }\n}\n").text,
      "impl A {\n  a! {\n           \n      fn f() {}\n     \n  }\n}\n");
  EXPECT_EQ(open_item_macros("impl A {\n  a! {\n    pub fn f() {}\n  }\n}\n").text,
            "impl A {\n      \n    pub fn f() {}\n   \n}\n");
  EXPECT_EQ(open_item_macros("a! {\nmod m {\nb::c! {\nfn f() {}\n}\n}\n}\n").text,
            "    \nmod m {\n       \nfn f() {}\n \n}\n \n");
}

TEST(OpenItemMacros, IgnoresStringsCharactersAndComments) {
  const std::string text =
      "a! {\nfn f() { s(\"}\\\"}\", r#\"}\"}\"#, '}', '\\'', b'}'); } // }\n/* } */\n}\nfn g() "
      "{}\n";
  std::string expected = text;
  expected.replace(0, 4, "    ");
  expected.replace(text.rfind("}\nfn g"), 1, " ");
  EXPECT_EQ(open_item_macros(text).text, expected);
}

TEST(OpenItemMacros, TurnsFlagsIntoEnumerations) {
  EXPECT_EQ(
      open_item_macros("bitflags! {\n/// A; B\npub struct F: u32 {\nconst A = 1;\n}\n}\n").text,
      "           \n/// A; B\npub enum   F      {\n      A = 1,\n}\n \n");
  EXPECT_EQ(
      open_item_macros("b::bitflags! {\nstruct F: u8 { const A = Self::B.bits() | 1; }\n}\n").text,
      "              \nenum   F     {       A = Self::B.bits() | 1, }\n \n");
}

TEST(OpenItemMacros, TurnsVariablesOfMacrosIntoItems) {
  EXPECT_EQ(open_item_macros("lazy_static! {\n  pub static ref A: B = C::new();\n}\n").text,
            "              \n  pub static     A: B = C::new();\n \n");
  EXPECT_EQ(open_item_macros("thread_local! {\n  static A: u8 = 1 // ;\n}\n").text,
            "               \n  static A: u8 = 1 // ;\n;\n");
  EXPECT_EQ(open_item_macros("x::thread_local! {\n  static A: u8 = { 1 }\n}\n").text,
            "                  \n  static A: u8 = { 1 }\n;\n");
}

TEST(OpenItemMacros, LeavesTheItemsOfConditions) {
  EXPECT_EQ(
      open_item_macros("cfg_if::cfg_if! {\nif #[cfg(feature = \"a{\")] {\nfn f() {}\n} else if "
                       "#[cfg(b)] {\nmod m;\n} else {\nfn g() {}\n}\n}\n")
          .text,
      "                 \n                           \nfn f() {}\n                     \nmod m;\n"
      "        \nfn g() {}\n \n \n");
  EXPECT_EQ(open_item_macros("cfg_if! {\nif a {\nfn f() {}\n}\n}\n").text, "");
  EXPECT_EQ(open_item_macros("m! {\nif #[a] {\nfn f() {}\n}\n}\n").text, "");
}

TEST(OpenItemMacros, LeavesOtherMacros) {
  for (const char* text : {"fn f() {\n  select! {\n    a = b => {}\n  }\n}\n",
                           "fn f() -> T {\n  quote! {\n    pub fn g() {}\n  }\n}\n",
                           "let a = m! {\n  pub fn g() {}\n};\n",
                           "macro_rules! m {\n  () => {};\n}\n", "a! {\npub fn f() {}\n", ""}) {
    EXPECT_EQ(open_item_macros(text).text, "") << text;
  }
}

}  // namespace
}  // namespace gitctx
