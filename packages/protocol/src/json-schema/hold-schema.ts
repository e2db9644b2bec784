import { objectOf } from '../json/object.ts'
import type { AdaptedSchema } from './adapt-schema.ts'
import { cyclicNames } from './cycles.ts'
import type { SchemaRules } from './rules.ts'
import { isAboutObjects, subschemasOf, type Schema } from './schema.ts'

/**
 * The schema, where a model can be held to it as its caller meant it; otherwise why not, in words. Bounds that are only
 * told do no harm; an object that must be open and is closed, or a property that must be given and need not be, would.
 */
export const holdSchema = (adapted: AdaptedSchema, rules: SchemaRules): AdaptedSchema | string => {
  const open = adapted.notes.find(({ keyword }) => keyword === 'additionalProperties')
  if (open !== undefined)
    return `This model does not support objects with arbitrary properties${placeOf(open.path)}.`
  const optional = rules.requiresAll ? optionalPropertyIn(adapted.schema) : undefined
  if (optional !== undefined)
    return `This model only supports schemas without optional properties, and "${optional}" is optional.`
  return rules.hasNoCycles && cyclicNames(adapted.schema).size > 0
    ? 'This model does not support recursive schemas.'
    : adapted
}

const placeOf = (path: string): string => (path === '' ? '' : ` (${path})`)

/** The first property that may be left out. */
const optionalPropertyIn = (root: Schema): string | undefined => {
  const waiting = [root]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const optional = isAboutObjects(next) ? optionalOf(next) : undefined
    if (optional !== undefined) return optional
    waiting.push(...subschemasOf(next))
  }
  return undefined
}

const optionalOf = ({ properties, required }: Schema): string | undefined => {
  const names: unknown[] = Array.isArray(required) ? required : []
  return Object.keys(objectOf(properties)).find((name) => !names.includes(name))
}
