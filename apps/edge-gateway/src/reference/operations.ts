import type { Operation } from './operation.ts'
import { createChatCompletion } from './operations/chat-completions.ts'
import { readCredits } from './operations/credits.ts'
import { readGeneration } from './operations/generation.ts'
import { readKey } from './operations/key.ts'
import { listModels, readModel } from './operations/models.ts'

/** Every public operation, in the order of the reference. A test holds this list against the routes of the app. */
export const OPERATIONS: readonly Operation[] = [
  createChatCompletion,
  listModels,
  readModel,
  readCredits,
  readKey,
  readGeneration,
]

/** Routes that are not part of the API a key gives access to. */
export const UNDOCUMENTED_ROUTES: readonly string[] = [
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /openapi.json',
  'GET /docs',
  'GET /docs/page.css',
  'GET /docs/page.js',
]
