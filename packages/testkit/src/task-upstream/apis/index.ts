import type { TaskApi } from './api.ts'
import { falApi } from './fal.ts'
import { geminiVeoApi, vertexVeoApi } from './google.ts'
import { klingApi } from './kling.ts'
import { lumaApi } from './luma.ts'
import { midjourneyApi, sunoApi } from './midjourney.ts'
import { minimaxApi } from './minimax.ts'
import { openAiVideosApi } from './openai-videos.ts'
import { openRouterApi } from './openrouter.ts'
import { replicateApi } from './replicate.ts'
import { runwayApi } from './runway.ts'
import { seedanceApi } from './seedance.ts'

export const TASK_APIS: readonly TaskApi[] = [
  openAiVideosApi,
  geminiVeoApi,
  vertexVeoApi,
  openRouterApi,
  klingApi,
  runwayApi,
  lumaApi,
  minimaxApi,
  seedanceApi,
  replicateApi,
  falApi,
  midjourneyApi,
  sunoApi,
]
