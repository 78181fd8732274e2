(function_declaration name: (_) @name body: (_) @body) @definition.function
(test_declaration [(string) (identifier)] @name (block) @body) @definition.function

(variable_declaration
  . (identifier) @name
  [(struct_declaration "{" @body "}" @body) (union_declaration "{" @body "}" @body) (opaque_declaration "{" @body "}" @body)]
) @definition.struct
(variable_declaration
  . (identifier) @name
  [(enum_declaration "{" @body "}" @body) (error_set_declaration "{" @body "}" @body)]
) @definition.enum

; `fn List(comptime T: type) type { return struct { … }; }`
(return_expression [(struct_declaration) (union_declaration) (enum_declaration)] @scope)
