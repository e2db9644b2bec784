/** A field of a request's body. `owner`: the object it is in. `path` prints where it is: `messages[0].role`. */
export type Field = {
  name: string
  value: unknown
  owner: Readonly<Record<string, unknown>>
  path: () => string
}

/** Fields whose objects are in the caller's own words: schemas, arguments, labels. Nobody reads names in them. */
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

/** A model's arguments for a tool are an object under the name that a conversation is a list under. */
const isCallersOwn = (name: string, value: object): boolean =>
  CALLERS_OWN.has(name) || (name === 'input' && !Array.isArray(value))

/** Shows `visit` every field of a body, at every level, but for what is in the caller's own words. */
export const walkFields = (body: object, visit: (field: Field) => void): void => {
  const steps: (string | number)[] = []
  const path = (): string =>
    steps.reduce<string>(
      (joined, step) =>
        typeof step === 'number' ? `${joined}[${step}]` : joined === '' ? step : `${joined}.${step}`,
      '',
    )
  const walk = (level: object): void => {
    if (Array.isArray(level)) {
      for (let index = 0; index < level.length; index++) enter(index, level[index])
      return
    }
    const owner = level as Record<string, unknown>
    for (const name in owner) {
      const value = owner[name]
      steps.push(name)
      visit({ name, value, owner, path })
      steps.pop()
      if (typeof value === 'object' && value !== null && !isCallersOwn(name, value)) enter(name, value)
    }
  }
  const enter = (step: string | number, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    steps.push(step)
    walk(value)
    steps.pop()
  }
  walk(body)
}
