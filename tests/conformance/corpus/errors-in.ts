import type { RecordShape, Shape } from './shape.ts'

/** The parts of a value that its type does not allow, with their paths. Unknown fields count too. */
export const errorsIn = (shape: Shape, value: unknown, path = ''): string[] => {
  switch (shape.kind) {
    case 'any':
      return []
    case 'text':
      return wrongUnless(typeof value === 'string', path, 'a text', value)
    case 'number':
      return wrongUnless(typeof value === 'number', path, 'a number', value)
    case 'boolean':
      return wrongUnless(typeof value === 'boolean', path, 'true or false', value)
    case 'literal':
      return wrongUnless(value === shape.value, path, JSON.stringify(shape.value), value)
    case 'list':
      return Array.isArray(value)
        ? value.flatMap((item, place) => errorsIn(shape.item, item, `${path}[${place}]`))
        : wrongUnless(false, path, 'a list', value)
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([key, field]) => errorsIn(shape.value, field, `${path}.${key}`))
        : wrongUnless(false, path, 'an object', value)
    case 'union':
      return fewest(shape.arms.map((arm) => errorsIn(arm, value, path)))
    case 'record':
      return isObject(value)
        ? errorsInRecord(shape, value, path)
        : wrongUnless(false, path, 'an object', value)
  }
}

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const wrongUnless = (isRight: boolean, path: string, wanted: string, value: unknown): string[] =>
  isRight ? [] : [`${path}: ${JSON.stringify(value)?.slice(0, 60)} is not ${wanted}`]

const errorsInRecord = (shape: RecordShape, value: Json, path: string): string[] => {
  const fields = shape.fields()
  const known = new Set(fields.map(({ name }) => name))
  const unknown = Object.keys(value).filter((key) => !known.has(key) && shape.rest === undefined)
  return [
    ...unknown.map((key) => `${path}.${key}: ${shape.name} has no such field`),
    ...fields.flatMap(({ name, isOptional, shape: field }) => {
      if (value[name] !== undefined) return errorsIn(field, value[name], `${path}.${name}`)
      return isOptional ? [] : [`${path}.${name}: ${shape.name} needs it`]
    }),
  ]
}

const fewest = (errors: string[][]): string[] => errors.toSorted((a, b) => a.length - b.length)[0] ?? []
