; `(_ method: …)` is a call: naming its node takes three times as long to compile.

(program (method name: (_) @name body: (_)? @body) @definition.function)
(method name: (_) @name body: (_)? @body) @definition.method
(singleton_method object: (self) name: (_) @name body: (_)? @body) @definition.method
(singleton_method object: (_) @container name: (_) @name body: (_)? @body) @definition.method

(class name: (constant) @name body: (_)? @body) @definition.class
(class name: (_ scope: (_)? @container name: (_) @name) body: (_)? @body) @definition.class
(module name: (constant) @name body: (_)? @body) @definition.module
(module name: (_ scope: (_)? @container name: (_) @name) body: (_)? @body) @definition.module

; Point = Struct.new(:x, :y) do … end
((assignment
  left: (constant) @name
  right: (_ receiver: (_) @_maker method: (_) @_new block: (_)? @body)) @definition.class
  (#match? @_maker "^(Struct|Class|Data)$")
  (#match? @_new "^(new|define)$"))
((assignment
  left: (constant) @name
  right: (_ receiver: (_) @_maker method: (_) @_new block: (_) @body)) @definition.module
  (#eq? @_maker "Module")
  (#eq? @_new "new"))

; Lambdas with a name.
(assignment
  left: [(constant) (identifier)] @name
  right: (lambda body: (_) @body)) @definition.function
((assignment
  left: [(constant) (identifier)] @name
  right: (_ !receiver method: (_) @_lambda block: (_) @body)) @definition.function
  (#match? @_lambda "^(lambda|proc)$"))
(hash (pair
  key: [(hash_key_symbol) (simple_symbol) (string)] @name
  value: [(lambda body: (_) @body) (_ !receiver method: (_) @_lambda block: (_) @body)]
) @definition.function
  (#match? @_lambda "^(lambda|proc)$"))
(assignment
  left: (constant) @name
  right: [(hash) @scope (_ receiver: (hash) @scope)])

; Methods that are made by calls.
((_
  method: (_) @_define
  arguments: (_ . [(simple_symbol) (string)] @name)
  block: (_) @body) @definition.method
  (#match? @_define "^define_(singleton_)?method$"))
((_
  method: (_) @_define
  arguments: (_ . [(simple_symbol) (string)] @name . (lambda body: (_) @body))) @definition.method
  (#match? @_define "^(define_(singleton_)?method|scope)$"))
; Attributes that someone took the trouble to describe.
((_ (comment) . (_
  method: (_) @_attribute
  arguments: (_ (simple_symbol) @name)) @definition.method)
  (#match? @_attribute "^attr_(reader|writer|accessor)$"))
((_ (comment) . (_ . (_
  method: (_) @_attribute
  arguments: (_ (simple_symbol) @name)) @definition.method))
  (#match? @_attribute "^attr_(reader|writer|accessor)$"))

; Rake
((_ method: (_) @_describe arguments: (_ . (string) @doc))
  . (_
    method: (_) @_task
    arguments: (_ . [
      [(simple_symbol) (string)] @name
      (pair key: [(hash_key_symbol) (simple_symbol) (string)] @name)
    ])
    block: (_) @body) @definition.function
  (#eq? @_describe "desc")
  (#match? @_task "^(multi)?task$"))
((_
  method: (_) @_task
  arguments: (_ . [
    [(simple_symbol) (string)] @name
    (pair key: [(hash_key_symbol) (simple_symbol) (string)] @name)
  ])
  block: (_) @body) @definition.function
  (#match? @_task "^(multi)?task$"))
((_
  method: (_) @_namespace
  arguments: (_ . [(simple_symbol) (string)] @name)
  block: (_) @scope)
  (#eq? @_namespace "namespace"))
