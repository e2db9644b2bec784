import { z } from 'zod'

export const ownKeySchema = z
  .strictObject({
    id: z.string(),
    object: z.literal('byok_key'),
    provider: z.string(),
    name: z.string(),
    label: z.string().describe('What may be shown of the key.'),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'OwnKey' })

export const ownKeyListSchema = z
  .strictObject({ object: z.literal('list'), data: z.array(ownKeySchema) })
  .meta({ id: 'OwnKeys' })

export const ownKeyRequestSchema = z
  .strictObject({
    provider: z.string().describe('The provider’s id, as `x-gptget-provider` names it.'),
    api_key: z.string().describe('The key as the provider shows it.'),
    name: z.string().optional().describe('What to call it.'),
  })
  .meta({ id: 'OwnKeyRequest' })

export const deletedOwnKeySchema = z
  .strictObject({ id: z.string(), object: z.literal('byok_key'), deleted: z.literal(true) })
  .meta({ id: 'DeletedOwnKey' })
