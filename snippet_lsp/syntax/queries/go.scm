(function_declaration name: (_) @name body: (_)? @body) @definition.function
(method_declaration
  receiver: (parameter_list (parameter_declaration type: (_) @container))
  name: (_) @name
  body: (_)? @body) @definition.method

; Types: those of a group alone, else with the keyword.
(type_declaration "type" .
  (type_spec name: (_) @name type: (struct_type (field_declaration_list) @body))) @definition.struct
(type_declaration "("
  (type_spec name: (_) @name type: (struct_type (field_declaration_list) @body)) @definition.struct)
(type_declaration "type" .
  (type_spec name: (_) @name type: (interface_type "{" @body))) @definition.interface
(type_declaration "("
  (type_spec name: (_) @name type: (interface_type "{" @body)) @definition.interface)
(type_declaration "type" . (type_spec name: (_) @name)) @definition.class
(type_declaration "(" (type_spec name: (_) @name) @definition.class)
(interface_type (method_elem name: (_) @name) @definition.method)

; Function literals with a name.
(var_declaration (var_spec
  name: (_) @name
  value: (expression_list . (func_literal body: (_) @body) .))) @definition.function
(var_declaration (var_spec_list (var_spec
  name: (_) @name
  value: (expression_list . (func_literal body: (_) @body) .)) @definition.function))
(short_var_declaration
  left: (expression_list . (identifier) @name .)
  right: (expression_list . (func_literal body: (_) @body) .)) @definition.function
(assignment_statement
  left: (expression_list . [(identifier) @name (_ field: (_) @name)] .)
  right: (expression_list . (func_literal body: (_) @body) .)) @definition.function

; var command = &Command{Run: func() {}}
(source_file (var_declaration (var_spec
  name: (_) @container
  value: (expression_list [
    (composite_literal body: (_ (keyed_element
      key: (_ (identifier) @name)
      value: (_ (func_literal body: (_) @body))) @definition.method))
    (unary_expression (composite_literal body: (_ (keyed_element
      key: (_ (identifier) @name)
      value: (_ (func_literal body: (_) @body))) @definition.method)))
  ]))))
