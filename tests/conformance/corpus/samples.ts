import { anyAt, isSchemaAt, numberAt, textAt, type Path } from './plausible.ts'
import type { RecordShape, Shape } from './shape.ts'

/** A value with a leaf of its type at `path`, and little else. */
export type Sample = { value: unknown; path: Path; leaf: Shape; isOptional: boolean }

/** Only a few samples of long lists of literals (models, voices). */
const MOST_LITERALS = 6

/**
 * A value for every union arm and every optional field of a type, each with only the required fields besides. A
 * recursive type is followed once.
 */
export function* samplesOf(shape: Shape, at: Path = [], within: readonly Shape[] = []): Generator<Sample> {
  switch (shape.kind) {
    case 'list':
      for (const sample of samplesOf(shape.item, [...at, 0], within)) yield inList(sample)
      return
    case 'map':
      if (isSchemaAt(at)) yield leafOf(shape, at)
      else for (const sample of samplesOf(shape.value, [...at, 'key'], within)) yield inField('key', sample)
      return
    case 'union':
      for (const arm of fewLiterals(shape.arms)) yield* samplesOf(arm, at, within)
      return
    case 'record':
      if (within.includes(shape)) yield leafOf(shape, at)
      else yield* samplesOfRecord(shape, at, [...within, shape])
      return
    default:
      yield leafOf(shape, at)
  }
}

const leafOf = (leaf: Shape, at: Path): Sample => ({
  value: least(leaf, at),
  path: [],
  leaf,
  isOptional: false,
})

const inList = ({ value, path, ...sample }: Sample): Sample => ({
  ...sample,
  value: [value],
  path: [0, ...path],
})

const inField = (name: string, { value, path, ...sample }: Sample): Sample => ({
  ...sample,
  value: { [name]: value },
  path: [name, ...path],
})

function* samplesOfRecord(shape: RecordShape, at: Path, within: readonly Shape[]): Generator<Sample> {
  const fields = shape.fields()
  if (fields.length === 0) yield leafOf(shape, at)
  for (const field of fields) {
    for (const { value, path, ...sample } of samplesOf(field.shape, [...at, field.name], within))
      yield {
        ...sample,
        value: { ...leastRecord(shape, at, 0), [field.name]: value },
        path: [field.name, ...path],
        isOptional: path.length === 0 ? field.isOptional : sample.isOptional,
      }
  }
}

const fewLiterals = (arms: readonly Shape[]): readonly Shape[] => {
  const literals = arms.filter(({ kind }) => kind === 'literal')
  return literals.length <= MOST_LITERALS
    ? arms
    : [...arms.filter(({ kind }) => kind !== 'literal'), ...literals.slice(0, 2)]
}

/** The smallest value of a type. */
export const least = (shape: Shape, at: Path, depth = 0): unknown => {
  switch (shape.kind) {
    case 'text':
      return textAt(at, 0)
    case 'number':
      return numberAt(at, 0)
    case 'boolean':
      return true
    case 'any':
      return anyAt(at)
    case 'literal':
      return shape.value
    case 'list':
      return depth > 6 ? [] : [least(shape.item, [...at, 0], depth + 1)]
    case 'map':
      return isSchemaAt(at) ? anyAt(at) : { key: least(shape.value, [...at, 'key'], depth + 1) }
    case 'union':
      return least(plainestOf(shape.arms), at, depth)
    case 'record':
      return leastRecord(shape, at, depth)
  }
}

const leastRecord = (shape: RecordShape, at: Path, depth: number): Record<string, unknown> =>
  Object.fromEntries(
    shape
      .fields()
      .filter(({ isOptional }) => !isOptional)
      .map(({ name, shape: field }) => [name, least(field, [...at, name], depth + 1)]),
  )

const PLAINEST: Shape['kind'][] = ['text', 'number', 'boolean', 'any', 'literal', 'map', 'list', 'record']

const plainestOf = (arms: readonly Shape[]): Shape => {
  const said = arms.filter((arm) => arm.kind !== 'literal' || arm.value !== null)
  return said.toSorted((a, b) => rank(a) - rank(b))[0] ?? arms[0]!
}

const rank = (arm: Shape): number => PLAINEST.indexOf(arm.kind) + (isAboutText(arm) ? -0.5 : 0)

/** For content, text is allowed everywhere. */
const isAboutText = (arm: Shape): boolean => arm.kind === 'record' && /Text(BlockParam)?$/.test(arm.name)
