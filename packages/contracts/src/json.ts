import { z } from 'zod'

/**
 * Any value of parsed JSON, unchecked: a parser has just made it. `z.json()` would look at each of its values, which
 * takes a second for a MiB of them.
 */
export const jsonValue = z.unknown() as z.ZodType<z.output<ReturnType<typeof z.json>>>
