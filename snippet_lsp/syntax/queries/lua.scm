(function_declaration
  name: [
    (identifier) @name
    (dot_index_expression table: (_) @namespace field: (identifier) @name)
    (method_index_expression table: (_) @container method: (identifier) @name)
  ]
  body: (block)? @body
  "end" @body) @definition.function

((assignment_statement
  (variable_list . name: (dot_index_expression table: (_) @namespace field: (identifier) @name))
  (expression_list . value: (function_definition body: (block)? @body "end" @body))) @definition.function
  (#not-match? @namespace "^(self|_G|_ENV)$"))
(assignment_statement
  (variable_list
    . name: [
      (identifier) @name
      (dot_index_expression field: (identifier) @name)
      (bracket_index_expression table: (_) @namespace field: (string (string_content) @name))
    ])
  (expression_list . value: (function_definition body: (block)? @body "end" @body))) @definition.function

(field
  name: [(identifier) @name (string (string_content) @name)]
  value: (function_definition body: (block)? @body "end" @body)) @definition.function

; What a table's functions are reached through.
(assignment_statement
  (variable_list . name: (_) @name)
  (expression_list . value: (table_constructor) @scope))
(field name: (_) @name value: (table_constructor) @scope)

; A table that its annotations call a class.
((comment) @_annotation
  . (variable_declaration
    (assignment_statement
      (variable_list . name: (identifier) @name)
      (expression_list . value: (table_constructor)))) @definition.class
  (#match? @_annotation "^---@(class|field|operator|overload)"))
