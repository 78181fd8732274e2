(function_item name: (_) @name body: (_) @body) @definition.function
(trait_item
  body: (declaration_list (function_signature_item name: (_) @name ";" @body) @definition.method))

(let_declaration
  pattern: (identifier) @name
  value: (closure_expression body: (_) @body)) @definition.function
(static_item name: (_) @name value: (closure_expression body: (_) @body)) @definition.function
(const_item name: (_) @name value: (closure_expression body: (_) @body)) @definition.function

(macro_definition
  name: (_) @name
  . ["{" "(" "["] @body
  ["}" ")" "]"] @body) @definition.function

(struct_item name: (_) @name body: (field_declaration_list) @body) @definition.struct
(struct_item name: (_) @name ";" @body) @definition.struct
(union_item name: (_) @name body: (_) @body) @definition.struct
(enum_item name: (_) @name body: (_) @body) @definition.enum
(trait_item name: (_) @name body: (_) @body) @definition.trait
(mod_item
  name: (_) @name
  body: (declaration_list . (line_comment (inner_doc_comment_marker))* @doc) @body) @definition.module

(impl_item
  type: [
    (type_identifier) @name
    (primitive_type) @name
    (scoped_type_identifier name: (_) @name)
    (generic_type type: (type_identifier) @name)
    (generic_type type: (scoped_type_identifier name: (_) @name))
    (reference_type type: (type_identifier) @name)
    (reference_type type: (generic_type type: (type_identifier) @name))
    (dynamic_type trait: (type_identifier) @name)
  ]) @scope
(impl_item) @scope
