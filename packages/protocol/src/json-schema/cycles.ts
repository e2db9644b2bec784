import { isObject } from '../json/object.ts'
import { definitionsOf, mapSubschemas, nameIn, subschemasOf, type Note, type Schema } from './schema.ts'

/**
 * The definitions on cycles of references. References must be resolved. Repeatedly removes definitions without outgoing
 * or incoming references, in linear time.
 */
export const cyclicNames = (root: Schema): Set<string> => {
  const definitions = Object.entries(definitionsOf(root))
  const uses = new Map(definitions.map(([name, definition]) => [name, referencesIn(definition)]))
  const users = new Map(definitions.map(([name]) => [name, new Set<string>()]))
  for (const [name, used] of uses) for (const one of used) users.get(one)?.add(name)
  trim(uses, users)
  trim(users, uses)
  return new Set(uses.keys())
}

type Edges = Map<string, Set<string>>

const trim = (forward: Edges, backward: Edges): void => {
  const ends = [...forward.keys()].filter((name) => forward.get(name)!.size === 0)
  for (let name = ends.pop(); name !== undefined; name = ends.pop()) {
    for (const before of backward.get(name) ?? []) {
      const left = forward.get(before)
      left?.delete(name)
      if (left?.size === 0) ends.push(before)
    }
    forward.delete(name)
    backward.delete(name)
  }
}

/** The names of the definitions that a schema refers to, directly or inside. */
const referencesIn = (schema: Schema): Set<string> => {
  const found = new Set<string>()
  const waiting = [schema]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const name = nameIn(next['$ref'])
    if (name !== undefined) found.add(name)
    waiting.push(...subschemasOf(next))
  }
  return found
}

/**
 * A schema whose recursive properties are optional, because Gemini only unrolls optional ones.
 */
export const withOptionalCycles = (root: Schema, note: Note): Schema => {
  const cyclic = cyclicNames(root)
  if (cyclic.size === 0) return root
  const definitions = Object.entries(definitionsOf(root)).map(([name, definition]) => [
    name,
    cyclic.has(name) ? demandNoCycles(definition, cyclic, note, name) : definition,
  ])
  return { ...root, $defs: Object.fromEntries(definitions) as Schema }
}

const demandNoCycles = (schema: Schema, cyclic: ReadonlySet<string>, note: Note, path: string): Schema => {
  const mapped = mapSubschemas(schema, (inner, place) => demandNoCycles(inner, cyclic, note, place), path)
  const { required, properties } = mapped
  if (!Array.isArray(required) || !isObject(properties)) return mapped
  const left = required.filter((name) => !leadsTo(properties[String(name)], cyclic))
  if (left.length === required.length) return mapped
  note('required', path)
  return { ...mapped, required: left }
}

const leadsTo = (property: unknown, cyclic: ReadonlySet<string>): boolean =>
  isObject(property) && [...referencesIn(property)].some((name) => cyclic.has(name))
