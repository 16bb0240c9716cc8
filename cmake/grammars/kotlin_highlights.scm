; The package of the Kotlin grammar has no highlight query, so this file provides one.
(identifier) @variable
((identifier) @constant (#match? @constant "^[A-Z][A-Z0-9_]+$"))
(user_type (identifier) @type)
(class_declaration name: (identifier) @type)
(object_declaration name: (identifier) @type)
(function_declaration name: (identifier) @function)
(call_expression (identifier) @function)
(call_expression (navigation_expression (identifier) @function .))
(parameter (identifier) @variable.parameter)
(annotation) @attribute
(line_comment) @comment
(block_comment) @comment
(string_literal) @string
(multiline_string_literal) @string
(character_literal) @string
(number_literal) @number
(float_literal) @number
["as" "by" "catch" "class" "companion" "constructor" "do" "else" "finally" "for"
 "fun" "get" "if" "import" "in" "init" "interface" "is" "object" "package" "return" "set" "super"
 "this" "throw" "try" "typealias" "val" "var" "when" "while"] @keyword
(visibility_modifier) @keyword
(class_modifier) @keyword
(member_modifier) @keyword
(function_modifier) @keyword
(property_modifier) @keyword
(inheritance_modifier) @keyword
(parameter_modifier) @keyword
