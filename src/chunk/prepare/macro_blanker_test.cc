#include "chunk/prepare/macro_blanker.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

std::string blanked(std::string_view text, Language language = Language::cpp) {
  const BlankedMacros macros = blank_macros(text, skeleton_of(text, language), language);
  return macros.text.empty() ? std::string(text) : macros.text;
}

/// Whether A_MACRO is blanked.
bool blanks_macro(std::string_view text) { return !blanked(text).contains("A_MACRO"); }

TEST(MacroBlanker, BlanksAMacroAloneOnALine) {
  const std::string_view text = "#include <a>\nA_MACRO  // why\nclass B : C {};\n\nB_MACRO\n";
  const BlankedMacros macros = blank_macros(text, skeleton_of(text, Language::cpp), Language::cpp);
  EXPECT_EQ(macros.text, "#include <a>\n         // why\nclass B : C {};\n\n       \n");
  EXPECT_EQ(macros.macro_lines, (std::vector<std::uint32_t>{1, 4}));
}

TEST(MacroBlanker, LeavesTextWithoutMacrosAndC) {
  const std::string_view text = "class A : B {};\n";
  EXPECT_TRUE(blank_macros(text, skeleton_of(text, Language::cpp), Language::cpp).text.empty());
  EXPECT_EQ(blanked("A_MACRO\nint f(void);\n", Language::c), "A_MACRO\nint f(void);\n");
}

TEST(MacroBlanker, BlanksAMacroWhereADeclarationBegins) {
  EXPECT_TRUE(blanks_macro("A_MACRO\nstd::string f();\n"));
  EXPECT_TRUE(blanks_macro("A_MACRO\nB_MACRO\nnamespace n {}\n"));
  EXPECT_TRUE(blanks_macro("template <class T>\nA_MACRO\nvoid f();\n"));
  EXPECT_TRUE(blanks_macro("class B {\n  A_MACRO\n public:\n};\n"));
  EXPECT_TRUE(blanks_macro("class B {\n public:\n  A_MACRO\n  ~B();\n};\n"));
  EXPECT_TRUE(blanks_macro("static\nA_MACRO\nint f();\n"));
  EXPECT_TRUE(blanks_macro("void f()\n  A_MACRO\n{\n}\n"));
  EXPECT_TRUE(blanks_macro("DECLARE(x)\nA_MACRO\nint f();\n"));
  EXPECT_TRUE(blanks_macro("A_MACRO\nB_MACRO(x)\n"));
  EXPECT_TRUE(blanks_macro("A_MACRO class B {};\n"));
  EXPECT_TRUE(blanks_macro("[[nodiscard]]\nA_MACRO\nclass B {};\n"));
  EXPECT_EQ(blanked("BEGINNS\nstd::string f();\n"), "       \nstd::string f();\n");
}

TEST(MacroBlanker, LeavesValuesAndTypes) {
  EXPECT_FALSE(blanks_macro("enum E {\n  A_MACRO\n};\n"));
  EXPECT_FALSE(blanks_macro("enum E {\n  b,\n#if X\n  A_MACRO\n#endif\n};\n"));
  EXPECT_FALSE(blanks_macro("enum E {\n  A_MACRO\n  , b\n};\n"));
  EXPECT_FALSE(blanks_macro("f(\n  A_MACRO\n);\n"));
  EXPECT_FALSE(blanks_macro("int x = a[1]\n  A_MACRO\n  + 2;\n"));
  EXPECT_FALSE(blanks_macro("int x = 1 +\n  A_MACRO\n  + 2;\n"));
  EXPECT_FALSE(blanks_macro("if (x)\n  A_MACRO\nelse f();\n"));
  EXPECT_FALSE(blanks_macro("A_MACRO\nf(int x) {}\n"));
  EXPECT_FALSE(blanks_macro("A_MACRO\nB::~B() {}\n"));
  EXPECT_FALSE(blanks_macro("A_MACRO\nB::operator==(int x) {}\n"));
  EXPECT_FALSE(blanks_macro("/*\nA_MACRO\n*/\nint f();\n"));
  EXPECT_FALSE(blanks_macro("void f(int a,\n  A_MACRO struct b c);\n"));
  EXPECT_EQ(blanked("HRESULT\nrun(int x);\n"), "HRESULT\nrun(int x);\n");
}

