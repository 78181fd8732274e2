; A definition's declarator may be wrapped in `*`, `&` or parentheses, and its name in qualifiers.
; Declarations without a body are left out, as in C: the class or header that holds them shows them.

; Macros that define: `TEST(suite, name) {` and `TEST_CASE("name") {`.
((function_definition
  !type
  declarator: (function_declarator
    declarator: (identifier) @_macro
    parameters: (parameter_list
      . (parameter_declaration type: (type_identifier) @container !declarator)
      . (parameter_declaration type: (type_identifier) @name !declarator)))
  body: (_) @body) @definition.function
  (#match? @_macro "^[A-Z0-9_]*(BENCH|CASE|DEFINE|FUZZ|TEST)[A-Z0-9_]*$"))
((function_definition
  !type
  declarator: (function_declarator
    declarator: (identifier) @_macro
    parameters: (parameter_list . (parameter_declaration type: (type_identifier) @name !declarator) .))
  body: (_) @body) @definition.function
  (#match? @_macro "^[A-Z0-9_]*(BENCH|CASE|DEFINE|FUZZ|TEST)[A-Z0-9_]*$"))
((expression_statement
  (call_expression
    function: (identifier) @_macro
    arguments: (argument_list . (string_literal) @name))) @definition.function
  . (compound_statement) @body
  (#match? @_macro "^[A-Z][A-Z0-9_]*$"))

(function_definition
  declarator: [
    (function_declarator declarator: [(identifier) (field_identifier) (operator_name) (destructor_name)] @name)
    (_ (function_declarator declarator: [(identifier) (field_identifier) (operator_name)] @name))
    (_ (_ (function_declarator declarator: [(identifier) (field_identifier)] @name)))
    (operator_cast "operator" @name type: (_) @name)
    (function_declarator declarator: (template_function name: (identifier) @name))
    (_ (function_declarator declarator: (template_function name: (identifier) @name)))
  ]
  (field_initializer_list)? @body
  body: (_) @body) @definition.function

(function_definition
  declarator: [
    (function_declarator declarator: (qualified_identifier
      scope: (_)? @container
      name: [
        (identifier) @name
        (operator_name) @name
        (destructor_name) @name
        (template_function name: (identifier) @name)
        (qualified_identifier
          scope: (_) @container
          name: [
            (identifier) @name
            (operator_name) @name
            (destructor_name) @name
            (qualified_identifier scope: (_) @container name: [(identifier) (operator_name) (destructor_name)] @name)
          ])
      ]))
    (_ (function_declarator declarator: (qualified_identifier
      scope: (_)? @container
      name: [
        (identifier) @name
        (operator_name) @name
        (qualified_identifier
          scope: (_) @container
          name: [
            (identifier) @name
            (operator_name) @name
            (qualified_identifier scope: (_) @container name: [(identifier) (operator_name)] @name)
          ])
      ])))
    (_ (_ (function_declarator declarator: (qualified_identifier scope: (_) @container name: (identifier) @name))))
    (qualified_identifier scope: (_) @container name: (operator_cast "operator" @name type: (_) @name))
  ]
  (field_initializer_list)? @body
  body: (_) @body) @definition.function

; Without a body only what nothing else defines.
(field_declaration
  declarator: [
    (function_declarator declarator: [(field_identifier) (operator_name)] @name)
    (_ (function_declarator declarator: [(field_identifier) (operator_name)] @name))
  ]
  default_value: (number_literal) @body) @definition.method

(declaration
  declarator: (init_declarator
    declarator: (identifier) @name
    value: (lambda_expression body: (_) @body))) @definition.function
(field_declaration
  declarator: (field_identifier) @name
  default_value: (lambda_expression body: (_) @body)) @definition.function

; A macro on one line is a constant or an alias.
((preproc_function_def
  name: (identifier) @name
  value: (preproc_arg) @body) @definition.function
  (#match? @body "\n"))

(type_definition
  type: (struct_specifier body: (_) @body) @definition.struct
  . declarator: [(type_identifier) @name (pointer_declarator declarator: (type_identifier) @name)])
(type_definition
  type: (union_specifier body: (_) @body) @definition.struct
  . declarator: [(type_identifier) @name (pointer_declarator declarator: (type_identifier) @name)])
(type_definition
  type: (enum_specifier body: (_) @body) @definition.enum
  . declarator: (type_identifier) @name)

(class_specifier
  name: [
    (type_identifier) @name
    (template_type name: (type_identifier) @name)
    (qualified_identifier scope: (_)? @container name: (type_identifier) @name)
    (qualified_identifier scope: (_)? @container name: (template_type name: (type_identifier) @name))
  ]
  body: (_) @body) @definition.class
([
  (struct_specifier
    name: [
      (type_identifier) @name
      (template_type name: (type_identifier) @name)
      (qualified_identifier scope: (_)? @container name: (type_identifier) @name)
      (qualified_identifier scope: (_)? @container name: (template_type name: (type_identifier) @name))
    ]
    body: (_) @body)
  (union_specifier name: (type_identifier) @name body: (_) @body)
] @definition.struct)

(enum_specifier name: (type_identifier) @name body: (_) @body) @definition.enum
(concept_definition name: (identifier) @name (_) @body .) @definition.trait

(namespace_definition
  name: [
    (namespace_identifier) @name
    (nested_namespace_specifier (namespace_identifier) @container . (namespace_identifier) @name .)
    (nested_namespace_specifier
      (namespace_identifier) @container
      (nested_namespace_specifier (namespace_identifier) @container . (namespace_identifier) @name .))
  ]
  body: (_) @body) @definition.module
