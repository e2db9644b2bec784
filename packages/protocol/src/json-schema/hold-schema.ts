import { objectOf } from '../json/object.ts'
import type { AdaptedSchema } from './adapt-schema.ts'
import { cyclicNames } from './cycles.ts'
import type { SchemaRules } from './rules.ts'
import { isAboutObjects, subschemasOf, type Schema } from './schema.ts'

/**
 * The schema, if a model can enforce it as the caller meant it, or else the reason why not. Bounds may be only in the
 * description. Closing an open object, or requiring an optional property, would change the meaning.
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

/** The first optional property. */
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
