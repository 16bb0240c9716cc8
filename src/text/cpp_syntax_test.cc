#include "text/cpp_syntax.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

TEST(CppSyntax, IsFoundInDeclarations) {
  for (const char* text : {"struct Derived : Base {};",
                           "struct Derived : public Base { int x; };",
                           "struct A final : B {};",
                           "struct EXPORT A : B {};",
                           "enum Color : int { red };",
                           "typedef struct A : B { int x; } A;",
                           "static auto f(int x) { return x; }",
                           "auto f() -> int;",
                           "auto& f();",
                           "int f() noexcept;",
                           "void f(const Foo& x);",
                           "void f(int a, Foo &b);",
                           "void f(int a = 3);",
                           "void f(Foo* a = 0);",
                           "extern \"C\" { struct A : B {}; }",
                           "struct Leaf final { int x; };",
                           "struct alignas(16) Leaf { int x; };",
                           "typedef union alignas(16) A { int x; } A;",
                           "enum class K { a };",
                           "enum class K;",
                           "enum struct MY_K { a };",
                           "bool operator<(Pt a, Pt b);",
                           "bool operator==(Pt a, Pt b) { return f(a, b); }",
                           "Pt operator*(Pt a, Pt b);",
                           "int *p = nullptr;",
                           "inline decltype(1) f(int x);"}) {
    EXPECT_TRUE(has_cpp_syntax(text)) << text;
  }
}

TEST(CppSyntax, IsFoundInMembers) {
  for (const char* member : {"int get() const { return v; }",
                             "R(int); int lengthOf() const;",
                             "void w(int) override;",
                             "R(int);",
                             "explicit R(int);",
                             "~R();",
                             "int get();",
                             "const Foo* get(int a);",
                             "unsigned long get(int a) { return 1; }",
                             "int x = 0;",
                             "int x{0};",
                             "virtual void f() = 0;",
                             "static int make();",
                             "bool operator==(int x);",
                             "friend R f(int);",
                             "int (*fn)(void); int get();",
                             "struct B { B(int); };",
                             "using T = int;",
                             "enum class K { a };",
                             "vector<int> v;",
                             "map<int, vector<int>> v;",
                             "int go() volatile;",
                             "R& operator=(int);",
                             "int operator[](int);",
                             "int& operator*();"}) {
    EXPECT_TRUE(has_cpp_syntax("struct R { " + std::string(member) + " };")) << member;
  }
}

TEST(CppSyntax, IsFoundInBodies) {
  for (const char* body : {"return nullptr;",
                           "int *p = nullptr;",
                           "g(a, nullptr);",
                           "for (auto v : list) g(v);",
                           "for (const Foo &v : list) g(v);",
                           "for (auto [k, v] : list) g(v);",
                           "g([&](int v) { return v; });",
                           "h = [=](int v) { return v; };",
                           "sort(a, [](int v) {});",
                           "x = static_cast<int>(y);",
                           "return reinterpret_cast<int *>(p);",
                           "return new int(3);",
                           "Foo *x = new Foo;",
                           "g(new Foo(1));",
                           "delete x;",
                           "if (x) delete x;",
                           "delete[] x;",
                           "throw 3;",
                           "if (x) throw Error(1);",
                           "g(); throw;",
                           "const auto &x = g();"}) {
    EXPECT_TRUE(has_cpp_syntax("int f(int n) { " + std::string(body) + " }")) << body;
  }
}

TEST(CppSyntax, IsNotFoundInNamesOfC) {
  for (const char* text :
       {"struct k { int class; int new; int operator; int using; };", "int new; struct s *this;",
        "int (*new)(int); struct A { int (*delete)(int a); void (*throw)(int); };",
        "struct A { int x : A < B; char a[A < B]; enum class b : 3; enum class c; };",
        "enum class { A, B };", "struct operator *f(struct operator *a);",
        "int operator = 3; int f(void) { return operator < 3; }", "static const int x = A < B;",
        "struct final { int x; };", "struct final x = { 1 };", "struct A final;",
        "struct MY_PACKED final { int x; };", "struct A { alignas(16) int x; };",
        "alignas(16) struct A { int x; };", "struct [[nodiscard]] A { int x; };",
        "[[nodiscard]] int f(int x);", "static const struct ops o = { .new = x, new, delete };"}) {
    EXPECT_FALSE(has_cpp_syntax(text)) << text;
  }
  for (const char* body :
       {"new = y; *new = z; new->a = 1; g(new); return new;", "delete = 3; g(delete); delete++;",
        "delete[3] = 1; x = delete[i];", "int throw = 3; throw = 4; throw(x); goto throw;",
        "x = new + 1; y = (new); z = new ? delete : new;", "if (new) return; while (delete) g();",
        "for (i = a ? b : c; i; i++) g();", "switch (x) { case A: for (;;) g(); default: h(); }",
        "x = a[b & c]; y = (int []){ 1 };", "auto int x = 3; auto y = 4;", "int nullptr;"}) {
    EXPECT_FALSE(has_cpp_syntax("int f(int n) { " + std::string(body) + " }")) << body;
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
