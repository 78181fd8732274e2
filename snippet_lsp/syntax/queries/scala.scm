(function_definition name: (_) @name body: (_) @body) @definition.function
(function_definition name: (_) @name) @definition.function
(function_declaration name: (_) @name) @definition.function

(val_definition
  pattern: (identifier) @name
  value: (lambda_expression (_) @body .)) @definition.function
(val_definition
  pattern: (identifier) @name
  value: [
    (case_block)
    (block . (lambda_expression) .)
  ] @body) @definition.function

(class_definition name: (_) @name body: (_)? @body) @definition.class
(object_definition name: (_) @name body: (_)? @body) @definition.class
(trait_definition name: (_) @name body: (_)? @body) @definition.trait
(enum_definition name: (_) @name body: (_)? @body) @definition.enum
(package_object name: (_) @name body: (_) @body) @definition.module

(given_definition
  name: (_) @name
  body: (with_template_body) @body) @definition.class
(given_definition
  name: (_) @name
  body: (_) @body) @definition.function
(given_definition
  !name
  return_type: (_) @name
  body: (with_template_body)) @scope

(extension_definition
  parameters: (parameters (parameter type: (_) @name))) @scope
