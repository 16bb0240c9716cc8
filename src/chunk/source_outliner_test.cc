#include "chunk/source_outliner.h"

#include <gtest/gtest.h>

#include <string>

#include "chunk/testing/chunk_summary.h"

namespace gitctx {
namespace {

/// A summary of the chunks with the default limits.
std::string summarize_file(std::string_view text, Language language) {
  return summarize(make_syntax_chunker({})->chunk({text, language}));
}

TEST(SourceOutliner, ReadsClassesAfterAMacroAloneOnALine) {
  for (const std::string macro : {"QT_BEGIN_NAMESPACE", "G_BEGIN_DECLS",
                                  "_LIBCPP_BEGIN_NAMESPACE_STD", "ABSL_NAMESPACE_BEGIN"}) {
    const std::string begin = "#include <a>\n" + macro + "\n";
    const std::string body =
        " {\n void setValue(int v) { m = v; }\n int m;\n};\nQT_END_NAMESPACE\n";
    for (const char* head :
         {"class W : public Q", "class W final", "class EXPORT W", "struct EXPORT(1) W final : Q",
          "template <class T>\nclass W : Q<T>"}) {
      EXPECT_TRUE(
          summarize_file(begin + head + body, Language::cpp).ends_with(" type W [setValue]\n"))
          << macro << " " << head;
    }
    EXPECT_EQ(summarize_file(begin + "enum class Color { red };\n", Language::cpp),
              "1-3 type Color [red]\n");
    EXPECT_EQ(summarize_file(begin + "namespace n {\nint f() { return 1; }\n}\n", Language::cpp),
              "1-5 module n [f]\n");
    EXPECT_EQ(
        summarize_file(begin + "std::string pipe(int a) {\n  return f(a);\n}\n", Language::cpp),
        "1-5 function pipe\n");
  }
}

TEST(SourceOutliner, GivesAMacroToTheDefinitionThatItBeginsOrEnds) {
  const char* source = R"~(#include <string>
#include <vector>

BEGIN_NS

/// Keeps the newest items.
EXPORT_MACRO
class Ring : public Sink {
 public:
  void push(int item) { items_.push_back(item); }
};
END_NS

/// The number of items in the ring that are older than the limit.
int count_old(const Ring& ring) { return ring.count_if([](int x) { return x > 12; }); }
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::cpp), R"~(1-2 code -
4-12 type Ring [push]
14-15 function count_old
)~");
}

TEST(SourceOutliner, NamesWhatMacrosWithABodyDefine) {
  for (const Language language : {Language::c, Language::cpp}) {
    const auto of = [&](const std::string& head) {
      return summarize_file(head + "\n{\n  return do_open(fd, path);\n}\n", language);
    };
    EXPECT_EQ(of("SYSCALL_DEFINE3(openat_beneath, int, fd, const char *, path, int, flags)"),
              "1-4 function openat_beneath\n");
    EXPECT_EQ(of("COMPAT_SYSCALL_DEFINE2(open_b, int, fd,\n                const char *, path)"),
              "1-5 function open_b\n");
    EXPECT_EQ(of("NATIVE_FN(name)"), "1-4 function name\n");
    EXPECT_EQ(of("static NATIVE_FN(name)"), "1-4 function name\n");
    EXPECT_EQ(of("DEFINE_IDTENTRY(exc_error)"), "1-4 function exc_error\n");
    EXPECT_EQ(of("PHP_METHOD(Stack, push)"), "1-4 method push in Stack\n");
    EXPECT_EQ(of("int BPF_PROG(do_unlink, int fd)"), "1-4 function do_unlink\n");
    EXPECT_EQ(of("DEFUN (\"car\", Fcar, 1, doc: /* a, b */)\n  (Object list)"),
              "1-5 function Fcar\n");
    EXPECT_EQ(of("TEST(Suite, Name)"), "1-4 test Name in Suite\n");
    EXPECT_EQ(of("START_TEST(adds)"), "1-4 test adds\n");
    EXPECT_EQ(of("TEST_CASE(\"adds, subtracts\", \"[math]\")"), "1-4 test adds, subtracts\n");
    EXPECT_EQ(of("void f(void)\n{\n  LIST_FOREACH(item, list)"), "1-6 function f\n");
  }
  EXPECT_EQ(
      summarize_file("BENCHMARK_F(Fixture, Sorts)(State& s) {\n  run(s);\n}\n", Language::cpp),
      "1-3 method Sorts in Fixture\n");
  EXPECT_EQ(summarize_file("class URL {\n  URL(Text) { parse(); }\n};\n", Language::cpp),
            "1-3 type URL\n");
}

TEST(SourceOutliner, FindsFunctionsInTheBodyOfAMacro) {
  EXPECT_EQ(summarize_file(
                "#define DECLARE(x) \\\n  static int *twice(int a) { \\\n    return f(a); } \\\n"
                "  int get_##x(void) { if (x) { return 1; } }\n",
                Language::c),
            "1-4 macro DECLARE [twice]\n");
}

TEST(SourceOutliner, ReadsOneBranchOfConditionalBraces) {
  const char* source = R"~(int before_it(void) { return 1; }
#ifdef NEW
int run_new(int a, int b) {
#else
int run_old(int a) {
#endif
  prepare(a);
#if SAFE
  if (a > 0) {
#else
  if (a != 0) {
#endif
    work(a);
  }
  return 1;
}
int after_it(void) { return prepare(2) + work(3) + prepare(4) + work(5); }
)~";
  for (const Language language : {Language::c, Language::cpp}) {
    EXPECT_EQ(summarize_small_chunks(source, language), R"~(1-1 function before_it
2-6 function run_new [run_old]
7-7 code - in run_new
8-14 code - in run_new
15-16 code - in run_new
17-17 function after_it
)~");
  }
}

TEST(SourceOutliner, ReadsConditionalBracesInCSharp) {
  const char* source = R"~(public class MultiTarget {
    public int BeforeIf() { return 1; }
#if NET8
    public void OnlyNet8() {
#else
    public void OnlyOld() {
#endif
        Run();
    }
    public int LastMethodHere() => 2;
}
)~";
  EXPECT_EQ(summarize_file(source, Language::csharp),
            "1-11 type MultiTarget [BeforeIf, OnlyNet8, LastMethodHere, OnlyOld]\n");
}

TEST(SourceOutliner, KeepsTheTreeIfOneBranchHasMoreErrors) {
  EXPECT_EQ(
      summarize_file("int f(void) { return 1; }\n#if A\n}\n#endif\nint g(void) { return 2; }\n",
                     Language::c),
      "1-5 code - [f, g]\n");
}

}  // namespace
}  // namespace gitctx