TEST(MacroBlanker, BlanksMacrosBeforeTheNameOfAClass) {
  EXPECT_EQ(blanked("class EXPORT A : B {};"), "class        A : B {};");
  EXPECT_EQ(blanked("struct EXPORT_IF(x) AL final {};"), "struct              AL final {};");
  EXPECT_EQ(blanked("enum class E_X E_Y a::B\n{"), "enum class         a::B\n{");
  EXPECT_EQ(blanked("struct PACKED b {", Language::c), "struct        b {");
  for (const char* text :
       {"class URL {};", "class URL final : B {};", "struct STAT a = {0};", "struct STAT f() {",
        "struct STAT a;", "template <class T_A> class B;"}) {
    EXPECT_EQ(blanked(text), text);
  }
}

TEST(MacroBlanker, BlanksMacrosBeforeATypeWithAPath) {
  EXPECT_EQ(blanked("E_X std::string f(int x) {}"), "    std::string f(int x) {}");
  EXPECT_EQ(blanked("int a; E_X(1) E_Y Set<int> f();"), "int a;            Set<int> f();");
  for (const Language language : {Language::c, Language::csharp}) {
    EXPECT_EQ(blanked("E_X std::string f() {}", language), "E_X std::string f() {}");
  }
}

TEST(MacroBlanker, BlanksMacrosBeforeTheBodyOfAFunction) {
  EXPECT_EQ(blanked("iterator begin() const NO_THROW\n{ }"),
            "iterator begin() const         \n{ }");
  EXPECT_EQ(blanked("int f(int (*g)(int)) A_B C_D {}"), "int f(int (*g)(int))         {}");
  EXPECT_EQ(blanked("bool operator==(int x) A_B {}"), "bool operator==(int x)     {}");
  EXPECT_EQ(blanked("void operator()(int x) A_B {}"), "void operator()(int x)     {}");
  EXPECT_EQ(blanked("struct alignas(8) A_B {};"), "struct            A_B {};");
  for (const char* text :
       {"namespace A_B {}", "if (x) A_B {}", "DECLARE(x) A_B {}", "auto f() -> A_B {}",
        "int f() noexcept(A_B) {}", "A_B {}", ") A_B {", "int f() A_B;"}) {
    EXPECT_EQ(blanked(text), text);
  }
}

TEST(MacroBlanker, LeavesOnlyTheNameInAMacroWithABody) {
  for (const Language language : {Language::c, Language::cpp}) {
    EXPECT_EQ(blanked("DEFINE3(open, int,\n  fd)\n{\n}\n", language),
              "DEFINE3(open      \n    )\n{\n}\n");
    EXPECT_EQ(blanked("TEST_CASE(\"a b\", \"c\") {\n}\n", language),
              "TEST_CASE(xxxxx     ) {\n}\n");
    for (const char* text : {"DEFINE3(open, int, fd);\n", "if (x) {\nLIST_EACH(a, b) {\n}\n}\n",
                             "  DEFINE3(a, b) {}\n", "int DEFINE3(a, b) {}\n", "DEFINE3(a {\n"}) {
      EXPECT_EQ(blanked(text, language), text);
    }
  }
}

TEST(MacroBlanker, TurnsMacrosThatDefineVariablesIntoDeclarations) {
  EXPECT_EQ(blanked("DEFINE_PER_CPU(u64, x);", Language::c), "int                 x ;");
  EXPECT_EQ(blanked("int f;\nstatic DEFINE_MUTEX(x);"), "int f;\nstatic int          x ;");
  EXPECT_EQ(blanked("TRACE_EVENT(x,\n  TP_ARGS(a)\n)\nint f;", Language::c),
            "int         x \n            \n;\nint f;");
  for (const char* text :
       {"LIST_HEAD(name, type) head;", "DEFINE_MUTEX(x)\nint y;", "struct a {\n  LIST_HEAD(x);\n};",
        "f(\nLIST_HEAD(x));", "TRACE_EVENT(x", "DEFINE_FOO(x, y);"}) {
    EXPECT_EQ(blanked(text, Language::c), text);
  }
}

}  // namespace
}  // namespace gitctx
