import { withOptionalCycles } from './cycles.ts'
import { flattenRoot } from './flatten-root.ts'
import { mergeAllOf, mergeRoot } from './merge.ts'
import { resolveReferences } from './references.ts'
import type { SchemaRules } from './rules.ts'
import { saySchema } from './say.ts'
import { keywordsIn, subschemasOf, typesOf, type Note, type Schema } from './schema.ts'
import { upgradeSchema } from './upgrade.ts'

/** A keyword that does not reach the model unchanged, and its path (empty: the root). */
export type SchemaNote = { keyword: string; path: string }

export type AdaptedSchema = { schema: Schema; notes: SchemaNote[] }

/** The number of schemas in a schema, including itself, counted up to about `most`. */
export const sizeOf = (schema: Schema, most: number): number => {
  let level = [schema]
  let size = 0
  while (level.length > 0 && size <= most) {
    size += level.length
    level = level.flatMap(subschemasOf)
  }
  return size
}

/** A schema as draft 2020-12 with all definitions at the root. */
const normalize = (schema: Schema, note: Note): Schema => resolveReferences(upgradeSchema(schema), note)

/** An answer's schema within the rules. */
export const adaptOutputSchema = (schema: Schema, rules: SchemaRules): AdaptedSchema => {
  const notes: SchemaNote[] = []
  const note: Note = (keyword, path) => notes.push({ keyword, path })
  const normal = normalize(schema, note)
  const root = normal['$ref'] === undefined ? normal : mergeRoot(normal, note)
  return { schema: followRules(root, rules, note), notes }
}

/** The schema of a tool's arguments within the rules; undefined if it does not describe an object. */
export const adaptToolSchema = (schema: Schema, rules: SchemaRules): AdaptedSchema | undefined => {
  const notes: SchemaNote[] = []
  const note: Note = (keyword, path) => notes.push({ keyword, path })
  const flat = flattenRoot(normalize(schema, note), note)
  return flat && { schema: followRules(flat, rules, note), notes }
}

const followRules = (schema: Schema, rules: SchemaRules, note: Note): Schema => {
  const merged = needsMerging(schema, rules) ? mergeAllOf(schema, note) : schema
  const unrolled = rules.hasOptionalCycles ? withOptionalCycles(merged, note) : merged
  return saySchema(unrolled, rules, note)
}

const needsMerging = (schema: Schema, { keywords }: SchemaRules): boolean =>
  keywords !== undefined && !keywords.has('allOf') && keywordsIn(schema).has('allOf')

/** Whether a schema only allows objects. */
export const isObjectSchema = (schema: Schema): boolean => {
  const upgraded = upgradeSchema(schema)
  const root =
    upgraded['$ref'] === undefined ? upgraded : mergeRoot(resolveReferences(upgraded, IGNORED), IGNORED)
  return typesOf(root).join() === 'object' && root['anyOf'] === undefined && root['oneOf'] === undefined
}

const IGNORED: Note = () => {}

/** The only property of an object that wraps an answer which is not an object. */
export const WRAPPER = 'value'

/** The schema of an object that wraps the value. */
export const wrapSchema = (schema: Schema): Schema => {
  const { $schema: _schema, $defs, ...inner } = resolveReferences(upgradeSchema(schema), IGNORED)
  return {
    type: 'object',
    properties: { [WRAPPER]: inner },
    required: [WRAPPER],
    additionalProperties: false,
    ...($defs === undefined ? {} : { $defs }),
  }
}
