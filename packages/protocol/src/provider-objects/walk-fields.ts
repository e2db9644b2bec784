/** The path of a field: names of members and positions in lists. */
export type Steps = readonly (string | number)[]

/** Called for a field of a request's body. `owner`: the object that contains it. `steps` change after it returns. */
export type FieldVisitor = (
  name: string,
  value: unknown,
  owner: Readonly<Record<string, unknown>>,
  steps: Steps,
) => void

/** `messages[0].role` */
export const pathOf = (steps: Steps): string =>
  steps.reduce<string>((joined, step) => {
    if (typeof step === 'number') return `${joined}[${step}]`
    return joined === '' ? step : `${joined}.${step}`
  }, '')

/** Fields with the caller's own data: schemas, arguments, labels. The names in them are not checked. */
const CALLERS_OWN = new Set([
  'args',
  'arguments',
  'headers',
  'input_schema',
  'json',
  'labels',
  'logit_bias',
  'metadata',
  'parameters',
  'parametersJsonSchema',
  'parameters_json_schema',
  'response',
  'responseJsonSchema',
  'responseSchema',
  'response_json_schema',
  'response_schema',
  'schema',
  'structuredContent',
])

/** A model's arguments for a tool are an object; elsewhere the same name is a list with the conversation. */
const isCallersOwn = (name: string, value: object): boolean =>
  CALLERS_OWN.has(name) || (name === 'input' && !Array.isArray(value))

type Walk = { visit: FieldVisitor; isSkipped: (name: string, value: object) => boolean }

/** Calls `visit` for every field of a body at every level, except in the caller's own data. */
export const walkFields = (body: object, visit: FieldVisitor, isSkipped = isCallersOwn): void =>
  walk(body, { visit, isSkipped }, [])

const walk = (level: object, walking: Walk, steps: (string | number)[]): void => {
  if (Array.isArray(level)) {
    for (let index = 0; index < level.length; index++) enter(index, level[index], walking, steps)
    return
  }
  const owner = level as Record<string, unknown>
  for (const name in owner) {
    const value = owner[name]
    steps.push(name)
    walking.visit(name, value, owner, steps)
    steps.pop()
    if (typeof value === 'object' && value !== null && !walking.isSkipped(name, value))
      enter(name, value, walking, steps)
  }
}

const enter = (step: string | number, value: unknown, walking: Walk, steps: (string | number)[]): void => {
  if (typeof value !== 'object' || value === null) return
  steps.push(step)
  walk(value, walking, steps)
  steps.pop()
}
