((call
  target: (identifier) @_def
  (arguments . (alias) @name .)
  (do_block
    (unary_operator
      operand: (call target: (identifier) @_doc (arguments . [(string) (sigil)] @doc .)))) @body) @definition.module
  (#eq? @_def "defmodule")
  (#eq? @_doc "moduledoc"))
((call
  target: (identifier) @_def
  (arguments . (alias) @name .)
  (do_block) @body) @definition.module
  (#eq? @_def "defmodule"))

((call
  target: (identifier) @_def
  (arguments . (alias) @name .)
  (do_block
    (unary_operator
      operand: (call target: (identifier) @_doc (arguments . [(string) (sigil)] @doc .)))) @body) @definition.interface
  (#eq? @_def "defprotocol")
  (#eq? @_doc "moduledoc"))
((call
  target: (identifier) @_def
  (arguments . (alias) @name .)
  (do_block) @body) @definition.interface
  (#eq? @_def "defprotocol"))

((call
  target: (identifier) @_def
  (arguments
    . (alias) @container
    (keywords (pair key: (keyword) @_for value: (alias) @name)))
  (do_block)) @scope
  (#eq? @_def "defimpl")
  (#match? @_for "^for:"))
((call
  target: (identifier) @_def
  (arguments . (alias) @name)
  (do_block)) @scope
  (#eq? @_def "defimpl"))

; def name(...) do … end
((call
  target: (identifier) @_def
  (arguments . [
    (call target: (identifier) @name)
    (identifier) @name
    (binary_operator
      left: [
        (call target: (identifier) @name)
        (identifier) @name
        (binary_operator operator: _ @name)
      ]
      operator: "when")
    (binary_operator operator: _ @name)
  ] .)
  (do_block) @body) @definition.function
  (#any-of? @_def "def" "defp" "defmacro" "defmacrop" "defn" "defnp")
  (#not-eq? @name "when"))

; def name(...), do: …
((call
  target: (identifier) @_def
  (arguments
    . [
      (call target: (identifier) @name)
      (identifier) @name
      (binary_operator
        left: [
          (call target: (identifier) @name)
          (identifier) @name
          (binary_operator operator: _ @name)
        ]
        operator: "when")
      (binary_operator operator: _ @name)
    ]
    "," @body
    (keywords) @body .)) @definition.function
  (#any-of? @_def "def" "defp" "defmacro" "defmacrop" "defn" "defnp" "defdelegate")
  (#not-eq? @name "when"))

; A head that stands before its clauses, a protocol's function, a guard.
((call
  target: (identifier) @_def
  (arguments . [
    (call target: (identifier) @name)
    (identifier) @name
    (binary_operator
      left: [(call target: (identifier) @name) (identifier) @name]
      operator: "when")
  ] .)) @definition.function
  (#any-of? @_def "def" "defp" "defmacro" "defmacrop" "defguard" "defguardp"))
