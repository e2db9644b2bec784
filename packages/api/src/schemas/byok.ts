import { z } from 'zod'

export const byokKeySchema = z
  .strictObject({
    id: z.string(),
    object: z.literal('byok_key'),
    provider: z.string(),
    name: z.string(),
    label: z.string().describe('The visible part of the key.'),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'ByokKey' })

export const byokKeyListSchema = z
  .strictObject({ object: z.literal('list'), data: z.array(byokKeySchema) })
  .meta({ id: 'ByokKeys' })

export const byokKeyRequestSchema = z
  .strictObject({
    provider: z.string().min(1).max(100).describe('The provider’s id, as `x-gptget-provider` names it.'),
    api_key: z.string().min(1).max(1_000).describe('The key as the provider shows it.'),
    name: z.string().min(1).max(200).optional().describe('Your own name for the key.'),
  })
  .meta({ id: 'ByokKeyRequest' })

export const deletedByokKeySchema = z
  .strictObject({ id: z.string(), object: z.literal('byok_key'), deleted: z.literal(true) })
  .meta({ id: 'DeletedByokKey' })
