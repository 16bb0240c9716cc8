#include "text/languages.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace gitctx {
namespace {

Language of_path(std::string_view path) { return detect_language(path, ""); }

TEST(Languages, AreKnownByExtension) {
  EXPECT_EQ(of_path("src/main.cc"), Language::cpp);
  EXPECT_EQ(of_path("a/b.mjs"), Language::javascript);
  EXPECT_EQ(of_path("a/b.jsx"), Language::javascript);
  EXPECT_EQ(of_path("a/b.tsx"), Language::tsx);
  EXPECT_EQ(of_path("a/b.d.ts"), Language::typescript);
  EXPECT_EQ(of_path("build.gradle.kts"), Language::kotlin);
  EXPECT_EQ(of_path("a.pyi"), Language::python);
  EXPECT_EQ(of_path("README.MD"), Language::markdown);
  EXPECT_EQ(of_path("x.blade.php"), Language::php);
  EXPECT_EQ(of_path("boot.S"), Language::assembly);
  EXPECT_EQ(of_path("old.C"), Language::cpp);
}

TEST(NameRule, DecidesTheLanguageTogetherWithTheContent) {
  for (const char* path :
       {"", "a", "a.py", "b.pyi", "a.h", "b.H", "c.C", "a.ts", "a.inc", "a.unknown", "Makefile.am",
        "Dockerfile.dev", "a.min.js", "b.bundle.js", "Gemfile", "a.ipynb"}) {
    for (const char* head : {"", "#!/bin/sh\n", "class A {\n", "<?xml", "<?php"}) {
      EXPECT_EQ(language_of(name_rule(path), head), detect_language(path, head)) << path;
    }
  }
  EXPECT_EQ(name_rule("a/x.py"), name_rule("b.pyi"));
  EXPECT_EQ(name_rule("LICENSE"), name_rule("notes.txt"));
  EXPECT_NE(name_rule("a.h"), name_rule("a.c"));
  EXPECT_NE(name_rule("a.min.js"), name_rule("a.js"));
  EXPECT_EQ(name_rule("bin/run"), NameRule{});
}

TEST(NameRule, FollowsTheAttributesFirst) {
  const NameRule cpp = given_rule("C++", "");
  EXPECT_EQ(language_of(name_rule("a.inc", cpp), "<?php"), Language::cpp);
  EXPECT_EQ(language_of(name_rule("a.py", given_rule("protobuf", "")), ""), Language::protobuf);
  EXPECT_EQ(language_of(name_rule("a.m", given_rule("Objective-C", "")), ""),
            Language::objective_c);
  EXPECT_EQ(name_rule("a.min.js", cpp), name_rule("b.min.css", cpp));
  EXPECT_NE(name_rule("a.min.js", cpp), name_rule("a.js", cpp));
  EXPECT_EQ(given_rule("Klingon", "klingon"), NameRule{});
  const NameRule gbk = given_rule("", "gbk");
  EXPECT_EQ(given_encoding(name_rule("a.min.js", gbk)), Encoding::gb18030);
  EXPECT_EQ(language_of(name_rule("a.py", gbk), ""), Language::python);
  EXPECT_EQ(given_encoding(given_rule("", "UTF-8")), Encoding::utf8);
  EXPECT_EQ(given_encoding(name_rule("a.py")), std::nullopt);
  EXPECT_EQ(given_encoding(NameRule{0xFF00}), std::nullopt);
}

TEST(NameRule, GivesItsAttributesBack) {
  for (const NameRule given : {NameRule{}, given_rule("C++", ""), given_rule("", "gbk"),
                               given_rule("perl", "big5"), given_rule("text", "")}) {
    for (const char* path : {"a", "a.py", "a.h", "a.min.js", "a.ipynb"}) {
      const NameRule rule = name_rule(path, given);
      EXPECT_EQ(name_rule(path, given_part(rule, path)), rule) << path;
    }
  }
}

TEST(NameRule, TellsNotebooksFromOtherJson) {
  EXPECT_TRUE(is_notebook(name_rule("a/train.ipynb")));
  EXPECT_TRUE(is_notebook(name_rule("TRAIN.IPYNB")));
  EXPECT_FALSE(is_notebook(name_rule("train.json")));
  EXPECT_FALSE(is_notebook(name_rule("ipynb")));
  EXPECT_EQ(of_path("train.ipynb"), Language::json);
}

TEST(Languages, AreKnownByFileName) {
  EXPECT_EQ(of_path("docker/Dockerfile"), Language::dockerfile);
  EXPECT_EQ(of_path("Dockerfile.dev"), Language::dockerfile);
  EXPECT_EQ(of_path("lib/Makefile"), Language::make);
  EXPECT_EQ(of_path("CMakeLists.txt"), Language::cmake);
  EXPECT_EQ(of_path("Jenkinsfile"), Language::groovy);
  EXPECT_EQ(of_path("home/.bashrc"), Language::bash);
  EXPECT_EQ(of_path("Gemfile"), Language::ruby);
  EXPECT_EQ(of_path("BUILD"), Language::python);
}

TEST(Languages, AreKnownByShebang) {
  EXPECT_EQ(detect_language("bin/run", "#!/bin/sh\n"), Language::bash);
  EXPECT_EQ(detect_language("bin/run", "#!/usr/bin/env -S python3.11 -u\n"), Language::python);
  EXPECT_EQ(detect_language("bin/run", "#! /usr/bin/env NODE_ENV=x node\r\n"),
            Language::javascript);
  EXPECT_EQ(detect_language("bin/run", "#!/opt/other\n"), Language::plain_text);
  EXPECT_EQ(detect_language("bin/run", "#!"), Language::plain_text);
}

TEST(Languages, ArePlainTextOtherwise) {
  EXPECT_EQ(of_path("LICENSE"), Language::plain_text);
  EXPECT_EQ(of_path("notes.txt"), Language::plain_text);
  EXPECT_EQ(of_path("dir.py/data"), Language::plain_text);
  EXPECT_EQ(of_path(""), Language::plain_text);
  EXPECT_EQ(of_path("."), Language::plain_text);
}

TEST(Languages, TellCFromCppHeaders) {
  const auto header = [](std::string_view head) { return detect_language("a.h", head); };
  EXPECT_EQ(header("#include <stdio.h>\nstruct a { int class; };\n"), Language::c);
  EXPECT_EQ(header("/* see std::string\n class */\n// namespace x\nint f(void);\n"), Language::c);
  EXPECT_EQ(header("#ifdef __cplusplus\nextern \"C\" {\nnamespace a {}\n#endif\nint f(void);\n"),
            Language::c);
  EXPECT_EQ(header("#pragma once\n\nnamespace a {\n"), Language::cpp);
  EXPECT_EQ(header("#include <vector>\n"), Language::cpp);
  EXPECT_EQ(header("template <class T>\nT f();\n"), Language::cpp);
  EXPECT_EQ(header("#import <Foundation/Foundation.h>\n"), Language::objective_c);
}

TEST(Languages, TellHeadersWithLittleCpp) {
  const auto header = [](std::string_view head) { return detect_language("a.h", head); };
  EXPECT_EQ(header("struct Base {};\nstruct Derived : Base {};\n"), Language::cpp);
  EXPECT_EQ(header("struct H {\n  int get() const { return v; }\n};\n"), Language::cpp);
  EXPECT_EQ(header("struct R {\n  R(int);\n  int lengthOf() const;\n};\n"), Language::cpp);
  EXPECT_EQ(header("static auto f(int x) { return x; }\n"), Language::cpp);
  EXPECT_EQ(header("#define BASE(x) \\\n  struct x : Base {};\nint f(void);\n"), Language::c);
  EXPECT_EQ(header("#ifdef __cplusplus\nstruct A : B {};\n#endif\nint f(void);\n"), Language::c);
  EXPECT_EQ(header("/* a\nstruct A : B {};\n*/\nint f(void);\n"), Language::c);
}

TEST(Languages, OfHeadersDoNotDependOnComments) {
  const auto header = [](std::string_view head) { return detect_language("a.h", head); };
  EXPECT_EQ(header("int a; /* of a::b */\nint b; /* linked to\n * c::d */\n"), Language::c);
  EXPECT_EQ(header("#define A \"/*\"\nclass B;\n"), Language::cpp);
  EXPECT_EQ(header("int a = '\"'; // b::c\n"), Language::c);
  EXPECT_EQ(header("/* a */ class B;\n"), Language::cpp);
  std::string licence = "#ifndef A_H\n/*\n";
  for (int i = 0; i < 4000; ++i) licence += " * Nobody reads this.\n";
  licence += " */\n";
  EXPECT_EQ(header(licence + "class Late {};\n#endif\n"), Language::cpp);
  EXPECT_EQ(header(licence + licence + "#import <late.h>\n"), Language::objective_c);
  EXPECT_EQ(header(licence + "int late(void);\n#endif\n"), Language::c);
  std::string declarations;
  for (int i = 0; i < 4000; ++i) declarations += "int f(void);\n";
  EXPECT_EQ(header(declarations + "class Late {};\n"), Language::c) << "at most 16 KB are read";
}

TEST(Languages, AreJudgedByTheTextAfterALongLicence) {
  std::string licence = "/*\n";
  while (licence.size() < 15'000)
    licence += " * One more line of licence text that nobody reads.\n";
  licence += " */\n";
  EXPECT_EQ(detect_language("a.h", licence + "namespace late {\n"), Language::cpp);
  EXPECT_EQ(detect_language("a.h", licence + "@interface Late\n"), Language::objective_c);
  EXPECT_EQ(detect_language("a.h", licence + "int late(void);\n"), Language::c);
  EXPECT_EQ(detect_language("a.inc", licence + "<?php echo 1;\n"), Language::php);
  EXPECT_EQ(detect_language("a.inc", licence + licence + "<?php echo 1;\n"), Language::plain_text)
      << "at most 16 KB are read";
}

TEST(Languages, TellTranslationsFromTypeScript) {
  EXPECT_EQ(detect_language("de.ts", "<?xml version=\"1.0\"?>\n<TS>"), Language::xml);
  EXPECT_EQ(detect_language("de.ts", "const a = 1\n"), Language::typescript);
}

TEST(Languages, HaveDistinctNamesThatLeadBack) {
  std::set<std::string> names;
  for (int i = 0; i < language_count; ++i) {
    const auto language = static_cast<Language>(i);
    EXPECT_EQ(language_from_name(language_name(language)), language);
    names.emplace(language_name(language));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(language_count));
}

TEST(Languages, AreFoundByTheNamesPeopleType) {
  EXPECT_EQ(language_from_name("C++"), Language::cpp);
  EXPECT_EQ(language_from_name("c#"), Language::csharp);
  EXPECT_EQ(language_from_name("JS"), Language::javascript);
  EXPECT_EQ(language_from_name("golang"), Language::go);
  EXPECT_EQ(language_from_name("yml"), Language::yaml);
  EXPECT_EQ(language_from_name("klingon"), std::nullopt);
  EXPECT_EQ(language_from_name(""), std::nullopt);
}

}  // namespace
}  // namespace gitctx
