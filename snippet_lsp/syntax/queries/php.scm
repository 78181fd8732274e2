(function_definition name: (_) @name body: (_) @body) @definition.function
(method_declaration name: (_) @name body: (_)? @body) @definition.method
(class_declaration name: (_) @name body: (_) @body) @definition.class
(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(trait_declaration name: (_) @name body: (_) @body) @definition.trait
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
; One without a body names the whole file, as its folder does.
(namespace_definition name: (_) @name body: (_) @body) @definition.module

; A file that returns an anonymous class names it.
(program (return_statement (object_creation_expression
  (anonymous_class body: (_) @body) @definition.class)))
(assignment_expression
  left: [(variable_name (name) @name) (_ name: (name) @name)]
  right: (object_creation_expression (anonymous_class) @scope))

(assignment_expression
  left: [(variable_name (name) @name) (_ name: (name) @name)]
  right: (array_creation_expression) @scope)
(array_element_initializer (string (string_content) @name) (array_creation_expression) @scope)

; Closures with a name.
(assignment_expression
  left: [(variable_name (name) @name) (_ name: (name) @name)]
  right: [
    (anonymous_function body: (_) @body)
    (arrow_function body: (_) @body)
  ]) @definition.function
(array_element_initializer
  (string (string_content) @name)
  [
    (anonymous_function body: (_) @body)
    (arrow_function body: (_) @body)
  ]) @definition.function
