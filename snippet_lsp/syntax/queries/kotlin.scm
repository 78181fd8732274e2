; `fun Receiver.name()`
(function_declaration
  [
    (user_type) @container
    (nullable_type (user_type) @container)
    (parenthesized_type (nullable_type (user_type) @container))
  ] . "."
  name: (_) @name
  (function_body)? @body) @definition.method
(function_declaration name: (_) @name (function_body)? @body) @definition.function
(secondary_constructor "constructor" @name (block)? @body) @definition.constructor

(property_declaration
  [(user_type) @container (nullable_type (user_type) @container)] . "."
  (variable_declaration (identifier) @name)
  [(getter (function_body) @body) (setter (function_body) @body)]) @definition.method
(property_declaration
  (variable_declaration (identifier) @name)
  [
    (lambda_literal) @body
    (anonymous_function (function_body) @body)
    (getter (function_body) @body)
    (setter (function_body) @body)
  ]) @definition.function
(property_declaration
  (variable_declaration (identifier) @name)
  (object_literal)) @scope

(class_declaration
  "interface"
  name: (_) @name
  (class_body)? @body) @definition.interface
(class_declaration
  name: (_) @name
  (enum_class_body) @body) @definition.enum
(class_declaration
  name: (_) @name
  (class_body)? @body) @definition.class
(object_declaration name: (_) @name (class_body)? @body) @definition.class

(companion_object) @scope
(enum_entry (identifier) @name (class_body)) @scope
