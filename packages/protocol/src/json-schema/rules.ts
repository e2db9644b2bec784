/** What a kind of value in a list of values is. */
export type EnumType = 'string' | 'number' | 'boolean' | 'null' | 'object'

/** What a dialect can say in a schema: data that stands beside its codec, with its source. */
export type SchemaRules = {
  /** Every other keyword is told in the description. Absent: all can be said. */
  keywords?: ReadonlySet<string>
  /** Formats of texts that can be said. Absent: all. */
  formats?: ReadonlySet<string>
  /** Kinds of values that may be listed. Absent: all. */
  enumTypes?: ReadonlySet<EnumType>
  /** The largest `minItems` that can be said. */
  mostMinItems?: number
  /** Nothing may stand beside a reference. */
  hasBareReferences?: boolean
  /** Every object says that it has no other properties than those declared. */
  isClosed?: boolean
  /** Every property is required. */
  requiresAll?: boolean
  /** A property that leads to itself must not be required. */
  hasOptionalCycles?: boolean
  /** A definition may not lead to itself. */
  hasNoCycles?: boolean
  /** A list says what its items are. */
  requiresItems?: boolean
}

/** What a dialect can say where a schema stands. */
export type SchemaLimits = {
  /** The arguments of a tool. */
  tool: SchemaRules
  /** Those of a tool that the model is held to; absent where a dialect has no such tools. */
  strictTool?: SchemaRules
  /** An answer that the model is only shown; absent where it is always held to it. */
  output?: SchemaRules
  /** An answer that the model is held to. */
  strictOutput: SchemaRules
  /** The root of an answer must be an object: anything else is wrapped in one, and taken out again. */
  isOutputAnObject?: boolean
}
