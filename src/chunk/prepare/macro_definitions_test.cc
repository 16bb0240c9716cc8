#include "chunk/prepare/macro_definitions.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

std::string names(std::string_view macro, std::string_view arguments) {
  const MacroDefinition found = macro_definition(macro, arguments);
  return std::string(found.name) + " in " + std::string(found.enclosing);
}

TEST(MacroDefinition, IsTheFirstArgumentThatCanBeAName) {
  EXPECT_EQ(names("SYSCALL_DEFINE3", "(openat, int, fd, const char *, path)"), "openat in ");
  EXPECT_EQ(names("DEFINE_FN", "(int, add, int a)"), "add in ");
  EXPECT_EQ(names("DEFINE_FN", "(const char *, name_of)"), "name_of in ");
  EXPECT_EQ(names("DEFUN", "(\"car, x\", Fcar, 1)"), "Fcar in ");
  EXPECT_EQ(names("NATIVE_FN", "( run )"), "run in ");
  EXPECT_EQ(names("NATIVE_FN", "(f(a, b), c)"), "c in ");
  EXPECT_EQ(names("NATIVE_FN", "()"), " in ");
  EXPECT_EQ(names("NATIVE_FN", "(1, \"a\")"), " in ");
  EXPECT_EQ(names("NATIVE_FN", "("), " in ");
}

TEST(MacroDefinition, FollowsItsClassOrFixture) {
  EXPECT_EQ(names("PHP_METHOD", "(Stack, push)"), "push in Stack");
  EXPECT_EQ(names("BENCHMARK_DEFINE_F", "(Fixture, Sorts)"), "Sorts in Fixture");
  EXPECT_EQ(names("TEST_F", "(Suite, Name)"), "Name in Suite");
  EXPECT_EQ(names("RC_GTEST_PROP", "(Suite, Name, (int a, int b))"), "Name in Suite");
  EXPECT_EQ(names("BOOST_FIXTURE_TEST_CASE", "(name, Fixture)"), "name in ");
  EXPECT_EQ(names("START_TEST", "(name)"), "name in ");
}

TEST(MacroDefinition, IsTheTitleOfATest) {
  EXPECT_EQ(names("TEST_CASE", "(\"adds, subtracts\", \"[math]\")"), "\"adds, subtracts\" in ");
  EXPECT_EQ(names("TEST_CASE_METHOD", "(Fixture, \"adds\")"), "\"adds\" in ");
}

TEST(MacroDefinition, TellsTestsAndLoops) {
  EXPECT_TRUE(is_test_macro("TYPED_TEST_P"));
  EXPECT_TRUE(is_test_macro("BOOST_AUTO_TEST_CASE"));
  EXPECT_TRUE(is_test_macro("SCENARIO"));
  EXPECT_FALSE(is_test_macro("LATEST_VALUE"));
  EXPECT_FALSE(is_test_macro("run_TEST"));
  EXPECT_TRUE(is_control_macro("LIST_FOREACH_SAFE"));
  EXPECT_TRUE(is_control_macro("FOR_EACH_ITEM"));
  EXPECT_TRUE(is_control_macro("IF_ENABLED"));
  EXPECT_FALSE(is_control_macro("DEFINE_FORMAT"));
}

TEST(VariableOfMacro, IsTheArgumentThatTheMacroDefines) {
  EXPECT_EQ(variable_of_macro("DEFINE_PER_CPU", "(int, cpu_count)"), "cpu_count");
  EXPECT_EQ(variable_of_macro("DECLARE_PER_CPU_ALIGNED", "(struct a *, cpu_a)"), "cpu_a");
  EXPECT_EQ(variable_of_macro("DECLARE_EVENT_CLASS", "(pipe_class,\n TP_PROTO(int a))"),
            "pipe_class");
  EXPECT_EQ(variable_of_macro("DEFINE_EVENT", "(pipe_class, pipe_open, TP_ARGS(a))"), "pipe_open");
  EXPECT_EQ(variable_of_macro("TRACE_EVENT_CONDITION", "(pipe_open, TP_ARGS(a))"), "pipe_open");
  EXPECT_EQ(variable_of_macro("DEFINE_MUTEX", "(lock)"), "lock");
  EXPECT_EQ(variable_of_macro("DECLARE_WORK", "(work, run)"), "work");
  EXPECT_EQ(variable_of_macro("LIST_HEAD", "(list)"), "list");
  for (const char* macro : {"MODULE_LICENSE", "EXPORT_SYMBOL", "DEFINE_FOO", "MUTEX", "DEFINE_"}) {
    EXPECT_EQ(variable_of_macro(macro, "(a, b)"), "") << macro;
  }
  EXPECT_EQ(variable_of_macro("DEFINE_MUTEX", "(\"a\")"), "");
  EXPECT_EQ(variable_of_macro("DEFINE_PER_CPU", "(int)"), "");
  EXPECT_EQ(variable_of_macro("TRACE_EVENT", "("), "");
}

}  // namespace
}  // namespace gitctx
