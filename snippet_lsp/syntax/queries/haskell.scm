; A type signature is the first clause of the function below it.
(declarations
  (signature name: [(variable) @name (prefix_id (_) @name)]) @definition.function)
(class_declarations
  (signature name: [(variable) @name (prefix_id (_) @name)]) @definition.method)
(class_declarations
  (signature names: (binding_list name: [(variable) @name (prefix_id (_) @name)])) @definition.method)
(instance_declarations
  (signature name: [(variable) @name (prefix_id (_) @name)]) @definition.method)
(local_binds
  (signature name: (variable) @name) @definition.function
  . (function))

(function
  name: [(variable) @name (prefix_id (_) @name)]
  match: (_) @body) @definition.function
(function
  (infix operator: [(operator) @name (infix_id (_) @name)])
  match: (_) @body) @definition.function
(function
  parens: (function_head_parens (infix operator: [(operator) @name (infix_id (_) @name)]))
  match: (_) @body) @definition.function

(declarations
  (bind name: [(variable) @name (prefix_id (_) @name)] match: (_) @body) @definition.function)
(class_declarations
  (bind name: [(variable) @name (prefix_id (_) @name)] match: (_) @body) @definition.method)
(instance_declarations
  (bind name: [(variable) @name (prefix_id (_) @name)] match: (_) @body) @definition.method)

(foreign_import
  signature: (signature name: (variable) @name)) @definition.function
(pattern_synonym
  (equation synonym: (apply function: (constructor) @name))) @definition.function

(data_type name: (_) @name constructors: (data_constructors "|") @body) @definition.enum
(data_type name: (_) @name constructors: (gadt_constructors) @body) @definition.enum
(data_type name: (_) @name constructors: (_) @body) @definition.struct
(data_type name: (_) @name) @definition.struct
(newtype name: (_) @name constructor: (_) @body) @definition.struct
(class name: (_) @name declarations: (_)? @body) @definition.trait

(instance
  name: (_) @container
  patterns: (type_patterns . [
    (name) @name
    (qualified id: (name) @name)
    (parens (apply constructor: (name) @name))
    (parens (apply constructor: (qualified id: (name) @name)))
    (parens (apply constructor: (apply constructor: (name) @name)))
    (parens (apply constructor: (apply constructor: (apply constructor: (name) @name))))
  ])) @scope
(instance name: (_) @name) @scope
