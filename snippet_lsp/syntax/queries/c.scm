; Prototypes are left out: they would stand beside every definition and say less; the header's
; module shows them.

(function_definition
  declarator: [
    (function_declarator declarator: (identifier) @name)
    (function_declarator declarator: (parenthesized_declarator (identifier) @name))
    (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))))
  ]
  body: (compound_statement) @body) @definition.function

; Macros that define: `TEST(suite, name) {`, `TEST("name") {` and `START_TEST(name) {`.
((expression_statement
  (call_expression
    function: (identifier) @_macro
    arguments: [
      (argument_list . (string_literal) @name)
      (argument_list . (identifier) @name .)
      (argument_list . (identifier) @container . (identifier) @name .)
    ])) @definition.function
  . (compound_statement) @body
  (#match? @_macro "^[A-Z0-9_]*(BENCH|CASE|DEFINE|FUZZ|TEST)[A-Z0-9_]*$"))
((function_definition
  type: (type_identifier) @_macro
  declarator: (parenthesized_declarator (identifier) @name)
  body: (_) @body) @definition.function
  (#match? @_macro "^[A-Z0-9_]*(BENCH|CASE|DEFINE|FUZZ|TEST)[A-Z0-9_]*$"))

; A macro on one line is a constant or an alias.
((preproc_function_def
  name: (identifier) @name
  value: (preproc_arg) @body) @definition.function
  (#match? @body "\n"))

; `typedef struct tag { … } name;` goes by the typedef's name.
(type_definition
  type: (struct_specifier body: (_) @body) @definition.struct
  . declarator: [(type_identifier) @name (pointer_declarator declarator: (type_identifier) @name)])
(type_definition
  type: (union_specifier body: (_) @body) @definition.struct
  . declarator: [(type_identifier) @name (pointer_declarator declarator: (type_identifier) @name)])
(type_definition
  type: (enum_specifier body: (_) @body) @definition.enum
  . declarator: (type_identifier) @name)

(struct_specifier name: (type_identifier) @name body: (_) @body) @definition.struct
(union_specifier name: (type_identifier) @name body: (_) @body) @definition.struct
(enum_specifier name: (type_identifier) @name body: (_) @body) @definition.enum
