; A signature and its body are siblings.

((function_signature name: (_) @name) @definition.function . (function_body) @body)
((getter_signature name: (_) @name) @definition.function . (function_body) @body)
((setter_signature name: (_) @name) @definition.function . (function_body) @body)
(lambda_expression
  parameters: (function_signature name: (_) @name)
  body: (_) @body) @definition.function

((method_signature [
  (function_signature name: (_) @name)
  (getter_signature name: (_) @name)
  (setter_signature name: (_) @name)
  (operator_signature "operator" @name [(binary_operator) "[]" "[]=" "~"] @name)
]) @definition.method . (function_body) @body)
(declaration [
  (function_signature name: (_) @name)
  (getter_signature name: (_) @name)
  (setter_signature name: (_) @name)
  (operator_signature "operator" @name [(binary_operator) "[]" "[]=" "~"] @name)
]) @definition.method

((method_signature
  [
    (constructor_signature name: (identifier) @name . parameters: (_))
    (factory_constructor_signature (identifier) @name . (formal_parameter_list))
  ]
  (initializers)? @body) @definition.constructor . (function_body) @body)
(declaration
  [
    (constructor_signature name: (identifier) @name . parameters: (_))
    (factory_constructor_signature (identifier) @name . (formal_parameter_list))
    (constant_constructor_signature (identifier) @name . (formal_parameter_list))
    (redirecting_factory_constructor_signature (identifier) @name . (formal_parameter_list))
  ]
  (initializers)? @body) @definition.constructor

(initialized_identifier
  (identifier) @name
  (function_expression body: (_) @body)) @definition.function
(static_final_declaration
  (identifier) @name
  (function_expression body: (_) @body)) @definition.function
(initialized_variable_definition
  name: (identifier) @name
  value: (function_expression body: (_) @body)) @definition.function

(class_definition name: (_) @name body: (_) @body) @definition.class
(class_definition (mixin_application_class . (identifier) @name)) @definition.class
(mixin_declaration (mixin) . (identifier) @name (class_body) @body) @definition.class
(extension_declaration name: (_) @name body: (_) @body) @definition.class
(extension_declaration !name) @scope
(extension_type_declaration name: (_) @name body: (_) @body) @definition.class
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
