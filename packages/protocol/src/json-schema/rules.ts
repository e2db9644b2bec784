/** The kinds of values in an enum. */
export type EnumType = 'string' | 'number' | 'boolean' | 'null' | 'object'

/** The schema features of a dialect, as data with its source, next to the dialect's code. */
export type SchemaRules = {
  /** The supported keywords; others go into the description. Absent: all. */
  keywords?: ReadonlySet<string>
  /** The supported formats of strings. Absent: all. */
  formats?: ReadonlySet<string>
  /** The kinds of values allowed in an enum. Absent: all. */
  enumTypes?: ReadonlySet<EnumType>
  /** The largest supported `minItems`. */
  mostMinItems?: number
  /** No keyword is allowed next to a reference. */
  hasBareReferences?: boolean
  /** Every object must forbid undeclared properties. */
  isClosed?: boolean
  /** Every property must be required. */
  requiresAll?: boolean
  /** A recursive property must not be required. */
  hasOptionalCycles?: boolean
  /** A definition must not be recursive. */
  hasNoCycles?: boolean
  /** A list must have `items`. */
  requiresItems?: boolean
}

/** The rules of a dialect for each position of a schema. */
export type SchemaLimits = {
  /** The arguments of a tool. */
  tool: SchemaRules
  /** The arguments of a strict tool; absent if a dialect has none. */
  strictTool?: SchemaRules
  /** An answer whose schema is not enforced; absent if it always is. */
  output?: SchemaRules
  /** An answer whose schema is enforced. */
  strictOutput: SchemaRules
  /** The root of an answer must be an object; anything else is wrapped in one and unwrapped again. */
  isOutputAnObject?: boolean
}
