import { isObject, type JsonObject } from '../../json/object.ts'

/** A function call that arrives in pieces (`streamFunctionCallArguments`), each with a JSON path. */
export type PartialCall = { id: string; name: string; args: JsonObject }

const VALUES = ['stringValue', 'numberValue', 'boolValue'] as const

/** Adds one piece: strings at the same path are joined, other values are set. */
export const addPartialArg = (args: JsonObject, piece: JsonObject): void => {
  const steps = stepsOf(String(piece['jsonPath'] ?? ''))
  const last = steps.pop()
  if (last === undefined) return
  const holder = holderAt(args, steps, last)
  const value = VALUES.map((name) => piece[name]).find((found) => found !== undefined) ?? null
  const before = Reflect.get(holder, last)
  Reflect.set(holder, last, typeof before === 'string' && typeof value === 'string' ? before + value : value)
}

/** `$.list[0].name` as `list`, `0`, `name`. Keys of a prototype are not allowed. */
const stepsOf = (path: string): string[] =>
  [...path.matchAll(/\[['"]?([^\]'"]+)['"]?\]|\.?([^.[\]$]+)/g)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((step) => step !== '' && step !== '__proto__')

const holderAt = (args: JsonObject, steps: string[], last: string): object => {
  let holder: object = args
  for (const [place, step] of steps.entries()) {
    const next = Reflect.get(holder, step)
    if (isObject(next) || Array.isArray(next)) holder = next
    else {
      const made = /^\d+$/.test(steps[place + 1] ?? last) ? [] : {}
      Reflect.set(holder, step, made)
      holder = made
    }
  }
  return holder
}
