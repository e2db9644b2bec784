import type { byokKeySchema } from '@gptget/api/schemas/byok'
import type { ByokKeyRecord } from '@gptget/contracts'
import type { z } from 'zod'

/** An account's own key for a provider, without its secret. */
export const describeByokKey = ({
  byokKeyId,
  provider,
  name,
  label,
  createdAt,
}: ByokKeyRecord): z.output<typeof byokKeySchema> => ({
  id: byokKeyId,
  object: 'byok_key',
  provider,
  name,
  label,
  created_at: createdAt,
})
