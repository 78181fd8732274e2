(method_declaration name: (_) @name body: (_) @body) @definition.method
(method_declaration name: (_) @name ";" @body) @definition.method
(local_function_statement name: (_) @name body: (_) @body) @definition.function
(constructor_declaration name: (_) @name body: (_) @body) @definition.constructor
(destructor_declaration "~" @name name: (_) @name body: (_) @body) @definition.method
(operator_declaration "operator" @name operator: _ @name body: (_) @body) @definition.method
(conversion_operator_declaration "operator" @name type: (_) @name body: (_) @body) @definition.method
(indexer_declaration "this" @name accessors: (_) @body) @definition.method
(indexer_declaration "this" @name value: (_) @body) @definition.method

; Properties with code of their own.
(property_declaration name: (_) @name value: (arrow_expression_clause) @body) @definition.method
(property_declaration
  name: (_) @name
  accessors: (accessor_list (accessor_declaration body: (_))) @body) @definition.method
(event_declaration
  name: (_) @name
  accessors: (accessor_list (accessor_declaration body: (_))) @body) @definition.method

(variable_declarator
  name: (_) @name
  [(lambda_expression body: (_) @body) (anonymous_method_expression (block) @body)]) @definition.function

(class_declaration name: (_) @name body: (_)? @body) @definition.class
(record_declaration "struct" name: (_) @name body: (_)? @body) @definition.struct
(record_declaration name: (_) @name body: (_)? @body) @definition.class
(struct_declaration name: (_) @name body: (_)? @body) @definition.struct
(interface_declaration name: (_) @name body: (_)? @body) @definition.interface
(enum_declaration name: (_) @name body: (_) @body) @definition.enum

; A namespace repeats what its file's module says: it only names what is in it.
(namespace_declaration name: (_) @name) @scope
(compilation_unit
  (file_scoped_namespace_declaration name: (_) @name) @scope
  (_) @body .)
