import { DEFAULT_DIALECT } from '@gptget/contracts'
import type { AuthScheme, ProviderRow } from './provider.ts'

type TaskMethod = NonNullable<ProviderRow['quirks']['taskMethod']>

const taskRow = (
  id: TaskMethod | 'byteplus' | 'minimax-video',
  name: string,
  baseUrl: string,
  apiKeyVariable: string,
  {
    taskMethod,
    auth = 'bearer',
    ...more
  }: { taskMethod: TaskMethod; auth?: AuthScheme } & Partial<ProviderRow>,
): ProviderRow => ({
  id,
  name,
  dialect: DEFAULT_DIALECT,
  baseUrl,
  auth,
  apiKeyVariables: [apiKeyVariable],
  quirks: { taskMethod },
  ...more,
})

/** Providers of videos, images and music that take minutes, and of nothing else. */
export const TASK_ROWS: readonly ProviderRow[] = [
  // The credential is `<access key>:<secret key>`.
  taskRow('kling', 'Kling', 'https://api-singapore.klingai.com', 'KLING_API_KEY', {
    taskMethod: 'kling',
    auth: 'kling',
  }),
  taskRow('runway', 'Runway', 'https://api.dev.runwayml.com', 'RUNWAYML_API_SECRET', {
    taskMethod: 'runway',
  }),
  taskRow('luma', 'Luma', 'https://api.lumalabs.ai/dream-machine/v1', 'LUMAAI_API_KEY', {
    taskMethod: 'luma',
  }),
  taskRow('minimax-video', 'MiniMax (video)', 'https://api.minimax.io/v1', 'MINIMAX_API_KEY', {
    taskMethod: 'minimax',
    modelPrefix: 'minimax',
  }),
  taskRow('byteplus', 'BytePlus ModelArk', 'https://ark.ap-southeast.bytepluses.com/api/v3', 'ARK_API_KEY', {
    taskMethod: 'seedance',
    modelPrefix: 'bytedance',
  }),
  // Operators run their own.
  taskRow('midjourney', 'midjourney-proxy', '${MIDJOURNEY_PROXY_URL}', 'MIDJOURNEY_PROXY_SECRET', {
    taskMethod: 'midjourney',
    auth: 'mj-api-secret',
  }),
  taskRow('suno', 'Suno', '${SUNO_API_URL}', 'SUNO_API_KEY', { taskMethod: 'suno' }),
]
