; A signature or type head is a node of its own and the body what follows it. The call that names a
; function may stand in its return type and in `where` clauses.
(function_definition
  (signature [
    (identifier) @name
    (call_expression . [
      (identifier) @name
      (operator) @name
      (parametrized_type_expression . (identifier) @name)
      (field_expression
        value: (_) @namespace
        [
          (identifier) @name
          (quote_expression [(operator) @name (parenthesized_expression (operator) @name)])
        ] .)
      (parenthesized_expression
        (typed_expression (_) . [
          (identifier) @name
          (parametrized_type_expression . (identifier) @name)
        ]))
    ])
    (_ . (call_expression . [
      (identifier) @name
      (operator) @name
      (parametrized_type_expression . (identifier) @name)
      (field_expression
        value: (_) @namespace
        [
          (identifier) @name
          (quote_expression [(operator) @name (parenthesized_expression (operator) @name)])
        ] .)
      (parenthesized_expression
        (typed_expression (_) . [
          (identifier) @name
          (parametrized_type_expression . (identifier) @name)
        ]))
    ]))
    (_ . (_ . (call_expression . [
      (identifier) @name
      (operator) @name
      (parametrized_type_expression . (identifier) @name)
      (field_expression
        value: (_) @namespace
        [
          (identifier) @name
          (quote_expression [(operator) @name (parenthesized_expression (operator) @name)])
        ] .)
      (parenthesized_expression
        (typed_expression (_) . [
          (identifier) @name
          (parametrized_type_expression . (identifier) @name)
        ]))
    ])))
  ]) @signature) @definition.function

; name(…) = …
(assignment
  . [
    (call_expression . [
      (identifier) @name
      (operator) @name
      (parametrized_type_expression . (identifier) @name)
      (field_expression
        value: (_) @namespace
        [
          (identifier) @name
          (quote_expression [(operator) @name (parenthesized_expression (operator) @name)])
        ] .)
      (parenthesized_expression
        (typed_expression (_) . [
          (identifier) @name
          (parametrized_type_expression . (identifier) @name)
        ]))
    ])
    (typed_expression . (call_expression . [
      (identifier) @name
      (operator) @name
      (parametrized_type_expression . (identifier) @name)
      (field_expression
        value: (_) @namespace
        [
          (identifier) @name
          (quote_expression [(operator) @name (parenthesized_expression (operator) @name)])
        ] .)
      (parenthesized_expression
        (typed_expression (_) . [
          (identifier) @name
          (parametrized_type_expression . (identifier) @name)
        ]))
    ]))
    (where_expression . (call_expression . [
      (identifier) @name
      (operator) @name
      (parametrized_type_expression . (identifier) @name)
      (field_expression
        value: (_) @namespace
        [
          (identifier) @name
          (quote_expression [(operator) @name (parenthesized_expression (operator) @name)])
        ] .)
      (parenthesized_expression
        (typed_expression (_) . [
          (identifier) @name
          (parametrized_type_expression . (identifier) @name)
        ]))
    ]))
    (where_expression . (_ . (call_expression . [
      (identifier) @name
      (operator) @name
      (parametrized_type_expression . (identifier) @name)
      (field_expression
        value: (_) @namespace
        [
          (identifier) @name
          (quote_expression [(operator) @name (parenthesized_expression (operator) @name)])
        ] .)
      (parenthesized_expression
        (typed_expression (_) . [
          (identifier) @name
          (parametrized_type_expression . (identifier) @name)
        ]))
    ])))
    (binary_expression (_) . (operator) @name)
  ] @signature) @definition.function

; name = function
(assignment
  . (identifier) @name
  (operator)
  . (arrow_function_expression (_) @body .) .) @definition.function
(assignment
  . (identifier) @name
  (operator)
  . (function_definition (signature (argument_list)) @signature) .) @definition.function

(macro_definition
  (signature (call_expression . [(identifier) (operator)] @name)) @signature) @definition.function

(struct_definition
  (type_head [
    (identifier) @name
    (_ . (identifier) @name)
    (_ . (_ . (identifier) @name))
  ]) @signature) @definition.struct
(abstract_definition
  (type_head [
    (identifier) @name
    (_ . (identifier) @name)
    (_ . (_ . (identifier) @name))
  ]) @signature) @definition.interface
((macrocall_expression
  (macro_identifier (identifier) @_macro)
  (macro_argument_list
    . [(identifier) @name (typed_expression . (identifier) @name)] @signature)) @definition.enum
  (#eq? @_macro "enum"))

(module_definition name: (identifier) @name @signature) @definition.module
