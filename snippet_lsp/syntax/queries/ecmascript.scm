; What JavaScript and TypeScript share. `(_ body: (_) @body)` stands for a function of any form: a
; list of the forms takes several times as long to compile, and so `(_ arguments: …)` for a call.
; Classes have a body too, so their
; patterns come first.

(function_declaration name: (_) @name body: (_) @body) @definition.function
(generator_function_declaration name: (_) @name body: (_) @body) @definition.function
(class_declaration name: (_) @name body: (_) @body) @definition.class
(method_definition name: (_) @name body: (_) @body) @definition.method

(program (comment) @doc
  (#match? @doc "^/\\*\\*(?s:.*)@(module|file|fileoverview|overview|packageDocumentation)\\b")) @module

; Classes as values. A default export without a name of its own is named after its file.
(export_statement value: (class !name body: (_) @body)) @definition.class
((assignment_expression
  left: (_) @_exports
  right: (class !name body: (_) @body)) @definition.class
  (#eq? @_exports "module.exports"))
(assignment_expression right: (class name: (_) @name body: (_) @body)) @definition.class
[
  (lexical_declaration
    . (variable_declarator name: (identifier) @name value: (class body: (_) @body)) .)
  (variable_declaration
    . (variable_declarator name: (identifier) @name value: (class body: (_) @body)) .)
] @definition.class
(assignment_expression
  left: [(identifier) @name (_ property: (_) @name)]
  right: (class !name body: (_) @body)) @definition.class
(pair key: (_) @name value: (class body: (_) @body)) @definition.class
(class name: (_) @name body: (_) @body) @definition.class

; Functions as default exports.
(export_statement value: (_ !name body: (_) @body)) @definition.function
(export_statement
  value: (_ arguments: (_ (_ !name body: (_) @body)))) @definition.function
((assignment_expression
  left: (_) @_exports
  right: (_ !name body: (_) @body)) @definition.function
  (#eq? @_exports "module.exports"))
((assignment_expression
  left: (_) @_exports
  right: (_ name: (_) @name body: (_) @body)) @definition.function
  (#eq? @_exports "module.exports"))

; const name = function () {}; the declarator alone where it is one of several.
[
  (lexical_declaration
    . (variable_declarator name: (identifier) @name value: (_ body: (_) @body)) .)
  (variable_declaration
    . (variable_declarator name: (identifier) @name value: (_ body: (_) @body)) .)
] @definition.function
(variable_declarator name: (identifier) @name value: (_ body: (_) @body)) @definition.function
; const name = exports.name = function () {}
[
  (lexical_declaration . (variable_declarator
    name: (identifier) @name
    value: (assignment_expression right: (_ body: (_) @body))) .)
  (variable_declaration . (variable_declarator
    name: (identifier) @name
    value: (assignment_expression right: (_ body: (_) @body))) .)
] @definition.function

; const name = memo(function () {}): what the call gives stands for the function.
((lexical_declaration . (variable_declarator
  name: (identifier) @name
  value: (_
    function: (_) @_wrap
    arguments: (_ . [
      (_ body: (_) @body)
      (_ arguments: (_ . (_ body: (_) @body)))
    ]))) .) @definition.function
  (#match? @_wrap "(?i)^([\\w.]+\\.)?(memo|forwardRef|useCallback|useEvent|observer|once|promisify|memoize\\w*|debounce\\w*|throttle\\w*|wrap\\w*|async\\w*|catchAsync)$"))
; At the top of a file that goes for every call but those that run the function there and then.
((program [
  (_ . (variable_declarator
    name: (identifier) @name
    value: (_ function: (_) @_call arguments: (_ (_ body: (_) @body)))) .) @definition.function
  (export_statement (_ . (variable_declarator
    name: (identifier) @name
    value: (_ function: (_) @_call arguments: (_ (_ body: (_) @body)))) .) @definition.function)
  (expression_statement (assignment_expression
    left: (_ property: (_) @name)
    right: (_ function: (_) @_call arguments: (_ (_ body: (_) @body)))) @definition.function)
])
  (#not-match? @_call "(\\.|^)(map|flatMap|filter|reduce|reduceRight|find|findIndex|some|every|sort|forEach|then|catch|finally|from|replace|on|once|setTimeout|setInterval|keys)$"))

; receiver.name = function () {}
((assignment_expression
  left: (_
    object: (_ object: (_) @container property: (_) @_prototype)
    property: (_) @name)
  right: (_ body: (_) @body)) @definition.method
  (#eq? @_prototype "prototype")
  (#match? @container "^[\\w$.]+$"))
((assignment_expression
  left: [
    (_ object: (_) @container property: (_) @name)
    (_ object: (_) @container index: (string (string_fragment) @name))
  ]
  right: (_ body: (_) @body)) @definition.method
  (#match? @container "^[\\w$.]+$")
  (#not-match? @container "^((this|self|that|_this|module)\\b|(exports|window|global|globalThis)$)"))
(assignment_expression
  left: [(identifier) @name (_ property: (_) @name)]
  right: (_ body: (_) @body)) @definition.function

; { name: function () {} }
(pair key: (_) @name value: (_ body: (_) @body)) @definition.function

; Function expressions with a name of their own, wherever they stand; as arguments they may be
; described above the call.
((comment) @doc . (expression_statement (_
  arguments: (_ (function_expression name: (_) @name body: (_) @body) @definition.function)))
  (#match? @doc "^/\\*\\*"))
(function_expression name: (_) @name body: (_) @body) @definition.function
(generator_function name: (_) @name body: (_) @body) @definition.function

; What an object's functions are reached through.
(variable_declarator name: (identifier) @name value: (object) @scope)
(pair key: (_) @name value: (object) @scope)
((assignment_expression
  left: (_ object: (_) @name property: (_) @_prototype)
  right: (object) @scope)
  (#eq? @_prototype "prototype"))
((assignment_expression left: (_ property: (_) @name) @_left right: (object) @scope)
  (#not-eq? @_left "module.exports"))
(variable_declarator name: (identifier) @name value: (_ arguments: (_ (object) @scope)))
((call_expression
  function: (_ property: (_) @_define)
  arguments: (_ (_) . (string (string_fragment) @name) . (object) @scope))
  (#eq? @_define "defineProperty"))
((call_expression
  function: (_ property: (_) @_assign)
  arguments: (_ . (_ object: (_) @name property: (_) @_prototype) (object) @scope))
  (#match? @_assign "^(assign|extend|mixin)$")
  (#eq? @_prototype "prototype"))
