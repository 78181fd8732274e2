(class_declaration name: (_) @name body: (_) @body) @definition.class
(record_declaration name: (_) @name body: (_) @body) @definition.class
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(annotation_type_declaration name: (_) @name body: (_) @body) @definition.interface

(method_declaration name: (_) @name body: (_)? @body) @definition.method
(constructor_declaration name: (_) @name body: (_) @body) @definition.constructor
(compact_constructor_declaration name: (_) @name body: (_) @body) @definition.constructor

(field_declaration declarator: (variable_declarator
  name: (_) @name
  value: (lambda_expression body: (_) @body))) @definition.function
(constant_declaration declarator: (variable_declarator
  name: (_) @name
  value: (lambda_expression body: (_) @body))) @definition.function
(local_variable_declaration declarator: (variable_declarator
  name: (_) @name
  value: (lambda_expression body: (_) @body))) @definition.function

; Bodies without a name of their own.
(enum_constant name: (_) @name body: (class_body) @scope)
(variable_declarator
  name: (_) @name
  value: (object_creation_expression (class_body) @scope))
(object_creation_expression
  type: [(type_identifier) @name (scoped_type_identifier) @name (generic_type . (_) @name)]
  (class_body) @scope)
