#include "text/cpp_syntax.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

TEST(CppSyntax, IsFoundInDeclarations) {
  for (const char* text :
       {"struct Derived : Base {};", "struct Derived : public Base { int x; };",
        "struct A final : B {};", "struct EXPORT A : B {};", "enum Color : int { red };",
        "typedef struct A : B { int x; } A;", "static auto f(int x) { return x; }",
        "auto f() -> int;", "auto& f();", "int f() noexcept;", "void f(const Foo& x);",
        "void f(int a, Foo &b);", "void f(int a = 3);", "void f(Foo* a = 0);",
        "extern \"C\" { struct A : B {}; }"}) {
    EXPECT_TRUE(has_cpp_syntax(text)) << text;
  }
}

TEST(CppSyntax, IsFoundInMembers) {
  for (const char* member :
       {"int get() const { return v; }", "R(int); int lengthOf() const;", "void w(int) override;",
        "R(int);", "explicit R(int);", "~R();", "int get();", "const Foo* get(int a);",
        "unsigned long get(int a) { return 1; }", "int x = 0;", "int x{0};",
        "virtual void f() = 0;", "static int make();", "bool operator==(int x);",
        "friend R f(int);", "int (*fn)(void); int get();", "struct B { B(int); };"}) {
    EXPECT_TRUE(has_cpp_syntax("struct R { " + std::string(member) + " };")) << member;
  }
}

TEST(CppSyntax, IsNotFoundInC) {
  for (const char* text :
       {"struct A { int (*get)(void); unsigned x : 3; int y ATTR(3); char b[SIZE(3)]; };",
        "struct A { LIST_ENTRY(foo) e; void *p __counted_by(n); DECLARE_BITMAP(x, 3); };",
        "struct A { struct { int x; } a; union { int b; } u; enum { p, q } r; };",
        "struct A { int __iomem (*f)(void); HRESULT (STDMETHODCALLTYPE *g)(int); };",
        "struct A { const struct B *(*y)(int); Py_HEAD Py_DEPRECATED(3.11) Py_hash_t h; };",
        "typedef struct A A; struct A *f(struct A *a); int g(int a) __attribute__((pure));",
        "static struct A a = { .x = 1, }; int x[] = { 1, 2 }; int y = 3;",
        "static inline int f(int a) { struct B b = {1}; auto int c = a & a; return (c); }",
        "int f(a, b) int a; int b; { return a; }", "_Static_assert(sizeof(a) & 3, \"x\");",
        "void f(int a) __attribute__((availability(ios,introduced=4.0)));",
        "/* struct A : B {}; */ int a; // auto f();\n", "char *s = \"struct A : B {\";",
        "extern \"C\" { int f(void); }", "int a : 3; case X: struct B b;"}) {
    EXPECT_FALSE(has_cpp_syntax(text)) << text;
  }
}

TEST(CppSyntax, ReadsAnyText) {
  for (const char* text : {"", "}}}}", "))))", "((((", "{{{{", "\"", "'\\", "/*", "//", "struct",
                           "~", ":", "struct A :", "struct A {", "auto", "="}) {
    EXPECT_FALSE(has_cpp_syntax(text)) << text;
  }
  EXPECT_FALSE(has_cpp_syntax(std::string(100'000, '{')));
}

}  // namespace
}  // namespace gitctx
