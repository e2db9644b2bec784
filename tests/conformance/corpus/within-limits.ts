import type { Dialect } from '@gptget/contracts'
import { CAPABILITIES } from '@gptget/protocol'
import { exchangesIn, type Turn } from './turns-in.ts'

type Json = Record<string, unknown>

/** The parts of a body that exceed the limits of its dialect. */
export const beyondLimits = (dialect: Dialect, body: Json): string[] => [
  ...beyondRanges(dialect, body),
  ...beyondCounts(dialect, body),
  ...badNames(dialect, body),
  ...badStops(dialect, body),
  ...badOrder(dialect, body),
]

const at = (body: unknown, names: string): unknown =>
  names.split('.').reduce<unknown>((inside, name) => (inside as Json | undefined)?.[name], body)

const beyondRanges = (dialect: Dialect, body: Json): string[] => {
  const { bounds, fields } = CAPABILITIES[dialect]
  return Object.entries(bounds.ranges).flatMap(([setting, { least = -Infinity, most = Infinity }]) => {
    const value = at(body, fields[setting as keyof typeof fields] ?? '')
    const isWithin = typeof value !== 'number' || (value >= least && value <= most)
    return isWithin ? [] : [`${setting} ${value} is not ${least} to ${most}`]
  })
}

const beyondCounts = (dialect: Dialect, body: Json): string[] => {
  const { maxTools = Infinity, metadata } = CAPABILITIES[dialect].bounds
  const pairs = Object.entries((body['metadata'] as Record<string, string> | undefined) ?? {})
  const tooLong = pairs.filter(
    ([key, value]) =>
      metadata && (key.length > metadata.maxKeyLength || value.length > metadata.maxValueLength),
  )
  return [
    ...(exchangesIn(dialect, body).tools.length > maxTools ? ['too many tools'] : []),
    ...(metadata && pairs.length > metadata.maxPairs ? ['too many pairs of metadata'] : []),
    ...tooLong.map(([key]) => `metadata ${key} is too long`),
  ]
}

const badNames = (dialect: Dialect, body: Json): string[] => {
  const { toolNames, maxCallIdLength } = CAPABILITIES[dialect]
  const { tools, turns } = exchangesIn(dialect, body)
  const form = new RegExp(`^[${toolNames.first}][${toolNames.rest}]*$`)
  const called = turns.flatMap(({ calls }) => calls)
  const isName = (name: string) => form.test(name) && name.length <= toolNames.maxLength
  const isId = (id: string) => /^[a-zA-Z0-9_-]+$/.test(id) && id.length <= maxCallIdLength
  return [
    ...[...tools, ...called.map(({ name }) => name)]
      .filter((name) => !isName(name))
      .map((name) => `a tool called ${name}`),
    ...called.filter(({ id }) => id !== undefined && !isId(id)).map(({ id }) => `a call with id ${id}`),
    ...(new Set(tools).size < tools.length ? ['two tools of one name'] : []),
  ]
}

const badStops = (dialect: Dialect, body: Json): string[] => {
  const { stops, fields } = CAPABILITIES[dialect]
  const given = (at(body, fields.stop ?? '') as string[] | undefined) ?? []
  return given.length <= stops.most && given.every((stop) => stop !== '' && stops.takes(stop))
    ? []
    : [`stops ${JSON.stringify(given)}`]
}

/** Every call is answered by the next turn, and nothing else is answered. */
const badOrder = (dialect: Dialect, body: Json): string[] => {
  const { turns } = exchangesIn(dialect, body)
  const open = new Set<string>()
  const wrong: string[] = []
  for (const turn of turns) {
    wrong.push(...answer(turn, open))
    if (open.size > 0 && !turn.isOnlyResults) wrong.push(`${[...open].join()} is not answered at once`)
    for (const { id } of turn.calls) if (id !== undefined) open.add(id)
  }
  const { hasAnswerFirst } = CAPABILITIES[dialect]
  if (open.size > 0) wrong.push(`${[...open].join()} is not answered`)
  if (!hasAnswerFirst && turns[0]?.role === 'assistant') wrong.push('it begins with an answer')
  return wrong
}

const answer = ({ results }: Turn, open: Set<string>): string[] =>
  results.flatMap((id) => (open.delete(id) ? [] : [`${id} answers nothing`]))
