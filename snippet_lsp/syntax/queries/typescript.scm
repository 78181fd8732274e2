(abstract_class_declaration name: (_) @name body: (_) @body) @definition.class
(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(type_alias_declaration
  name: (_) @name
  value: [(object_type) (intersection_type (object_type))] @body) @definition.interface
(internal_module name: (_) @name body: (_) @body) @definition.module
(module name: (_) @name body: (_) @body) @definition.module

; Overloads and declarations without a body.
(function_signature name: (_) @name) @definition.function
(method_signature name: (_) @name) @definition.method
(abstract_method_signature name: (_) @name) @definition.method
(ambient_declaration
  (_ . (variable_declarator
    name: (identifier) @name
    type: (type_annotation (function_type))) .) @definition.function)

(public_field_definition name: (_) @name value: (_ body: (_) @body)) @definition.method

; const name = (() => {}) satisfies Type
(lexical_declaration . (variable_declarator
  name: (identifier) @name
  value: (_ (parenthesized_expression (_ body: (_) @body)))) .) @definition.function
(variable_declarator name: (identifier) @name value: (_ . (object) @scope))
