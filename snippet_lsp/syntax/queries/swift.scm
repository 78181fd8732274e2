(function_declaration "func" . name: _ @name body: (function_body) @body) @definition.function
(protocol_function_declaration "func" . name: _ @name) @definition.method

(init_declaration name: "init" @name body: (function_body)? @body) @definition.constructor
(deinit_declaration "deinit" @name body: (function_body) @body) @definition.method
(subscript_declaration "subscript" @name (computed_property) @body) @definition.method

(property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)
  computed_value: (computed_property) @body) @definition.function

(property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)
  value: (lambda_literal) @body) @definition.function

(class_declaration
  declaration_kind: ["class" "actor"]
  name: (type_identifier) @name
  body: (_) @body) @definition.class

(class_declaration
  declaration_kind: "struct"
  name: (type_identifier) @name
  body: (_) @body) @definition.struct

(class_declaration
  declaration_kind: "enum"
  name: (type_identifier) @name
  body: (_) @body) @definition.enum

(protocol_declaration
  name: (type_identifier) @name
  body: (_) @body) @definition.interface

(class_declaration declaration_kind: "extension" name: (_) @name) @scope
