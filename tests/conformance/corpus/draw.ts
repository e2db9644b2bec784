import * as fc from 'fast-check'
import { isSchemaAt, namesOf, numberAt, textAt, type Path } from './plausible.ts'
import { least, type Sample } from './samples.ts'
import type { Shape } from './shape.ts'

/** A random request and its leaves. */
export type Drawn = { value: Record<string, unknown>; leaves: Omit<Sample, 'value'>[] }

/** Draws requests of a type: any union arm, any optional fields, lists of up to three. */
export const requestsOf = (shape: Shape): fc.Arbitrary<Drawn> =>
  fc.gen().map((draw) => {
    const leaves: Drawn['leaves'] = []
    const value = drawValue(shape, [], { draw, leaves, depth: 0 }, false) as Drawn['value']
    return { value, leaves }
  })

type Drawing = { draw: fc.GeneratorValue; leaves: Drawn['leaves']; depth: number }

/** Below this depth, only required fields are present. */
const MOST_DEPTH = 9

const drawValue = (shape: Shape, at: Path, drawing: Drawing, isOptional: boolean): unknown => {
  const { draw, leaves, depth } = drawing
  const inner = { ...drawing, depth: depth + 1 }
  if (depth > MOST_DEPTH) return least(shape, at)
  switch (shape.kind) {
    case 'list': {
      const length = draw(fc.nat, { max: LENGTHS.test(namesOf(at)) ? 7 : 2 })
      return Array.from({ length: Math.max(1, length) }, (_, place) =>
        drawValue(shape.item, [...at, place], inner, false),
      )
    }
    case 'map':
      return isSchemaAt(at) ? least(shape, at) : { key: drawValue(shape.value, [...at, 'key'], inner, false) }
    case 'union':
      return drawValue(shape.arms[draw(fc.nat, { max: shape.arms.length - 1 })]!, at, inner, isOptional)
    case 'record':
      return Object.fromEntries(
        shape.fields().flatMap(({ name, isOptional: mayLack, shape: field }) => {
          const isThere = !mayLack || draw(fc.nat, { max: 3 }) === 0
          return isThere ? [[name, drawValue(field, [...at, name], inner, mayLack)]] : []
        }),
      )
    default:
      leaves.push({ path: at, leaf: shape, isOptional })
      return drawLeaf(shape, at, draw)
  }
}

/** Lists of which providers accept only a few items. */
const LENGTHS = /^(stop|stop_sequences|generationConfig\.stopSequences)$/

/** Values in which providers differ: names, ids, blanks, numbers at and beyond bounds. The first match applies. */
const TEXTS: [RegExp, readonly string[]][] = [
  [/tool_choice|allowedFunctionNames/, ['lookup']],
  [
    /^(stop|stop_sequences|generationConfig\.stopSequences)$/,
    ['END', '', ' ', '\n\n', 'a', 'b', 'c', 'd', 'e'],
  ],
  [/(^|\.)name$/, ['lookup', 'files.read:all', '9lives', 'x'.repeat(80), 'weiß']],
  [/(call_id|tool_use_id|tool_calls\.id|functionCall\.id)$/, ['call_1', 'call 2/ü', 'y'.repeat(70)]],
  [/(^|\.)(text|content|instructions|output|input|system|thinking)$/, ['Hello', '', ' ', 'Zoë 𝄞 said']],
]

const NUMBERS: [RegExp, readonly number[]][] = [
  [/temperature$|top_p$|topP$|_penalty$|Penalty$/, [-3, -1, 0, 0.5, 1, 1.7, 2, 5]],
  [/top_k$|topK$/, [0, 1, 40]],
  [/seed$/, [0, 7, 2 ** 40]],
  [/max_tokens$|max_completion_tokens$|max_output_tokens$|maxOutputTokens$/, [1, 16, 9000]],
]

const find = <T>(table: readonly [RegExp, readonly T[]][], at: Path): readonly T[] | undefined =>
  table.find(([names]) => names.test(namesOf(at)))?.[1]

const drawLeaf = (leaf: Shape, at: Path, draw: fc.GeneratorValue): unknown => {
  const one = <T>(values: readonly T[]): T => values[draw(fc.nat, { max: values.length - 1 })]!
  switch (leaf.kind) {
    case 'text':
      return one(find(TEXTS, at) ?? [textAt(at, 0), textAt(at, 1)])
    case 'number':
      return one(find(NUMBERS, at) ?? [numberAt(at, 0), numberAt(at, 1)])
    case 'boolean':
      return one([true, false])
    default:
      return least(leaf, at)
  }
}
