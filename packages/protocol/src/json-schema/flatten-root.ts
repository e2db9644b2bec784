import { isObject, objectOf } from '../json/object.ts'
import { mergeRoot } from './merge.ts'
import { definitionsOf, typesOf, type Note, type Schema } from './schema.ts'
import { withWords } from './words.ts'

/** Keywords with which a root is not a plain object. */
const UNIONS = ['anyOf', 'oneOf'] as const
const OTHERS = ['allOf', 'not', 'enum', 'const', 'if', 'then', 'else'] as const

/** Nested unions are flattened to this depth, because a definition may be a branch of itself. */
const MAX_DEPTH = 8

/**
 * The arguments of a tool as one plain object, which every provider requires at the root. The branches of a union
 * become one object with all properties, which requires those that all branches require; the description has the rest.
 * undefined if the schema does not describe an object. References must be resolved.
 */
export const flattenRoot = (root: Schema, note: Note, depth = 0): Schema | undefined => {
  const merged = root['$ref'] === undefined && root['allOf'] === undefined ? root : mergeRoot(root, note)
  const flat = UNIONS.reduce((schema, key) => flattenUnion(schema, key, note, depth), merged)
  const types = typesOf(flat)
  if (types.length > 0 && !types.includes('object')) return undefined
  const described = tellOthers(flat, note)
  return described['type'] === 'object' ? described : { ...described, type: 'object' }
}

const flattenUnion = (root: Schema, key: (typeof UNIONS)[number], note: Note, depth: number): Schema => {
  const { [key]: union, ...base } = root
  if (!Array.isArray(union)) return root
  note(key, '')
  const $defs = definitionsOf(root)
  const branches = union.filter(isObject).map((branch) => ({ ...branch, $defs }))
  const objects =
    depth < MAX_DEPTH
      ? branches
          .map((branch) => flattenRoot(branch, IGNORED, depth + 1))
          .filter((branch) => branch !== undefined)
      : []
  if (objects.length === 0 && depth < MAX_DEPTH) return { ...base, type: typesOf(base)[0] ?? 'null' }
  return withWords(joinBranches(base, objects), { [key]: objects.map(demandsOf) })
}

/** The union itself was reported. */
const IGNORED: Note = () => {}

const joinBranches = (base: Schema, branches: Schema[]): Schema => {
  const own = objectOf(base['properties'])
  const found = new Map<string, unknown[]>(Object.entries(own).map(([name, schema]) => [name, [schema]]))
  for (const { properties } of branches)
    for (const [name, schema] of Object.entries(objectOf(properties)))
      found.set(name, [...(found.get(name) ?? []), schema])
  const required = [...namesIn(base['required']), ...commonRequired(branches)]
  return {
    ...base,
    properties: Object.fromEntries([...found].map(([name, schemas]) => [name, anyOfThese(schemas)])),
    ...(required.length > 0 ? { required: [...new Set(required)] } : {}),
    ...(isClosed(base, branches) ? { additionalProperties: false } : {}),
  }
}

const isClosed = (base: Schema, branches: Schema[]): boolean =>
  base['additionalProperties'] === undefined &&
  branches.every((branch) => branch['additionalProperties'] === false)

const namesIn = (required: unknown): string[] =>
  Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []

const commonRequired = (branches: Schema[]): string[] => {
  const [first = [], ...others] = branches.map(({ required }) => namesIn(required))
  return first.filter((name) => others.every((names) => names.includes(name)))
}

/** A property with different schemas in two branches: single values are joined in one list. */
const anyOfThese = (schemas: unknown[]): unknown => {
  const distinct = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()]
  if (distinct.length === 1) return distinct[0]
  const values = distinct.map(valuesOf)
  if (values.every((list) => list !== undefined)) {
    const types = new Set(distinct.flatMap((schema) => (isObject(schema) ? typesOf(schema) : [])))
    return { ...(types.size === 1 ? { type: [...types][0] } : {}), enum: [...new Set(values.flat())] }
  }
  return { anyOf: distinct }
}

/** The values of a schema that only lists values. */
const valuesOf = (schema: unknown): unknown[] | undefined => {
  if (!isObject(schema)) return undefined
  const { const: only, enum: values, type: _type, ...others } = schema
  if (Object.keys(others).length > 0) return undefined
  if (only !== undefined) return [only]
  return Array.isArray(values) ? values : undefined
}

/** What distinguishes the branches of a union: their required properties and fixed values. */
const demandsOf = ({ required, properties }: Schema): Schema => {
  const fixed = Object.entries(objectOf(properties)).filter(
    ([, schema]) => isObject(schema) && schema['const'] !== undefined,
  )
  return {
    ...(fixed.length > 0 ? { properties: Object.fromEntries(fixed) } : {}),
    required: namesIn(required),
  }
}

const tellOthers = (root: Schema, note: Note): Schema => {
  const found = Object.entries(root).filter(([key]) => OTHERS.some((other) => other === key))
  if (found.length === 0) return root
  const rest = Object.fromEntries(
    Object.entries(root).filter((entry) => !found.some(([key]) => key === entry[0])),
  )
  for (const [key] of found) note(key, '')
  return withWords(rest, Object.fromEntries(found))
}
