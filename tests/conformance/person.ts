import { z } from 'zod'

/** The structured answer that scenarios request. */
export const PERSON = z.object({ name: z.string(), age: z.number(), tags: z.array(z.string()) })

export const PERSON_SCHEMA = {
  type: 'object' as const,
  properties: {
    name: { type: 'string' },
    age: { type: 'number' },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['name', 'age', 'tags'],
  additionalProperties: false,
}
