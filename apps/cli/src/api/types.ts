import type { z } from 'zod'
import type { creditsSchema, keySchema } from '@gptget/api/schemas/account'
import type { computerSchema, workspaceSchema } from '@gptget/api/schemas/computers'
import type { generationSchema } from '@gptget/api/schemas/generation'
import type { createdKeySchema, managedKeySchema } from '@gptget/api/schemas/keys'
import type { modelSchema } from '@gptget/api/schemas/models'
import type { runSchema } from '@gptget/api/schemas/runs'

/** The server's response bodies. Only types are imported from the API package, so none of it is bundled. */

export type Computer = z.output<typeof computerSchema>
export type Workspace = z.output<typeof workspaceSchema>
export type Credits = z.output<typeof creditsSchema>
export type Key = z.output<typeof keySchema>['data']
export type ManagedKey = z.output<typeof managedKeySchema>
export type CreatedKey = z.output<typeof createdKeySchema>
export type Model = z.output<typeof modelSchema>
export type Run = z.output<typeof runSchema>
export type Generation = z.output<typeof generationSchema>['data']
export type List<Item> = { data: Item[]; has_more?: boolean; last_id?: string | null }

export type Task = {
  id: string
  type?: string
  model?: string
  status: string
  progress?: number | null
  created_at?: string | number
  result?: { url?: string | null } | null
  error?: { message?: string } | string | null
}
