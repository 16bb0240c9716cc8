#include <algorithm>
#include <array>

#include "chunk/definers.h"
#include "chunk/language_rules.h"

namespace gitctx {
namespace {

// Java and C#

Verdict define_java_field(const SyntaxNode& node, Definition& found) {
  found.symbol = clean_name(node.field(Field::declarator).field(Field::name).text());
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

/// The names of `variable_declarator` children.
Verdict define_csharp_field(const SyntaxNode& node, Definition& found) {
  const SyntaxNode variables = node.child_of_type("variable_declaration");
  found.symbol =
      clean_name(variables.child_of_type("variable_declarator").field(Field::name).text());
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

Verdict define_csharp_operator(const SyntaxNode& node, Definition& found) {
  const SyntaxNode name = node.field(Field::operator_);
  found.symbol = "operator " + clean_name(name ? name.text() : node.field(Field::type).text());
  return Verdict::definition;
}

Verdict define_csharp_indexer(const SyntaxNode&, Definition& found) {
  found.symbol = "this[]";
  return Verdict::definition;
}

constexpr NodeEntry java_nodes[] = {
    {"line_comment", Role::comment},
    {"block_comment", Role::comment},
    {"package_declaration", Role::import_},
    {"import_declaration", Role::import_},
    {"module_declaration", Role::definition, ChunkKind::module, define_by_path},
    {"class_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"interface_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"enum_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"record_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"annotation_type_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"method_declaration", Role::definition, ChunkKind::function, define_by_name},
    {"constructor_declaration", Role::definition, ChunkKind::function, define_by_name},
    {"compact_constructor_declaration", Role::definition, ChunkKind::function, define_by_name},
    {"annotation_type_element_declaration", Role::declaration, ChunkKind::constant, define_by_name},
    {"field_declaration", Role::declaration, ChunkKind::constant, define_java_field},
    {"constant_declaration", Role::declaration, ChunkKind::constant, define_java_field},
    {"enum_constant", Role::declaration, ChunkKind::constant, define_by_name},
    {"class_body", Role::group},
    {"interface_body", Role::group},
    {"enum_body", Role::group},
    {"enum_body_declarations", Role::group},
    {"annotation_type_body", Role::group},
    {"string_literal", Role::opaque},
};

constexpr NodeEntry csharp_nodes[] = {
    {"comment", Role::comment},
    {"attribute_list", Role::attribute},
    {"using_directive", Role::import_},
    {"extern_alias_directive", Role::import_},
    {"namespace_declaration", Role::definition, ChunkKind::module, define_by_path},
    {"file_scoped_namespace_declaration", Role::rest_scope, ChunkKind::module, define_by_path},
    {"class_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"struct_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"record_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"interface_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"enum_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"delegate_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"method_declaration", Role::definition, ChunkKind::function, define_by_name},
    {"local_function_statement", Role::definition, ChunkKind::function, define_by_name},
    {"constructor_declaration", Role::definition, ChunkKind::function, define_by_name},
    {"destructor_declaration", Role::definition, ChunkKind::function, define_by_name},
    {"operator_declaration", Role::definition, ChunkKind::function, define_csharp_operator},
    {"conversion_operator_declaration", Role::definition, ChunkKind::function,
     define_csharp_operator},
    {"indexer_declaration", Role::definition, ChunkKind::function, define_csharp_indexer},
    {"property_declaration", Role::declaration, ChunkKind::constant, define_by_name},
    {"event_declaration", Role::declaration, ChunkKind::constant, define_by_name},
    {"event_field_declaration", Role::declaration, ChunkKind::constant, define_csharp_field},
    {"field_declaration", Role::declaration, ChunkKind::constant, define_csharp_field},
    {"enum_member_declaration", Role::declaration, ChunkKind::constant, define_by_name},
    {"declaration_list", Role::group},
    {"enum_member_declaration_list", Role::group},
    {"preproc_if", Role::group},
    {"preproc_else", Role::group},
    {"preproc_elif", Role::group},
    {"preproc_region", Role::attribute},
    {"verbatim_string_literal", Role::opaque},
    {"raw_string_literal", Role::opaque},
};

// Kotlin

Verdict define_kotlin_function(const SyntaxNode& node, Definition& found) {
  const SyntaxNode name = node.field(Field::name);
  found.symbol = clean_name(unquote(name.text()));
  const SyntaxNode dot = name.previous_sibling();
  if (dot.is(".")) {
    Definition receiver;
    set_path(receiver, strip_type_arguments(dot.previous_sibling().text()));
    while (receiver.symbol.ends_with('?')) receiver.symbol.pop_back();
    found.enclosing = receiver.symbol;
  }
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

Verdict define_kotlin_property(const SyntaxNode& node, Definition& found) {
  const SyntaxNode variable = node.child_of_type("variable_declaration");
  found.symbol = clean_name(variable.child_of_type("identifier").text());
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

Verdict define_kotlin_companion(const SyntaxNode& node, Definition& found) {
  found.symbol = clean_name(node.field(Field::name).text());
  if (found.symbol.empty()) found.symbol = "Companion";
  return Verdict::definition;
}

Verdict define_kotlin_alias(const SyntaxNode& node, Definition& found) {
  found.symbol = clean_name(node.field(Field::type).text());
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

Verdict define_kotlin_entry(const SyntaxNode& node, Definition& found) {
  found.symbol = clean_name(node.child_of_type("identifier").text());
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

Verdict define_constructor(const SyntaxNode&, Definition& found) {
  found.symbol = "constructor";
  return Verdict::definition;
}

constexpr NodeEntry kotlin_nodes[] = {
    {"line_comment", Role::comment},
    {"block_comment", Role::comment},
    {"package_header", Role::import_},
    {"import", Role::import_},
    {"file_annotation", Role::import_},
    {"class_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"object_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"companion_object", Role::definition, ChunkKind::type, define_kotlin_companion},
    {"type_alias", Role::definition, ChunkKind::type, define_kotlin_alias},
    {"function_declaration", Role::definition, ChunkKind::function, define_kotlin_function},
    {"secondary_constructor", Role::definition, ChunkKind::function, define_constructor},
    {"property_declaration", Role::declaration, ChunkKind::constant, define_kotlin_property},
    {"enum_entry", Role::declaration, ChunkKind::constant, define_kotlin_entry},
    {"class_body", Role::group},
    {"enum_class_body", Role::group},
    {"multiline_string_literal", Role::opaque},
};

// Scala

Verdict define_scala_package(const SyntaxNode& node, Definition& found) {
  if (!node.field(Field::body)) return Verdict::import_;
  return define_by_path(node, found);
}

Verdict define_scala_value(const SyntaxNode& node, Definition& found) {
  const SyntaxNode pattern = node.field(Field::pattern);
  found.symbol = clean_name((pattern ? pattern : node.field(Field::name)).text());
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

Verdict define_scala_extension(const SyntaxNode& node, Definition& found) {
  // extension (s: String) ... : extends the type of the parameter
  const std::string_view parameters = node.field(Field::parameters).text();
  const std::size_t colon = parameters.find(':');
  if (colon != std::string_view::npos) {
    const std::size_t end = parameters.find_first_of("[),", colon);
    if (end != std::string_view::npos) {
      set_path(found, clean_name(parameters.substr(colon + 1, end - colon - 1)));
      found.enclosing.clear();
    }
  }
  return Verdict::definition;
}

Verdict define_scala_given(const SyntaxNode& node, Definition& found) {
  found.symbol = clean_name(node.field(Field::name).text());
  return Verdict::definition;
}

/// `test("adds") { ... }` of MUnit and ScalaTest.
Verdict define_scala_call(const SyntaxNode& node, Definition& found) {
  const SyntaxNode inner = node.field(Field::function);
  if (!inner.is("call_expression") || !inner.field(Field::function).is("identifier")) {
    return Verdict::statement;
  }
  const std::string_view name = inner.field(Field::function).text();
  if (name != "test" && name != "property" && name != "describe" && name != "it") {
    return Verdict::statement;
  }
  const SyntaxNode title = inner.field(Field::arguments).named_child(0);
  if (!title.is("string")) return Verdict::statement;
  found.symbol = clean_name(unquote(title.text()));
  return Verdict::definition;
}

constexpr NodeEntry scala_nodes[] = {
    {"comment", Role::comment},
    {"block_comment", Role::comment},
    {"annotation", Role::attribute},
    {"package_clause", Role::definition, ChunkKind::module, define_scala_package},
    {"package_object", Role::definition, ChunkKind::module, define_by_name},
    {"import_declaration", Role::import_},
    {"class_definition", Role::definition, ChunkKind::type, define_by_name},
    {"object_definition", Role::definition, ChunkKind::type, define_by_name},
    {"trait_definition", Role::definition, ChunkKind::type, define_by_name},
    {"enum_definition", Role::definition, ChunkKind::type, define_by_name},
    {"type_definition", Role::definition, ChunkKind::type, define_by_name},
    {"extension_definition", Role::definition, ChunkKind::implementation, define_scala_extension},
    {"given_definition", Role::definition, ChunkKind::implementation, define_scala_given},
    {"function_definition", Role::definition, ChunkKind::function, define_by_name},
    {"function_declaration", Role::definition, ChunkKind::function, define_by_name},
    {"val_definition", Role::declaration, ChunkKind::constant, define_scala_value},
    {"val_declaration", Role::declaration, ChunkKind::constant, define_scala_value},
    {"var_definition", Role::declaration, ChunkKind::constant, define_scala_value},
    {"var_declaration", Role::declaration, ChunkKind::constant, define_scala_value},
    {"call_expression", Role::definition, ChunkKind::test, define_scala_call},
    {"full_enum_case", Role::declaration, ChunkKind::constant, define_by_name},
    {"simple_enum_case", Role::declaration, ChunkKind::constant, define_by_name},
    {"enum_case_definitions", Role::group},
    {"template_body", Role::group},
    {"with_template_body", Role::group},
    {"enum_body", Role::group},
    {"string", Role::opaque},
    {"interpolated_string", Role::opaque},
};

// Swift

Verdict define_swift_class(const SyntaxNode& node, Definition& found) {
  if (node.field(Field::declaration_kind).text() == "extension") {
    found.kind = ChunkKind::implementation;
  }
  return define_by_path(node, found);
}

Verdict define_swift_property(const SyntaxNode& node, Definition& found) {
  found.symbol = clean_name(node.field(Field::name).text());
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

Verdict define_swift_init(const SyntaxNode&, Definition& found) {
  found.symbol = "init";
  return Verdict::definition;
}

Verdict define_swift_deinit(const SyntaxNode&, Definition& found) {
  found.symbol = "deinit";
  return Verdict::definition;
}

Verdict define_swift_subscript(const SyntaxNode&, Definition& found) {
  found.symbol = "subscript";
  return Verdict::definition;
}

/// `case open, closed(reason: String)`.
Verdict define_swift_cases(const SyntaxNode& node, Definition& found) {
  constexpr std::uint32_t max_names = 16;
  const std::uint32_t count = std::min(node.named_child_count(), max_names);
  for (std::uint32_t i = 0; i < count; ++i) {
    const SyntaxNode child = node.named_child(i);
    if (child.is("simple_identifier")) found.others.push_back(clean_name(child.text()));
  }
  if (found.others.empty()) return Verdict::statement;
  found.symbol = found.others.front();
  found.others.erase(found.others.begin());
  return Verdict::definition;
}

Verdict define_swift_macro(const SyntaxNode& node, Definition& found) {
  found.symbol = clean_name(node.child_of_type("simple_identifier").text());
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

constexpr NodeEntry swift_nodes[] = {
    {"comment", Role::comment},
    {"multiline_comment", Role::comment},
    {"import_declaration", Role::import_},
    {"class_declaration", Role::definition, ChunkKind::type, define_swift_class},
    {"protocol_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"typealias_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"associatedtype_declaration", Role::declaration, ChunkKind::type, define_by_name},
    {"function_declaration", Role::definition, ChunkKind::function, define_by_name},
    {"protocol_function_declaration", Role::definition, ChunkKind::function, define_by_name},
    {"init_declaration", Role::definition, ChunkKind::function, define_swift_init},
    {"deinit_declaration", Role::definition, ChunkKind::function, define_swift_deinit},
    {"subscript_declaration", Role::definition, ChunkKind::function, define_swift_subscript},
    {"macro_declaration", Role::definition, ChunkKind::macro, define_swift_macro},
    {"property_declaration", Role::declaration, ChunkKind::constant, define_swift_property},
    {"protocol_property_declaration", Role::declaration, ChunkKind::constant,
     define_swift_property},
    {"enum_entry", Role::declaration, ChunkKind::constant, define_swift_cases},
    {"class_body", Role::group},
    {"enum_class_body", Role::group},
    {"protocol_body", Role::group},
    {"multi_line_string_literal", Role::opaque},
};

}  // namespace

std::span<const LanguageTable> managed_tables() {
  static const std::array<LanguageTable, 5> tables = {
      LanguageTable{.language = Language::java,
                    .nodes = java_nodes,
                    .test_markers = {"@Test", "@ParameterizedTest", "@RepeatedTest"}},
      LanguageTable{.language = Language::csharp,
                    .nodes = csharp_nodes,
                    .test_markers = {"[Fact", "[Theory", "[Test", "[TestCase", "[TestMethod"}},
      LanguageTable{.language = Language::kotlin,
                    .nodes = kotlin_nodes,
                    .test_markers = {"@Test", "@ParameterizedTest"}},
      LanguageTable{.language = Language::scala, .nodes = scala_nodes},
      LanguageTable{.language = Language::swift,
                    .nodes = swift_nodes,
                    .test_prefixes = {"test"},
                    .test_markers = {"@Test"}},
  };
  return tables;
}

}  // namespace gitctx
