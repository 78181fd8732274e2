(field_definition property: (_) @name value: (_ body: (_) @body)) @definition.method
