#include "chunk/prepare/head_macros.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

/// The text of the spans, each in brackets.
std::string texts(std::string_view code, const std::vector<CodeSpan>& spans) {
  std::string out;
  for (const CodeSpan span : spans) {
    out += "<" + std::string(code.substr(span.begin, span.end - span.begin)) + ">";
  }
  return out;
}

/// The macros of the head of the last type in the code.
std::string of_class(std::string_view code, Language language = Language::cpp) {
  const CodeSkeleton skeleton = skeleton_of(code, language);
  return texts(code, macros_of_class_head(skeleton.code, skeleton.class_words.back()));
}

std::string of_declaration(std::string_view code) {
  return texts(code, macros_of_declaration(code, 0));
}

TEST(MacrosOfClassHead, IncludeAttributes) {
  EXPECT_EQ(of_class("class GTEST_API_ [[nodiscard]] UnitTest {"), "<[[nodiscard]]><GTEST_API_>");
  EXPECT_EQ(of_class("class [[a]] [[b]] MACRO X {"), "<[[a]]><[[b]]><MACRO>");
  EXPECT_EQ(of_class("struct A_B [[deprecated(\"x]]\")]] X : Y {"),
            "<[[deprecated(\"x]]\")]]><A_B>");
  EXPECT_EQ(of_class("class alignas(16) X {"), "<alignas(16)>");
  EXPECT_EQ(of_class("class A_B __declspec(dllexport) n::X final {"),
            "<__declspec(dllexport)><A_B>");
  EXPECT_EQ(of_class("enum class [[nodiscard]] X { a };"), "<[[nodiscard]]>");
  EXPECT_EQ(of_class("struct __attribute__((packed)) A_B x {", Language::c),
            "<__attribute__((packed))><A_B>");
  EXPECT_EQ(of_class("struct alignas(16) {", Language::c), "<alignas(16)>");
}

TEST(MacrosOfClassHead, MayHaveLowerCaseLetters) {
  EXPECT_EQ(of_class("struct my_export X {\n int a;\n};"), "<my_export>");
  EXPECT_EQ(of_class("class mylib_EXPORT X : public Y {"), "<mylib_EXPORT>");
  EXPECT_EQ(of_class("class Qt_Export(1) X {"), "<Qt_Export(1)>");
  EXPECT_EQ(of_class("struct packed X {\n X(int);\n};"), "<packed>");
  EXPECT_EQ(of_class("enum packed X { a, b };", Language::c), "<packed>");
  EXPECT_EQ(of_class("struct __packed x {\n int a;\n};", Language::c), "<__packed>");
}

TEST(MacrosOfClassHead, ComeBeforeSpecialisations) {
  EXPECT_EQ(of_class("template <> class MY_API X<int> {"), "<MY_API>");
  EXPECT_EQ(of_class("class A_B n::X<std::vector<int>, C_D> final : Y<int> {"), "<A_B>");
  EXPECT_EQ(of_class("template <> struct my_api X<int>::Y {"), "<my_api>");
}

TEST(MacrosOfClassHead, MayStandForFinal) {
  EXPECT_EQ(of_class("class X Q_DECL_FINAL : public Y {"), "<Q_DECL_FINAL>");
  EXPECT_EQ(of_class("class A_B X sealed {"), "<A_B><sealed>");
  EXPECT_EQ(of_class("class A_B X final {"), "<A_B>");
}

TEST(MacrosOfClassHead, ComeBeforeDeclaredClasses) {
  EXPECT_EQ(of_class("class MY_API X;"), "<MY_API>");
  EXPECT_EQ(of_class("struct STAT x;"), "");
  EXPECT_EQ(of_class("class Type x;"), "");
}

TEST(MacrosOfClassHead, AreNotTypesOfVariablesAndFunctions) {
  for (const char* code :
       {"struct stat x{};", "struct stat x{0};", "struct stat x{a, b};", "struct stat x = {0};",
        "struct stat f(int x) {", "struct STAT f(int x) NOEXCEPT {", "enum color x : 3;",
        "enum color x{red};", "struct stat x, y;", "struct a::b c{};", "union u *f(void) {",
        "class X {", "class X : Y {", "class", "class A_B", "class A_B(", "class [[", "struct {",
        "template <class T_A> class B {"}) {
    EXPECT_EQ(of_class(code), "") << code;
  }
}

TEST(MacrosOfDeclaration, ComeBeforeATypeWithAPath) {
  EXPECT_EQ(of_declaration("MY_API std::string runPipe(int x) {"), "<MY_API>");
  EXPECT_EQ(of_declaration("A_B std::vector<int> f() {"), "<A_B>");
  EXPECT_EQ(of_declaration("static A_B const n::T *const f() {"), "<A_B>");
  EXPECT_EQ(of_declaration("A_B static Set<n::T<int>>& f();"), "<A_B>");
  EXPECT_EQ(of_declaration("template <class T> A_B typename T::type f(T x) {"), "<A_B>");
  EXPECT_EQ(of_declaration("A_B(\"x\") C_D n::T n::f() {"), "<A_B(\"x\")><C_D>");
  EXPECT_EQ(of_declaration("[[nodiscard]] A_B n::T& operator<<(int x);"), "<A_B>");
  EXPECT_EQ(of_declaration("extern \"C\" mylib_EXPORT n::T value;"), "<mylib_EXPORT>");
  EXPECT_EQ(of_declaration("A_B ::n::T C_D f() {"), "<A_B><C_D>");
}

TEST(MacrosOfDeclaration, AreNotTypes) {
  for (const char* code :
       {"HRESULT n::f(int x) {", "static DWORD n::value;", "A_B int f() {", "A_B T* f() {",
        "std::string f() {", "A_B(x)\nstd::string f() {", "A_B::T f() {", "A_B<n::T> f() {",
        "typedef n::T A_B;", "A_B n::T +", "A_B n::T", "A_B n::T<", "A_B", "A_B(", "[[", "\"",
        "template", "template <"}) {
    EXPECT_EQ(of_declaration(code), "") << code;
  }
}

}  // namespace
}  // namespace gitctx
