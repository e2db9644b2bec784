import type { z } from 'zod'
import { PublicError } from '@gptget/errors'

/**
 * Parses a piece of a caller's body. `path` is its position (`messages[0]`), empty for the body itself.
 * @throws PublicError `invalid_request` naming the first invalid field.
 */
export const parseAt = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path = '',
): z.output<Schema> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = deepestIssue(parsed.error.issues[0]!)
  throw invalidAt(joinPath(path, issue.path), messageOf(issue))
}

/** The refusal of one field: `invalidAt('messages[0].role', 'must be …')`. */
export const invalidAt = (param: string, message: string): PublicError =>
  new PublicError(
    'invalid_request',
    param === '' ? message : `${param}: ${message}`,
    param === '' ? {} : { param },
  )

type Issue = z.core.$ZodIssue

/** Zod's messages for missing fields are about types. */
const MISSING = /^Invalid input: expected .*, received undefined$/
const messageOf = ({ path, message }: { path: PropertyKey[]; message: string }): string =>
  path.length > 0 && MISSING.test(message) ? 'this field is required.' : message

/** Of a union's branches, the one that matched furthest is probably the intended one. */
const deepestIssue = (issue: Issue): { path: PropertyKey[]; message: string } => {
  if (issue.code === 'unrecognized_keys')
    return { path: [...issue.path, issue.keys[0]!], message: 'there is no such field.' }
  if (issue.code !== 'invalid_union') return issue
  const branches = issue.errors.flatMap((errors) => errors.slice(0, 1)).map(deepestIssue)
  const deepest = branches.toSorted((a, b) => b.path.length - a.path.length)[0]
  if (deepest === undefined || deepest.path.length === 0) return issue
  return { path: [...issue.path, ...deepest.path], message: deepest.message }
}

const joinPath = (base: string, path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (joined, key) =>
      typeof key === 'number'
        ? `${joined}[${key}]`
        : joined === ''
          ? String(key)
          : `${joined}.${String(key)}`,
    base,
  )

/** The fields of a body without a canonical form, by their own names, without nulls. */
export const extensionsOf = (
  body: Record<string, unknown>,
  known: ReadonlySet<string>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(body).filter(([key, value]) => !known.has(key) && value !== undefined && value !== null),
  )
