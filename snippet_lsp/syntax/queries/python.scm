(function_definition
  name: (identifier) @name
  body: (block . (expression_statement . (string) @doc)?) @body) @definition.function

(class_definition
  name: (identifier) @name
  body: (block . (expression_statement . (string) @doc)?) @body) @definition.class

(assignment
  left: [(identifier) (attribute attribute: (identifier))] @name
  right: (lambda body: (_) @body)) @definition.function

(module . (expression_statement . (string) @doc)) @module
(module . (comment)+ . (expression_statement . (string) @doc)) @module
